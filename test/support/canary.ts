import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { leaksIn } from './leaks.ts';

/** The token of every test that sends one. It is in nothing that hfsync prints, throws, or writes to a file (P20). */
export const TOKEN = 'canary-4711.token/with+signs';

/** Throws where a text gives the token away. The error names the form, never the text. */
export function expectNoSecrets(text: string, where: string): void {
  expect(leaksIn(text, TOKEN), `${where} holds the token`).toEqual([]);
}

/** All files of a test's folder: state, backup, journal, lock, plans, whatever else was left there. */
export async function expectNoSecretsIn(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    expectNoSecrets(await readFile(file, 'latin1'), path.relative(folder, file));
  }
}

export interface Watch {
  /** What was written since the last call. */
  take(): string;
  /** Ends the listening. */
  stop(): void;
}

/** Listens to everything that goes through a stream. */
export function watch(stream: Pick<NodeJS.WriteStream, 'write'>): Watch {
  let seen = '';
  const before = stream.write;
  const write = before.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    seen += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
    return write(chunk, ...rest);
  }) as NodeJS.WriteStream['write'];
  return {
    take() {
      const text = seen;
      seen = '';
      return text;
    },
    stop: () => void (stream.write = before),
  };
}
