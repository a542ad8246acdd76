import { UserError } from '../../../src/model/error.ts';
import { changedError } from '../../../src/state/faults.ts';
import type { HeldMedium, LockInfo, Medium, TextName } from '../../../src/state/medium.ts';
import type { MediumUnderTest } from './under-test.ts';

/** The smallest medium there is: what a backend has to do, and nothing else. */
export function memoryMedium(): MediumUnderTest {
  const texts = new Map<string, Buffer>();
  let lock: LockInfo | null = null;
  let locks = 0;
  const names = { state: 'memory', backup: 'memory.backup', journal: 'memory.journal' };

  const read: Medium['read'] = async (name) => texts.get(name) ?? null;

  function hold(info: LockInfo): HeldMedium {
    const put = (name: string, content: string | null): void => {
      if (content === null) texts.delete(name);
      else texts.set(name, Buffer.from(content));
    };
    const whileHeld = async <T>(work: () => T): Promise<T> => {
      await Promise.resolve();
      if (lock !== info) throw new UserError('state.gone', 'The lock of memory is held by somebody else by now.');
      return work();
    };
    return {
      read,
      lostHint: null,
      claim: async () => true,
      isCurrent: () => lock === info,
      confirm: () => whileHeld(() => undefined),
      append: (line) => whileHeld(() => put('journal', `${texts.get('journal')!.toString()}${line}`)),
      write: (name, content) => whileHeld(() => put(name, content)),
      save: ({ before, state, journal }) =>
        whileHeld(() => {
          if ((texts.get('state')?.toString() ?? null) !== before) throw changedError(names);
          if (state !== null && before !== null) put('backup', before);
          if (state !== null) put('state', state);
          put('journal', journal);
        }),
      setAside: () =>
        whileHeld(() => {
          texts.set('damaged', texts.get('state')!);
          texts.delete('state');
          return 'memory.damaged';
        }),
      recoveryHint: (file) => `What this run knows is in ${file}.`,
      async release() {
        await Promise.resolve();
        if (lock === info) lock = null;
      },
    };
  }

  function open(user = 'kim'): Medium {
    return {
      ...{ names, where: 'memory', read },
      look: async () => ({ read, lostHint: null }),
      async tryLock(operation) {
        await Promise.resolve();
        if (lock) return { by: lock, leftover: null };
        lock = { id: `lock-${(locks += 1)}`, operation, since: '2026-01-01T00:00:00.000Z', pid: 1, host: 'here', user };
        return hold(lock);
      },
      async breakLock(id) {
        const left = lock;
        if (!left) throw new UserError('state.not-locked', 'memory is not locked.');
        if (left.id !== id)
          throw new UserError('state.lock-id', `The lock of memory has the id ${left.id}, not ${id}.`);
        lock = null;
        return left;
      },
    };
  }

  return {
    ...{ open, leases: true, recallsLoss: false },
    kill: async () => void (lock = null),
    text: async (name: TextName) => texts.get(name)?.toString() ?? null,
    put: async (name, content) => void (content === null ? texts.delete(name) : texts.set(name, Buffer.from(content))),
  };
}
