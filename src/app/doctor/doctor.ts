import { CAPABILITIES, knows } from '../../model/capability.ts';
import type { Check, Checkup, LintFinding } from '../../model/checkup.ts';
import { EXIT, UserError, type ExitCode } from '../../model/error.ts';
import { sideName, SIDES } from '../../model/side.ts';
import type { Last } from '../../model/last.ts';
import type { Want } from '../../model/want.ts';
import { connect } from '../accounts.ts';
import { loadWant } from '../config.ts';
import type { Environment } from '../environment.ts';
import { readBoth } from '../gather.ts';
import { interruptible } from '../interrupt.ts';
import { withoutOldRefusals } from '../rights.ts';
import { clockChecks, pairingCheck, productChecks, rateChecks, readingCheck, rightsChecks } from './services.ts';
import { check, contactCheck, failed, machineChecks, stateChecks } from './surroundings.ts';

/**
 * Checks everything that a run depends on, and looks for likely mistakes in the data. Writes nothing.
 *
 * | found                           | exit code |
 * | ------------------------------- | --------- |
 * | something that stops hfsync     | 1         |
 * | warnings                        | 3         |
 * | at most notes                   | 0         |
 */
export async function doctor(env: Environment, options: { readonly maxWait: number }): Promise<ExitCode> {
  const examined = await interruptible(env, (signal) => examine(env, options, signal));
  const { checkupJson, checkupText } = await import('../../report/checkup.ts');
  env.out.write(env.flags.json ? checkupJson(examined) : checkupText(examined, env.out.layout, env.flags.quiet));
  const { errors, warnings } = examined.summary;
  return errors > 0 ? EXIT.error : warnings > 0 ? EXIT.waiting : EXIT.done;
}

async function examine(env: Environment, options: { readonly maxWait: number }, signal: AbortSignal): Promise<Checkup> {
  const checks: Check[] = [...(await machineChecks(env))];
  const want = await wantOf(env, checks);
  if (!want) return checkup(env, checks, [], null);
  checks.push(...contactCheck(env, want));
  const state = await stateChecks(env, want);
  checks.push(...state.checks);
  const { findings, last } = await ask(env, { ...options, signal, want, last: state.last }, checks);
  return checkup(env, checks, findings, last);
}

async function wantOf(env: Environment, checks: Check[]): Promise<Want | null> {
  try {
    const want = await loadWant(env);
    checks.push(check('doctor.config', 'ok', `${want.path} is valid.`));
    return want;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    checks.push(failed('doctor.config', error));
    return null;
  }
}

interface Asked {
  readonly maxWait: number;
  readonly signal: AbortSignal;
  readonly want: Want;
  readonly last: Last | null;
}

/** Checks the services, and lints their data. If a service cannot be read, that is a finding, and ends the checks. */
async function ask(
  env: Environment,
  { want, last, ...options }: Asked,
  checks: Check[],
): Promise<{ readonly findings: readonly LintFinding[]; readonly last: Last | null }> {
  try {
    const connection = await connect(env, want, options);
    try {
      checks.push(...(await productChecks(env, want, options.signal)));
      const have = await readBoth(env, connection, want);
      checks.push(
        ...SIDES.map((side) => check('doctor.token', 'ok', `${sideName(side)} accepts ${want[side].tokenVariable}.`)),
      );
      checks.push(...(await rightsChecks(connection, want, have)), ...clockChecks(have), pairingCheck(have));
      checks.push(...rateChecks(connection, want));
      const { lint } = await import('../../plan/lint/lint.ts');
      // A refusal to somebody with other rights does not count for the current owner of the token.
      const current = await withoutOldRefusals(connection, last);
      return { findings: lint({ want, have, last: current }), last: current };
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    checks.push(readingCheck(error, null));
    return { findings: [], last };
  }
}

function checkup(
  env: Environment,
  checks: readonly Check[],
  findings: readonly LintFinding[],
  last: Last | null,
): Checkup {
  const severities = [...checks.map(({ status }) => status), ...findings.map(({ severity }) => severity)];
  const count = (wanted: string): number => severities.filter((severity) => severity === wanted).length;
  return {
    format_version: '1.0',
    hfsync_version: env.version,
    checks,
    findings,
    capabilities: Object.fromEntries(CAPABILITIES.map((name) => [name, knows(last, name)])),
    summary: { errors: count('error'), warnings: count('warning'), notes: count('note') },
  };
}
