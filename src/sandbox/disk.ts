import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { writeAtomically } from '../files/files.ts';
import { nodeFiles } from '../files/node.ts';
import { userFiles } from '../files/user-files.ts';
import { systemCode, UserError } from '../model/error.ts';
import { type World } from './world.ts';
import { asWorld } from './empty-world.ts';
import { jsonFault } from './json-fault.ts';

/** A world in a folder, as `world.json`. */
export interface Disk {
  /** The world that the folder holds, or null for a folder without one. */
  read(): Promise<World | null>;
  /** Returns when the world as it is now, or a later version of it, is in the folder. */
  save(): Promise<void>;
  /** Returns when no save is running. */
  idle(): Promise<void>;
}

/** Each save replaces the whole file. Calls that arrive while a save is running share the next one. */
export function disk(folder: string, current: () => World): Disk {
  const path = join(folder, 'world.json');
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  return {
    async read() {
      let text: string | null = null;
      try {
        text = await userFiles.textOrNull(path);
        return text === null ? null : asWorld(JSON.parse(text), path);
      } catch (error) {
        if (error instanceof SyntaxError) throw notJson(path, text ?? '', error);
        throw refused(folder, error);
      }
    },
    save() {
      next ??= (async () => {
        // A failed save was reported to its caller. The next one starts afresh.
        await running.catch(() => undefined);
        next = null;
        running = write(folder, path, current());
        await running;
      })();
      return next;
    },
    async idle() {
      await (next ?? running);
    },
  };
}

async function write(folder: string, path: string, world: World): Promise<void> {
  const text = `${JSON.stringify(world, null, 2)}\n`;
  try {
    await userFiles.makeFolder(folder);
    await writeAtomically(nodeFiles, path, text, { uuid: randomUUID });
  } catch (error) {
    throw refused(folder, error);
  }
}

function notJson(path: string, text: string, cause: SyntaxError): UserError {
  return new UserError('sandbox.world', `${path}:${jsonFault(text)} is not JSON.`, {
    hint: 'Correct it there, or name an empty folder to start with new accounts.',
    cause,
  });
}

/** What the system says about the folder, as an error that a person can act on. Anything else is a bug. */
function refused(folder: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === null) return error;
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new UserError('sandbox.world', `${folder} is a file, not a folder.`, {
      hint: 'Name the folder that contains world.json, or a new one.',
      cause: error,
    });
  return new UserError('sandbox.world', `${folder} cannot be used (${code}).`, {
    hint: 'Name another folder, or correct its permissions.',
    cause: error,
  });
}
