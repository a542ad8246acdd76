import { parseAddress, type Address } from '../model/address.ts';
import { CODES } from '../model/code.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { GUARDS } from '../model/plan.ts';
import { FINDING_CODES } from '../model/finding.ts';
import { REASON_CODES } from '../model/reason.ts';
import { RULE_IDS, type Rule, type RuleId } from '../model/rule.ts';
import type { CodeWords } from '../rules/codes/codes.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, makeFreshPlan } from './gather.ts';
import { interruptible } from './interrupt.ts';

/** A rule or a code, offline; or a record, for which both accounts are read. Nothing asked: all rules. */
export async function explain(
  env: Environment,
  options: { readonly about: string | null; readonly maxWait: number },
): Promise<ExitCode> {
  const { about } = options;
  if (about !== null && parseAddress(about)) return explainAddress(env, about as Address, options.maxWait);
  const [{ RULES }, { codeJson, codeText, rulesText, ruleText, ruleJson }] = await Promise.all([
    import('../rules/table.ts'),
    import('../report/explanation.ts'),
  ]);
  if (about === null) {
    const all = [...RULES.values()];
    env.out.write(env.flags.json ? ruleJson(all) : rulesText(all, env.out.layout));
    return EXIT.done;
  }
  const rule = ruleNamed(about, RULES);
  if (rule) {
    env.out.write(env.flags.json ? ruleJson(rule) : ruleText(rule, env.out.layout));
    return EXIT.done;
  }
  const words = (await codeWords(about)) ?? (await unknown(about));
  env.out.write(env.flags.json ? codeJson(about, words) : codeText(about, words, env.out.layout));
  return EXIT.done;
}

/** Of an error, a finding of the file or of a plan, a guard, or a reason. */
async function codeWords(about: string): Promise<CodeWords | null> {
  const { wordsOfCode, wordsOfFinding, wordsOfGuard, wordsOfReason } = await import('../rules/codes/codes.ts');
  const code = CODES.find((each) => each === about);
  if (code) return wordsOfCode(code);
  const guard = GUARDS.find((each) => each === about);
  if (guard) return wordsOfGuard(guard);
  const reason = REASON_CODES.find((each) => each === about);
  if (reason) return wordsOfReason(reason);
  const finding = FINDING_CODES.find((each) => each === about);
  return finding ? wordsOfFinding(finding) : null;
}

async function explainAddress(env: Environment, address: Address, maxWait: number): Promise<ExitCode> {
  const { input } = await interruptible(env, (signal) => makeFreshPlan(env, { select: EVERYTHING, maxWait }, signal));
  const [{ explainRecord }, { recordJson, recordText }] = await Promise.all([
    import('../plan/explain-record.ts'),
    import('../report/explanation.ts'),
  ]);
  const record = explainRecord(input, address);
  env.out.write(env.flags.json ? recordJson(record) : recordText(record, env.out.layout));
  return EXIT.done;
}

function ruleNamed(text: string, rules: ReadonlyMap<RuleId, Rule>): Rule | undefined {
  return [...rules.values()].find((rule) => rule.id === text);
}

async function unknown(about: string): Promise<never> {
  const { nearest } = await import('../config/nearest.ts');
  const near = nearest(about, [...RULE_IDS, ...CODES, ...GUARDS, ...REASON_CODES, ...FINDING_CODES]);
  const hint =
    near === null
      ? '`hfsync explain` lists all rules, docs/codes.md all codes; an address looks like project:14308069/2001.'
      : `Did you mean ${near}?`;
  throw new UserError('explain.unknown', `${about} is not a rule, a code, or an address.`, { hint });
}
