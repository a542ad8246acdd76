import { parseAddress, type Address } from '../model/address.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { RULE_IDS, type Rule, type RuleId } from '../model/rule.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, makeFreshPlan } from './gather.ts';
import { interruptible } from './interrupt.ts';

/** A rule of the table, offline; or a record, for which both accounts are read. Nothing asked: all rules. */
export async function explain(
  env: Environment,
  options: { readonly about: string | null; readonly maxWait: number },
): Promise<ExitCode> {
  const { about } = options;
  if (about !== null && parseAddress(about)) return explainAddress(env, about as Address, options.maxWait);
  const [{ RULES }, { rulesText, ruleText, ruleJson }] = await Promise.all([
    import('../rules/table.ts'),
    import('../report/explain.ts'),
  ]);
  if (about === null) {
    const all = [...RULES.values()];
    env.out.write(env.flags.json ? ruleJson(all) : rulesText(all, env.out.look));
    return EXIT.done;
  }
  const rule = ruleNamed(about, RULES) ?? (await unknown(about));
  env.out.write(env.flags.json ? ruleJson(rule) : ruleText(rule, env.out.look));
  return EXIT.done;
}

async function explainAddress(env: Environment, address: Address, maxWait: number): Promise<ExitCode> {
  const { input } = await interruptible(env, (signal) => makeFreshPlan(env, { select: EVERYTHING, maxWait }, signal));
  const [{ explainRecord }, { recordJson, recordText }] = await Promise.all([
    import('../plan/explain.ts'),
    import('../report/explain.ts'),
  ]);
  const record = explainRecord(input, address);
  env.out.write(env.flags.json ? recordJson(record) : recordText(record, env.out.look));
  return EXIT.done;
}

function ruleNamed(text: string, rules: ReadonlyMap<RuleId, Rule>): Rule | undefined {
  return [...rules.values()].find((rule) => rule.id === text);
}

async function unknown(about: string): Promise<never> {
  const { default: leven } = await import('leven');
  const [near] = RULE_IDS.map((id) => ({ id, far: leven(about, id) })).sort((left, right) => left.far - right.far);
  const hint =
    near && near.far <= 4
      ? `Did you mean ${near.id}?`
      : 'hfsync explain lists all rules; addresses look like project:14308069/2001.';
  throw new UserError('explain.unknown', `${about} is neither a rule nor an address.`, { hint });
}
