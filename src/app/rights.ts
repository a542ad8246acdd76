/**
 * A refusal (403) is remembered together with the rights that the token's owner had then. For somebody else, or for the
 * same person with other rights, it no longer counts.
 */
import { isPermission, type Capabilities } from '../model/capability.ts';
import { RequestFailure } from '../model/failure.ts';
import type { Last } from '../model/last.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { Connection } from './accounts.ts';

type Rights = { readonly [S in Side]?: string | null };

/** The state without refusals that other rights may have ended. */
export async function withoutOldRefusals(connection: Connection, last: Last | null): Promise<Last | null> {
  const { capabilities } = last ?? {};
  if (!last || !capabilities) return last;
  const rights = await rightsFor(connection, capabilities);
  const isOld = (name: string): boolean => {
    const now = rights[sideOf(name)];
    return isRefusal(name, capabilities) && typeof now === 'string' && now !== capabilities[name]?.as;
  };
  const kept = Object.entries(capabilities).filter(([name]) => !isOld(name));
  return { ...last, capabilities: Object.fromEntries(kept) };
}

/** The same with the rights of those who were refused. If a service does not tell them, the next run asks again. */
export async function withRights<M extends Pick<Last, 'capabilities'>>(connection: Connection, memory: M): Promise<M> {
  const capabilities: Capabilities = memory.capabilities ?? {};
  const isUnsigned = (name: string): boolean => isRefusal(name, capabilities) && capabilities[name]?.as === undefined;
  const unsigned = Object.fromEntries(Object.entries(capabilities).filter(([name]) => isUnsigned(name)));
  if (Object.keys(unsigned).length === 0) return memory;
  const rights = await rightsFor(connection, unsigned);
  const signed = Object.entries(unsigned).map(([name, found]) => {
    const as = rights[sideOf(name)];
    return [name, typeof as === 'string' ? { ...found, as } : found] as const;
  });
  return { ...memory, capabilities: { ...capabilities, ...Object.fromEntries(signed) } };
}

/** What the owners of the tokens may do, on the sides with refusals. Null if the service does not tell. */
async function rightsFor(connection: Connection, capabilities: Capabilities): Promise<Rights> {
  const refused = Object.keys(capabilities).filter((name) => isRefusal(name, capabilities));
  const sides = SIDES.filter((side) => refused.some((name) => sideOf(name) === side));
  const told = await Promise.all(sides.map(async (side) => [side, await rightsOn(connection, side)] as const));
  return Object.fromEntries(told);
}

async function rightsOn(connection: Connection, side: Side): Promise<string | null> {
  try {
    if (side === 'harvest') return (await connection.harvest.rights())?.text ?? null;
    const { person, text } = (await connection.forecast.rights()) ?? { person: null, text: '' };
    const raw = person === null ? undefined : (await connection.forecast.get('person', person))?.raw;
    return raw ? `${text}: ${raw['admin'] === true ? 'admin' : 'not admin'}, ${String(raw['login'])}` : null;
  } catch (error) {
    if (error instanceof RequestFailure) return null;
    throw error;
  }
}

function isRefusal(name: string, capabilities: Capabilities): boolean {
  return isPermission(name) && capabilities[name]?.value === 'no';
}

function sideOf(name: string): Side {
  return name.split('.')[1] as Side;
}
