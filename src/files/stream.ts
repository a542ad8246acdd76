import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** A file that text is written to bit by bit, for the owner only (mode 0600). */
export interface Stream {
  /** Returns when the system has taken all of it. Throws the system's error. */
  write(text: string): void;
  close(): void;
}

const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;

/**
 * Opens a file and empties it. Refuses a link (ELOOP), except in `/dev` and `/proc`, where links are normal. Throws the
 * system's error.
 */
export function openStream(path: string): Stream {
  const isDevice = path.startsWith('/dev/') || path.startsWith('/proc/');
  const descriptor = openSync(path, WRITE | (isDevice ? 0 : (constants.O_NOFOLLOW ?? 0)), 0o600);
  if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
  return {
    write(text) {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
    },
    close: () => closeSync(descriptor),
  };
}

/** The first `length` bytes of a file as text. Throws the system's error. */
export function startOf(path: string, length: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}
