import { joinPrintable, type Printable } from '../report/escape.ts';

/**
 * A stream of the process that may end at any time: a full disk, a terminal that is gone, a reader that has left. In: text. Out: as
 * much of it as could be written. It never throws, since output is not the job; whoever needs to know asks.
 */
export interface Outlet {
  write(text: string): void;
  /** Resolves when what was written so far is out, or given up: then it takes no room any more. */
  written(): Promise<void>;
  /** What the stream ended with, once all of it is written or given up; null: nothing is missing, or its reader chose to leave. */
  lost(): Promise<NodeJS.ErrnoException | null>;
}

const outlets = new WeakMap<NodeJS.WritableStream, Outlet>();

/** One for each stream. */
export function outletOf(stream: NodeJS.WritableStream): Outlet {
  const known = outlets.get(stream);
  if (known) return known;
  const outlet = openOutlet(stream);
  outlets.set(stream, outlet);
  return outlet;
}

function openOutlet(stream: NodeJS.WritableStream): Outlet {
  let fault: NodeJS.ErrnoException | null = null;
  const failed = (error?: Error | null): void => {
    fault ??= error ?? null;
  };
  // oclif throws what is not a closed pipe, out of the middle of whatever runs.
  stream.removeAllListeners('error');
  stream.on('error', failed);
  const write = (text: string, done: () => void): void => {
    if (fault) return done();
    stream.write(text, (error) => {
      failed(error);
      done();
    });
  };
  return {
    write: (text) => write(text, () => undefined),
    written: () => new Promise<void>((resolve) => write('', resolve)),
    async lost() {
      await new Promise<void>((resolve) => write('', resolve));
      return fault && hasReaderLeft(fault) ? null : fault;
    },
  };
}

/** Large enough for the cost of a write not to count, small enough to be held. */
const CHUNK = 64 * 1024;

/** A long text, a piece at a time: only as much is held as its reader has not taken yet. */
export async function inChunks(
  parts: Iterable<Printable>,
  screen: { write(text: Printable): void; written?(): Promise<void> },
): Promise<void> {
  for (const piece of chunks(parts)) {
    screen.write(piece);
    await screen.written?.();
  }
}

export function* chunks(parts: Iterable<Printable>): Iterable<Printable> {
  let held: Printable[] = [];
  let size = 0;
  for (const part of parts) {
    held.push(part);
    size += part.length;
    if (size < CHUNK) continue;
    yield joinPrintable(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield joinPrintable(held);
}

/** `hfsync plan | head`. */
function hasReaderLeft({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'ECONNRESET';
}
