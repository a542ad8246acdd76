/**
 * Edits in the practice accounts as a person would, through the sandbox's control API. In: a record, an action, and
 * values as `key=value`. Out: the record as its service then shows it.
 */
import { parseAddress } from '../model/address.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { isObject, parseJson } from '../model/json.ts';
import { SIDES, sideName, type Side } from '../model/side.ts';
import { escapeText, printable } from '../report/escape.ts';
import { jsonText } from '../report/json-text.ts';
import type { Environment } from './environment.ts';
import { interruptible } from './interrupt.ts';
import { SANDBOX_URL } from './sandbox.ts';
import { openTransport } from './transport.ts';

const DONE = { edit: 'edited', create: 'created', archive: 'archived', restore: 'restored', delete: 'deleted' };
export type SandboxAction = keyof typeof DONE;

export interface SandboxEdit {
  readonly action: SandboxAction;
  /** An address, or a kind for `create`. */
  readonly record: string;
  /** Each like `name=New name`. */
  readonly values: readonly string[];
  /** The account. Null: the only one that the address names. */
  readonly side: Side | null;
  /** The Forecast person who does it. Null: the owner of the token. */
  readonly by: number | null;
  /** Even if the service would refuse. */
  readonly force: boolean;
  /** The URL of the control API. Null: the one in the environment. */
  readonly url: string | null;
}

export async function sandboxEdit(env: Environment, wanted: SandboxEdit): Promise<ExitCode> {
  const target = targetOf(wanted);
  const values = valuesOf(wanted);
  const body = {
    ...target,
    ...(values && { values }),
    ...(wanted.by !== null && { by: wanted.by }),
    ...(wanted.force && { force: true }),
  };
  const url = await controlUrl(env, wanted.url);
  const record = await interruptible(env, (signal) => post(env, `${url}/${wanted.action}`, body, signal));
  if (env.flags.json) env.out.write(jsonText(record));
  else if (!env.flags.quiet) {
    const { id = target.id, ...rest } = record as { id?: number; [key: string]: unknown };
    const name = [rest['name'], rest['first_name'], rest['last_name']]
      .filter((part) => typeof part === 'string')
      .join(' ');
    const what = [target.kind, ...(id === undefined ? [] : [String(id)]), ...(name === '' ? [] : [`"${name}"`])].join(
      ' ',
    );
    env.out.write(printable`${escapeText(`${what} ${DONE[wanted.action]} in ${sideName(target.side)}`)}.\n`);
  }
  return EXIT.done;
}

interface Target {
  readonly side: Side;
  readonly kind: string;
  readonly id?: number;
}

function targetOf({ action, record, side }: SandboxEdit): Target {
  if (action === 'create') {
    if (side === null) throw input('Say in which account: --in harvest or --in forecast.');
    return { side, kind: record };
  }
  const address = parseAddress(record);
  if (!address) throw input(`${record} is not an address.`, 'For example: project:14308069/- or client:-/1001');
  const named = SIDES.filter((each) => address[each] !== null);
  const at = side ?? (named.length === 1 ? named[0]! : null);
  if (at === null) throw input(`${record} is in both accounts. Say which: --in harvest or --in forecast.`);
  const id = address[at];
  if (id === null && address.kind !== 'company') throw input(`${record} has no id in ${sideName(at)}.`);
  return { side: at, kind: address.kind, ...(id !== null && { id }) };
}

/** Null if the action takes no values. The sandbox reads numbers and flags from texts, as the services do. */
function valuesOf({ action, values }: SandboxEdit): { readonly [key: string]: string | null } | null {
  const pairs = values.map((text): [string, string | null] => {
    const at = text.indexOf('=');
    if (at < 1) throw input(`${text} is not KEY=VALUE.`, 'For example: name="New name"');
    const value = text.slice(at + 1);
    return [text.slice(0, at), value === '' || value === 'null' ? null : value];
  });
  if (action !== 'edit' && action !== 'create') return null;
  if (pairs.length === 0) throw input('Say what to write: KEY=VALUE.', 'For example: name="New name"');
  return Object.fromEntries(pairs);
}

/** On this machine only: whoever listens there may change the data of the sandbox. */
async function controlUrl(env: Environment, given: string | null): Promise<string> {
  const text = given ?? env.variables[SANDBOX_URL];
  if (!text)
    throw input(
      'No sandbox is known here.',
      `Start hfsync sandbox, and paste the lines that it prints, or name its ${SANDBOX_URL} with --url.`,
    );
  const { baseOf, isLoopback, parseBaseUrl } = await import('../http/base-url.ts');
  const url = parseBaseUrl(text, given === null ? SANDBOX_URL : '--url');
  if (!isLoopback(url)) throw new UserError('url.invalid', `${baseOf(url)} is not on this machine.`);
  return baseOf(url);
}

/** Returns the record in the sandbox's answer. */
async function post(env: Environment, url: string, body: object, signal: AbortSignal): Promise<unknown> {
  const [{ createSecret }, { SANDBOX_TOKEN }] = await Promise.all([
    import('../http/secret.ts'),
    import('../sandbox/access.ts'),
  ]);
  const transport = await openTransport(env, null);
  try {
    const result = await transport.send(
      {
        ...{ method: 'POST', url, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
        token: createSecret(SANDBOX_TOKEN, 'the sandbox'),
      },
      signal,
    );
    if (result.kind !== 'answer') throw noSandbox(url);
    const answer = parseJson(result.text);
    if (result.status === 200 && isObject(answer)) return answer;
    if (result.status === 422 && isObject(answer)) throw new UserError('sandbox.refused', String(answer['message']));
    throw noSandbox(url);
  } finally {
    await transport.close();
  }
}

function noSandbox(url: string): UserError {
  return new UserError('sandbox.call', `No sandbox answers at ${new URL(url).origin}.`, {
    hint: 'Start hfsync sandbox in another terminal, and paste the lines that it prints here.',
  });
}

function input(message: string, hint?: string): UserError {
  return new UserError('sandbox.call', message, hint === undefined ? {} : { hint });
}
