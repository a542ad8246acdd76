import { joinPrintable, type Printable } from '../report/escape.ts';

/**
 * A stream of the process that may end at any time: a full disk, a closed terminal, a reader that has left. In: text.
 * Out: as much of it as could be written. It never throws, because output is not the main job. Ask `lost` if you need
 * to know.
 */
export interface Outlet {
  write(text: string): void;
  /** Resolves when everything so far is written or given up, so that it no longer takes memory. */
  written(): Promise<void>;
  /**
   * The error that ended the stream, once everything is written or given up. Null if nothing is missing, or if the
   * reader chose to leave.
   */
  lost(): Promise<NodeJS.ErrnoException | null>;
}

const outlets = new WeakMap<NodeJS.WritableStream, Outlet>();

/** The only outlet of a stream. */
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
  // Otherwise oclif would throw any error but a closed pipe, in the middle of whatever runs.
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

/** In UTF-16 units. Large enough that the cost of a write does not matter, small enough to be joined in the cache. */
const CHUNK = 16 * 1024;

/** Writes a long text piece by piece. Only what its reader has not taken yet is held in memory. */
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

/** Gives the same pieces each time. Each is made when it is first asked for. */
export function madeOnce<T>(pieces: Iterable<T>): Iterable<T> {
  const made: T[] = [];
  const rest = pieces[Symbol.iterator]();
  return {
    *[Symbol.iterator]() {
      for (let index = 0; ; index += 1) {
        if (index === made.length) {
          const next = rest.next();
          if (next.done) return;
          made.push(next.value);
        }
        yield made[index] as T;
      }
    },
  };
}

/** `hfsync plan | head`. */
function hasReaderLeft({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'ECONNRESET';
}
