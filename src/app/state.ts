import { compareAddresses, parseAddress, type Address } from '../model/address.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import { loadWant } from './config.ts';
import type { Environment } from './environment.ts';
import { openState, storeOptions } from './gather.ts';

/** Lists the addresses in the state, one per line, with the fields that wait. */
export async function stateList(env: Environment): Promise<ExitCode> {
  const last = await readLast(env);
  const [{ stateListJson, stateListText }] = await Promise.all([import('../report/state.ts')]);
  const addresses = last ? addressesOf(last) : [];
  env.out.write(env.flags.json ? stateListJson(last, addresses) : stateListText(last, addresses, env.out.layout));
  return EXIT.done;
}

/** Shows what the state remembers about one record. */
export async function stateShow(env: Environment, address: string): Promise<ExitCode> {
  checkAddress(address);
  const { last, known } = knownIn(await readLast(env), address);
  const { stateRecordJson, stateRecordText } = await import('../report/state.ts');
  env.out.write(env.flags.json ? stateRecordJson(last, known) : stateRecordText(last, known, env.out.layout));
  return EXIT.done;
}

/**
 * Removes everything that the state remembers about one record, including what a write of an interrupted apply would
 * add.
 */
export async function stateRm(env: Environment, address: string): Promise<ExitCode> {
  checkAddress(address);
  const want = await loadWant(env, { offline: true });
  const store = await openState(env, want);
  const locked = await store.lock('state rm', 0);
  try {
    const { last: all, open } = await locked.read();
    const { last, known } = knownIn(all, address);
    const { forget } = await import('../state/forget.ts');
    // Otherwise the next apply would remember the outcome of an interrupted write, and with it the pair.
    for (const { id, change } of open)
      if (change.address === known) await locked.outcome({ intent: id, result: 'void', advance: null });
    const saved = await locked.save(forget(last, known));
    const [{ stateRemovedText }, { jsonLine }] = await Promise.all([
      import('../report/state.ts'),
      import('../report/json-text.ts'),
    ]);
    const { serial } = saved;
    env.out.write(env.flags.json ? jsonLine({ removed: known, serial }) : stateRemovedText(known, env.out.layout));
    return EXIT.done;
  } finally {
    await locked.release();
  }
}

/** Moves what the state remembers about a pair to another address, after a record was created anew with another id. */
export async function stateMv(env: Environment, from: string, to: string): Promise<ExitCode> {
  checkAddress(from);
  checkAddress(to);
  const want = await loadWant(env, { offline: true });
  const locked = await (await openState(env, want)).lock('state mv', 0);
  try {
    const { last: all, open } = await locked.read();
    const { last, known } = knownIn(all, from);
    const target = freeIn(last, known, to);
    if (open.some(({ change }) => change.address === known))
      throw new UserError(
        'state.unsettled',
        `An interrupted run left a write to ${known} that nobody has checked yet.`,
        {
          hint: 'Let the next apply check that first: hfsync apply',
        },
      );
    const { renamed } = await import('../state/rename.ts');
    const { serial } = await locked.save(renamed(last, known, target));
    const [{ stateMovedText }, { jsonLine }] = await Promise.all([
      import('../report/state-files.ts'),
      import('../report/json-text.ts'),
    ]);
    env.out.write(env.flags.json ? jsonLine({ moved: from, to, serial }) : stateMovedText(from, to, env.out.layout));
    return EXIT.done;
  } finally {
    await locked.release();
  }
}

/** Throws `UserError` if the state already has the new address, or if it is of another kind. */
function freeIn(last: Last, from: Address, to: string): Address {
  if (parseAddress(from)?.kind !== parseAddress(to)?.kind)
    throw new UserError('address.invalid', `${from} and ${to} are addresses of different kinds of records.`);
  if (addressesOf(last).some((known) => known === to))
    throw new UserError('state.taken', `The state remembers ${to} already. Nothing was moved.`, {
      hint: `If that is wrong, forget it first: hfsync state rm ${to}`,
    });
  return to as Address;
}

function checkAddress(address: string): void {
  if (parseAddress(address)) return;
  throw new UserError('address.invalid', `${address} is not an address.`, {
    hint: '`hfsync state list` prints them all.',
  });
}

/** Throws `UserError` if the state does not know the record. */
function knownIn(last: Last | null, address: string): { readonly last: Last; readonly known: Address } {
  const known = last && addressesOf(last).find((each) => each === address);
  if (last && known) return { last, known };
  throw new UserError('state.unknown', `The state has no record of ${address}.`, {
    hint: '`hfsync state list` prints what it has.',
  });
}

/** Removes a lock whose holder is certainly gone. A lock that a process on this machine still holds stays. */
export async function stateUnlock(env: Environment, id: string): Promise<ExitCode> {
  const want = await loadWant(env, { offline: true });
  const { openMedium } = await import('../state/open.ts');
  const removed = await openMedium(want.state, await storeOptions(env, want)).breakLock(id);
  const [{ stateUnlockedText }, { jsonLine }] = await Promise.all([
    import('../report/state.ts'),
    import('../report/json-text.ts'),
  ]);
  env.out.write(env.flags.json ? jsonLine({ unlocked: removed.id }) : stateUnlockedText(removed, env.out.layout));
  return EXIT.done;
}

async function readLast(env: Environment): Promise<Last | null> {
  const want = await loadWant(env, { offline: true });
  return (await (await openState(env, want)).read()).last;
}

function addressesOf({ baseline, waiting, written }: Last): readonly Address[] {
  const all = new Set([baseline, waiting, written ?? {}].flatMap(Object.keys) as Address[]);
  return [...all].sort(compareAddresses);
}
