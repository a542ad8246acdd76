import { dirname } from 'node:path';
import type { OpenFile, Files } from '../../src/files/files.ts';

export class PowerCut extends Error {}

interface Content {
  bytes: Buffer;
  /** What of it is on the disk for certain. */
  synced: Buffer;
}

/**
 * A disk in memory that knows what is durable. `failAt(n, how)` lets the n-th call fail:
 * - `before`, `after`: the process dies just before or after the call's effect; nothing works any more until `reboot`
 * - any other word: that one call is refused with this system code, once
 * - `short`: that write takes one byte less than it was given
 */
export function createFakeDisk() {
  const files = new Map<string, Content>();
  /** Names as they are on the disk for certain. */
  let syncedNames = new Map<string, Content>();
  let calls = 0;
  let plan: { readonly at: number; readonly how: string } | null = null;
  let dead = false;

  async function step<T>(name: string, effect: () => T): Promise<T> {
    await Promise.resolve();
    if (dead) throw new PowerCut(name);
    calls += 1;
    const how = plan?.at === calls ? plan.how : null;
    if (how === 'before') return die(name);
    if (how !== null && how !== 'after' && how !== 'short') throw systemError(how);
    const result = effect();
    if (how === 'after') return die(name);
    return result;
  }

  function die(name: string): never {
    dead = true;
    throw new PowerCut(name);
  }

  function fileOf(content: Content): OpenFile {
    return {
      isAt: async (path) => files.get(path) === content,
      write: (bytes) =>
        step('write', () => {
          const isShort = plan?.at === calls && plan.how === 'short';
          const taken = isShort ? bytes.subarray(0, Math.max(1, bytes.length - 1)) : bytes;
          content.bytes = Buffer.concat([content.bytes, taken]);
          return taken.length;
        }),
      sync: () => step('sync', () => void (content.synced = content.bytes)),
      // A file is closed whatever became of the process.
      close: () => Promise.resolve(),
    };
  }

  const disk: Files = {
    read: (path) => step('read', () => files.get(path)?.bytes ?? null),
    create: (path) =>
      step('create', () => {
        if (files.has(path)) throw systemError('EEXIST');
        const content = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
        files.set(path, content);
        return fileOf(content);
      }),
    append: (path) => step('append', () => fileOf(found(path))),
    rename: (from, to) =>
      step('rename', () => {
        files.set(to, found(from));
        files.delete(from);
      }),
    remove: (path) => step('remove', () => void files.delete(path)),
    list: (folder) =>
      step('list', () =>
        [...files.keys()].filter((path) => dirname(path) === folder).map((path) => path.slice(folder.length + 1)),
      ),
    createFolder: () => step('createFolder', () => undefined),
    syncFolder: () => step('syncFolder', () => void (syncedNames = new Map(files))),
    realPath: (path) => step('realPath', () => path),
    identity: async () => 'the only one',
    temporaryFolder: () => '/tmp',
  };

  function found(path: string): Content {
    const content = files.get(path);
    if (!content) throw systemError('ENOENT');
    return content;
  }

  return {
    files: disk,
    calls: () => calls,
    failAt(at: number, how: string) {
      calls = 0;
      plan = { at, how };
    },
    /** `kept`: all that was written is there (the process died). `lost`: only what was synced (the machine died). */
    reboot(what: 'kept' | 'lost') {
      dead = false;
      plan = null;
      if (what === 'kept') return;
      files.clear();
      for (const [path, content] of syncedNames) {
        files.set(path, { bytes: content.synced, synced: content.synced });
      }
    },
    /** What of a file is there even if the machine dies now. */
    durable: (path: string) => syncedNames.get(path)?.synced.toString('utf8') ?? '',
    text: (path: string) => files.get(path)?.bytes.toString('utf8') ?? null,
    put(path: string, text: string) {
      const bytes = Buffer.from(text, 'utf8');
      files.set(path, { bytes, synced: bytes });
      syncedNames = new Map(files);
    },
    names: () => [...files.keys()].sort(),
  };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: fake`), { code });
}
