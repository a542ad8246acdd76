import { parseAddress, type Address } from '../model/address.ts';
import { CHECK_CODES, LINT_CODES } from '../model/checkup.ts';
import { CODES } from '../model/code.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { GUARDS } from '../model/guard.ts';
import { FINDING_CODES } from '../model/finding.ts';
import { REASON_CODES } from '../model/reason.ts';
import { RULE_IDS } from '../model/rule.ts';
import { parseSelector } from '../model/selector.ts';
import type { Printable } from '../report/escape.ts';
import type { CodeWords } from '../rules/codes/codes.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, fromConfig, makeFreshPlan, type PlanInput } from './gather.ts';
import { interruptible } from './interrupt.ts';

/**
 * Explains a rule, a code or a word, offline. For a record, it reads both accounts. Without an argument, it lists all
 * rules.
 */
export async function explain(
  env: Environment,
  options: { readonly about: string | null; readonly maxWait: number },
): Promise<ExitCode> {
  const { about, maxWait } = options;
  if (about !== null && parseAddress(about)) return explainRecord(env, { about, maxWait });
  const [{ RULES }, { codeJson, codeText, rulesText, ruleText, ruleJson, wordJson, wordText }, { wordNamed }] =
    await Promise.all([
      import('../rules/table.ts'),
      import('../report/explanation.ts'),
      import('../rules/glossary.ts'),
    ]);
  const { layout } = env.out;
  const print = (json: () => Printable, text: () => Printable): ExitCode => {
    env.out.write(env.flags.json ? json() : text());
    return EXIT.done;
  };
  const all = [...RULES.values()];
  if (about === null)
    return print(
      () => ruleJson(all),
      () => rulesText(all, layout),
    );
  const rule = all.find(({ id }) => id === about);
  if (rule)
    return print(
      () => ruleJson(rule),
      () => ruleText(rule, layout),
    );
  const code = await codeWords(about);
  if (code)
    return print(
      () => codeJson(about, code),
      () => codeText(about, code, layout),
    );
  const word = wordNamed(about);
  if (word)
    return print(
      () => wordJson(word),
      () => wordText(word, layout),
    );
  const near = await nearestKnown(about);
  // Something that looks like a rule or a code is a mistyped one, so the accounts need not be read.
  if (near !== null && /^[a-z]+[._][a-z._-]+$/.test(about)) throw unknown(about, near);
  return explainRecord(env, { about, maxWait }, near);
}

/** The explanation of an error, of a finding in the file or in a plan, of a guard, or of a reason. */
async function codeWords(about: string): Promise<CodeWords | null> {
  const { wordsOfCheckup, wordsOfCode, wordsOfFinding, wordsOfGuard, wordsOfReason } =
    await import('../rules/codes/codes.ts');
  const code = CODES.find((each) => each === about);
  if (code) return wordsOfCode(code);
  const guard = GUARDS.find((each) => each === about);
  if (guard) return wordsOfGuard(guard);
  const reason = REASON_CODES.find((each) => each === about);
  if (reason) return wordsOfReason(reason);
  const finding = FINDING_CODES.find((each) => each === about);
  if (finding) return wordsOfFinding(finding);
  const found = [...CHECK_CODES, ...LINT_CODES].find((each) => each === about);
  return found ? wordsOfCheckup(found) : null;
}

async function explainRecord(
  env: Environment,
  { about, maxWait }: { readonly about: string; readonly maxWait: number },
  near: string | null = null,
): Promise<ExitCode> {
  const selector = parseSelector(about);
  if (!selector) throw unknown(about, near);
  const { input } = await interruptible(env, (signal) => makeFreshPlan(env, { select: EVERYTHING, maxWait }, signal));
  const [plan, { recordJson, recordText }] = await Promise.all([
    import('../plan/explain-record.ts'),
    import('../report/explanation.ts'),
  ]);
  const address = selector.is === 'address' ? selector.address : await theOne(env, input, { about, near });
  const record = plan.explainRecord(input, address);
  env.out.write(env.flags.json ? recordJson(record) : recordText(record, env.out.layout));
  return EXIT.done;
}

/** The address of the only record that fits. If several do, throws `UserError` with a list of them. */
async function theOne(
  env: Environment,
  input: PlanInput,
  { about, near }: { readonly about: string; readonly near: string | null },
): Promise<Address> {
  const { findRecords } = await import('../plan/list-records.ts');
  const [part = about] = fromConfig(env, input.want, { only: [about], except: [] }).only;
  const found = findRecords(input, parseSelector(part)!);
  const [first, ...more] = found;
  if (!first) throw unknown(about, near);
  if (more.length === 0) return first.address;
  const shown = found.slice(0, MOST).map(({ address, harvest, forecast, client, email }) => {
    const tells = client ?? email;
    return `${address} ${JSON.stringify((harvest ?? forecast)?.name ?? '')}${tells === null ? '' : ` (${tells})`}`;
  });
  const rest = found.length > MOST ? [`and ${found.length - MOST} more, which hfsync list shows`] : [];
  throw new UserError('explain.several', `${found.length} records fit ${JSON.stringify(about)}.`, {
    hint: ['Name one of them by its address:', ...shown, ...rest].join('\n'),
  });
}

const MOST = 10;

async function nearestKnown(about: string): Promise<string | null> {
  const [{ nearest }, { GLOSSARY }] = await Promise.all([
    import('../config/nearest.ts'),
    import('../rules/glossary.ts'),
  ]);
  const words = GLOSSARY.flatMap(({ words: each }) => each);
  return nearest(about, [...RULE_IDS, ...CODES, ...GUARDS, ...REASON_CODES, ...FINDING_CODES, ...words]);
}

function unknown(about: string, near: string | null): UserError {
  const hint =
    near === null
      ? '`hfsync explain` lists all rules, docs/codes.md all codes, docs/glossary.md all words, and `hfsync list` all records.'
      : `Did you mean ${near}?`;
  return new UserError('explain.unknown', `${JSON.stringify(about)} is not a rule, a code, a word, or a record.`, {
    hint,
  });
}
