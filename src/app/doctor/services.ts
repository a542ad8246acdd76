/**
 * What `doctor` asks the services about themselves: tokens, rights, clocks, the pairing, the rate limits. Reads only.
 */
import type { Check } from '../../model/checkup.ts';
import { UserError } from '../../model/error.ts';
import type { Have } from '../../model/have.ts';
import { sideName, SIDES, type Side } from '../../model/side.ts';
import type { Want } from '../../model/want.ts';
import type { Connection } from '../accounts.ts';
import type { Environment } from '../environment.ts';
import { accountsOf } from '../init/choose-accounts.ts';
import { attempt, check } from './surroundings.ts';

/** Which accounts each token opens, according to Harvest ID. */
export async function productChecks(env: Environment, want: Want, signal: AbortSignal): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const side of SIDES) {
    const { account, tokenVariable } = want[side];
    const found = await attempt('doctor.products', async () => {
      const all = await accountsOf(env, tokenVariable, signal);
      const isOpen = all.some(({ id, product }) => id === account && product === side);
      if (isOpen) return check('doctor.products', 'ok', `${tokenVariable} opens ${sideName(side)} ${account}.`);
      const others = all.map(({ id, product }) => `${product} ${id}`).join(', ');
      return check(
        'doctor.products',
        'error',
        `${tokenVariable} does not open ${sideName(side)} ${account}; it opens: ${others || 'nothing'}.`,
      );
    });
    checks.push(
      found.status === 'error' && !found.text.includes('does not open') ? { ...found, status: 'warning' } : found,
    );
  }
  return checks;
}

export async function rightsChecks(connection: Connection, want: Want, have: Have): Promise<readonly Check[]> {
  const harvest = await attempt('doctor.rights', async () => {
    const roles = (await connection.harvest.rights())?.roles ?? null;
    const who = `${want.harvest.tokenVariable} in Harvest`;
    if (roles === null) return check('doctor.rights', 'note', `${who}: Harvest does not say what this token may do.`);
    if (roles.includes('administrator')) return check('doctor.rights', 'ok', `${who}: the token of an administrator.`);
    const text = `${who}: ${roles.join(', ') || 'no role'}. Only an administrator may write all that hfsync syncs.`;
    return check('doctor.rights', 'error', text, `Use an administrator's token. ${MANAGER}`);
  });
  const forecast = await attempt('doctor.rights', async () => {
    const me = (await connection.forecast.rights())?.person ?? null;
    const who = `${want.forecast.tokenVariable} in Forecast`;
    const raw = me === null ? undefined : have.forecast.records.person.get(me)?.raw;
    if (!raw) return check('doctor.rights', 'note', `${who}: Forecast does not say what this token may do.`);
    if (raw['admin'] === true) return check('doctor.rights', 'ok', `${who}: may view and edit.`);
    return check(
      'doctor.rights',
      'error',
      `${who}: may only view.`,
      'Use the token of somebody who may view and edit.',
    );
  });
  return [harvest, forecast];
}

const MANAGER =
  'A Manager may edit only the projects they manage, and only with the permission to edit projects; never roles or the company.';

export function clockChecks(have: Have): readonly Check[] {
  return SIDES.map((side) => {
    const { isClockApart, servedAt } = have[side];
    const name = sideName(side);
    if (servedAt === null) return check('doctor.clock', 'note', `${name} does not send its time.`);
    return isClockApart
      ? check('doctor.clock', 'warning', `The clocks of ${name} and this machine are more than a minute apart.`)
      : check('doctor.clock', 'ok', `The clocks of ${name} and this machine agree.`);
  });
}

export function pairingCheck({ harvest, forecast }: Have): Check {
  const named = forecast.connectedTo;
  const own = URL.canParse(harvest.web) ? new URL(harvest.web).hostname.split('.')[0] : undefined;
  if (named === undefined)
    return check(
      'doctor.pairing',
      'note',
      'Forecast does not say that it is connected to a Harvest account.',
      'If the two accounts are connected, check their ids. Otherwise there is nothing to do.',
    );
  return named.toLowerCase() === own?.toLowerCase()
    ? check('doctor.pairing', 'ok', `Forecast is connected to this Harvest account (${named}).`)
    : check(
        'doctor.pairing',
        'error',
        `Forecast is connected to ${named}, and this Harvest account is ${own ?? 'another one'}.`,
      );
}

export function rateChecks(connection: Connection, want: Want): readonly Check[] {
  return SIDES.map((side) => {
    const { requests, seconds } = want[side].rate;
    const left = requests - connection.used(side);
    return check(
      'doctor.rate',
      'ok',
      `${sideName(side)}: this machine has ${left} of ${requests} requests left in ${seconds} s.`,
    );
  });
}

/** Why a side could not be read. */
export function readingCheck(error: UserError, side: Side | null): Check {
  const isToken = error.code.endsWith('unauthorized');
  return check(
    isToken ? 'doctor.token' : 'doctor.reach',
    'error',
    side ? `${sideName(side)}: ${error.message}` : error.message,
    error.hint,
  );
}
