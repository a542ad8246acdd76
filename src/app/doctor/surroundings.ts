/** What `doctor` checks before it asks the services: this machine, the contact, the proxy, the state. */
import path from 'node:path';
import type { Check, CheckCode, Severity } from '../../model/checkup.ts';
import { UserError } from '../../model/error.ts';
import type { Last } from '../../model/last.ts';
import type { Want } from '../../model/want.ts';
import { counted } from '../../report/count.ts';
import { CHECK_WORDS } from '../../rules/codes/doctor.ts';
import { configFolder } from '../config.ts';
import type { Environment } from '../environment.ts';
import { openState } from '../gather.ts';

export function check(code: CheckCode, status: 'ok' | Severity, text: string, fix: string | null = null): Check {
  return { code, status, text, fix: status === 'ok' ? null : (fix ?? CHECK_WORDS[code][1]) };
}

export function failed(code: CheckCode, error: UserError): Check {
  return check(code, 'error', error.message, error.hint);
}

export async function machineChecks(env: Environment): Promise<readonly Check[]> {
  const [{ proxyOf }, { contactOf }] = await Promise.all([
    import('../../http/proxy.ts'),
    import('../../http/contact.ts'),
  ]);
  const node = check('doctor.node', 'ok', `hfsync ${env.version}, Node ${process.versions.node}, ${process.platform}.`);
  const proxy = await attempt('doctor.proxy', () => {
    const found = proxyOf(env.variables);
    const text = found ? `Proxy: ${found.name}, from ${found.variable}.` : 'No proxy is used.';
    return check('doctor.proxy', 'ok', text);
  });
  const contact = await attempt('doctor.contact', () => {
    return contactOf(env.variables, null) === null ? [] : check('doctor.contact', 'ok', 'HFSYNC_CONTACT is set.');
  });
  const isUnsafe = env.variables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';
  const extra = env.variables['NODE_EXTRA_CA_CERTS'] ?? '';
  const tls = isUnsafe
    ? check('doctor.tls', 'error', 'NODE_TLS_REJECT_UNAUTHORIZED=0 turns the checks of certificates off.', 'Unset it.')
    : check(
        'doctor.tls',
        'ok',
        extra === ''
          ? "Certificates: Node's own."
          : `Certificates: Node's own, and those of NODE_EXTRA_CA_CERTS (${extra}).`,
      );
  return [node, proxy, contact, tls].flat();
}

export function contactCheck(env: Environment, { contact }: Want): readonly Check[] {
  if (contact !== null || (env.variables['HFSYNC_CONTACT'] ?? '') !== '') return [];
  return [
    check(
      'doctor.contact',
      'note',
      'No contact is set, so Harvest does not know whom to contact about these requests.',
    ),
  ];
}

export async function stateChecks(
  env: Environment,
  want: Want,
): Promise<{ readonly checks: readonly Check[]; readonly last: Last | null }> {
  const file = path.resolve(configFolder(env, want), want.state.path);
  const [{ files }, { readInfo }] = await Promise.all([env.stateDisk(), import('../../state/local/info.ts')]);
  try {
    const { last, open } = await (await openState(env, want)).read();
    const holder = await readInfo(files, file);
    const backup = (await files.read(`${file}.backup`)) !== null;
    const size = last ? `serial ${last.serial}, ${counted(Object.keys(last.baseline).length, 'pair')}` : 'none yet';
    const kept = last ? `, ${backup ? 'with' : 'without'} a backup` : '';
    const lock = holder
      ? check(
          'doctor.lock',
          'warning',
          `${holder.user} on ${holder.host} holds the lock (${holder.operation}, since ${holder.since}), or left it behind.`,
        )
      : check('doctor.lock', 'ok', 'Nobody holds the lock.');
    const unsettled = `${counted(open.length, 'write')} of an interrupted apply may or may not have happened.`;
    const state =
      open.length > 0
        ? check('doctor.state', 'warning', unsettled, 'Run `hfsync apply`: it checks that first.')
        : check('doctor.state', 'ok', `${want.state.path}: ${size}${kept}.`);
    return { checks: [state, lock], last };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { checks: [failed('doctor.state', error)], last: null };
  }
}

export async function attempt<T>(code: CheckCode, work: () => T | Promise<T>): Promise<T | Check> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return failed(code, error);
    throw error;
  }
}
