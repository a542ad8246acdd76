/**
 * The environment of a command, as a plain object. Nothing else in hfsync looks at `process`. In: the global flags. Out: variables,
 * folder, two screens, a question, a clock, random numbers, signals, both disks, the network. Tests pass in their own.
 *
 * | screen | contains                                                         |
 * | ------ | ---------------------------------------------------------------- |
 * | out    | what was asked for: the plan, events, JSON                       |
 * | err    | errors, the question, requests (`--verbose`), progress (a TTY's) |
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isatty } from 'node:tty';
import type { ConfigFiles } from '../files/config-files.ts';
import type { Transport, TransportOptions } from '../http/transport.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { Layout } from '../report/line.ts';
import type { Printable } from '../report/escape.ts';
import type { ApplyTotals } from '../report/events.ts';
import type { StateDisk } from '../state/local/disk.ts';
import { chunks, inChunks, madeOnce, outletOf } from './outlet.ts';
import type { SharedBudgets } from '../http/account-requester.ts';
import type { Summary } from '../model/plan.ts';
import type { KeptPace } from './pace.ts';

/** The flags that every command has. */
export interface GlobalFlags {
  readonly config: string;
  readonly json: boolean;
  readonly colour: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export interface Screen {
  write(text: Printable): void;
  /** Resolves when everything is written. Absent: writing is immediate. */
  written?(): Promise<void>;
  /** Whether everything could be written and somebody can still read it. Absent if the screen cannot be closed. */
  arrived?(): Promise<boolean>;
  readonly layout: Layout;
}

export interface Environment {
  readonly flags: GlobalFlags;
  readonly variables: { readonly [name: string]: string | undefined };
  /** Absolute; relative paths start here. */
  readonly folder: string;
  readonly version: string;
  /** The folder of the installed package, where its examples are. */
  readonly packageFolder: string;
  readonly out: Screen;
  readonly err: Screen;
  /** Shows text on `out`, a screen at a time if it is longer than the terminal. Null if `out` is not a terminal. */
  readonly page: ((parts: Iterable<Printable>) => Promise<void>) | null;
  /** Piped input. Null if stdin is a terminal. */
  readonly input: AsyncIterable<unknown> | null;
  /** Whether a person can answer. */
  readonly interactive: boolean;
  /** Asks on `err`. Returns an empty text if the input has ended or the signal is aborted. */
  ask(question: string, signal: AbortSignal): Promise<string>;
  /** One line on a terminal that the next one replaces; null removes it. Does nothing elsewhere. */
  progress(text: Printable | null): void;
  /** Calls back after a while, unless the returned function is called. Does not keep the process alive. */
  later(ms: number, act: () => void): () => void;
  /** How this process names itself as the holder of the state's lock. */
  readonly holder: { readonly pid: number; readonly host: string; readonly user: string };
  readonly clock: Clock;
  readonly random: Random;
  /** Reads the configuration. Like the next two, it is loaded when it is first needed. */
  configFiles(): Promise<ConfigFiles>;
  /** The disk for the state, its journal and its lock. */
  stateDisk(): Promise<StateDisk>;
  /** The network. */
  transport(options: TransportOptions): Promise<Transport>;
  /** What this machine has sent lately. Missing or null if it is not recorded. */
  pace?(): Promise<KeptPace | null>;
  /** Rate budgets that several runs of this process share. If missing, each run has its own. */
  readonly budgets?: SharedBudgets;
  /** Called with the counts of a plan, once it is made. */
  planned?(summary: Summary): void;
  /** Called with the totals of an apply when it ends. */
  applied?(totals: ApplyTotals): void;
  /**
   * Calls `listener` at each SIGINT or SIGTERM, and at a SIGHUP if that comes first. In a fleet also once with
   * `lost`, if the queue gives the round's job to somebody else. The returned function removes the listener.
   */
  onInterrupt(listener: (why?: 'lost') => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

export interface Package {
  readonly version: string;
  readonly root: string;
}

/** The real environment. */
export function processEnvironment(flags: GlobalFlags, installed: Package): Environment {
  const { env, stdout, stderr } = process;
  const isTyped = isatty(0);
  const terminal = outletOf(stderr);
  let shown = false;
  const clear = (): void => {
    if (shown) terminal.write('\r\u001b[K');
    shown = false;
  };
  const screen = (stream: NodeJS.WriteStream): Screen => ({
    write: (text) => {
      clear();
      outletOf(stream).write(text);
    },
    written: () => outletOf(stream).written(),
    arrived: async () => (await outletOf(stream).lost()) === null,
    layout: { width: widthOf(stream), colour: flags.colour && wantsColour(stream, env) },
  });
  const out = screen(stdout);
  const hasPages = isTyped && stdout.isTTY && !isSet(env['CI']) && env['TERM'] !== 'dumb';
  return {
    flags,
    variables: env,
    folder: process.cwd(),
    version: installed.version,
    packageFolder: installed.root,
    out,
    err: screen(stderr),
    page: hasPages ? pageOn(out, clear) : null,
    // Node makes a stream of it when it is asked.
    get input() {
      return isTyped ? null : process.stdin;
    },
    interactive: Boolean(isTyped && stderr.isTTY) && !isSet(env['CI']),
    ask: async (question, signal) => {
      clear();
      return askOn(question, signal);
    },
    progress: (text) => {
      if (!stderr.isTTY || flags.quiet) return;
      clear();
      if (text === null) return;
      terminal.write(text.slice(0, widthOf(stderr) - 1));
      shown = true;
    },
    later(ms, act) {
      const timer = setTimeout(act, ms).unref();
      return () => clearTimeout(timer);
    },
    holder: { pid: process.pid, host: hostname(), user: userName(env) },
    clock: realClock,
    random: { fraction: () => Math.random(), uuid: () => randomUUID() },
    ...realPorts,
    pace: () => paceOf(env),
    onInterrupt,
    exit: (code) => process.exit(code),
  };
}

async function paceOf(variables: NodeJS.ProcessEnv): Promise<KeptPace | null> {
  const [{ openPace, paceFile }, { nodeFiles }] = await Promise.all([import('./pace.ts'), import('../files/node.ts')]);
  const file = paceFile(variables, process.platform);
  return file === null ? null : openPace(file, { files: nodeFiles, clock: realClock });
}

const realClock: Clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep: realSleep };

/** This machine's files and network. */
export const realPorts: Pick<Environment, 'configFiles' | 'stateDisk' | 'transport'> = {
  configFiles: async () => (await import('../files/config-files.ts')).nodeConfigFiles(),
  stateDisk: async () => (await import('../state/local/disk.ts')).nodeDisk,
  transport: async (options) => (await import('../http/transport.ts')).createTransport(options),
};

/** Uses a pager only for text that is longer than the terminal. What has been made is kept for the case that there is none. */
function pageOn(out: Screen, clear: () => void): (parts: Iterable<Printable>) => Promise<void> {
  return async (parts) => {
    const { isLonger, pagerOf, throughPager } = await import('./pager.ts');
    const command = pagerOf(process.env, process.platform);
    const whole = madeOnce(chunks(parts));
    const { rows, columns } = process.stdout;
    if (command !== null && isLonger(whole, { rows, columns })) {
      clear();
      if (await throughPager(command, whole, process.env)) return;
    }
    await inChunks(whole, out);
  };
}

const WIDTH = 80;
const WIDEST = 120;

function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? Math.min(WIDEST, Math.max(40, stream.columns || WIDTH)) : WIDTH;
}

/** no-color.org: if set and not empty, no colours. FORCE_COLOR is for pipes that can show colours. */
function wantsColour(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0';
  // Node leaves isTTY undefined for anything but a terminal. picocolors would then make its own choice.
  return Boolean(stream.isTTY) && env['TERM'] !== 'dumb';
}

/** A container may run under a user id without a name. */
function userName(env: NodeJS.ProcessEnv): string {
  return env['USER'] ?? env['LOGNAME'] ?? `user ${process.getuid?.() ?? '?'}`;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

async function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    // Node rejects with its own AbortError, but the port promises the signal's reason.
    throw signal?.aborted ? signal.reason : error;
  }
}

/**
 * Reads whole lines, which the terminal itself edits and echoes. So nothing moves the cursor, and Ctrl-C is the usual
 * signal.
 */
function askOn(question: string, signal: AbortSignal): Promise<string> {
  if (process.stdin.readableEnded || signal.aborted) return Promise.resolve('');
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const close = (): void => lines.close();
  // A closed terminal cannot be read.
  process.stdin.once('error', close);
  signal.addEventListener('abort', close, { once: true });
  return new Promise((resolve) => {
    lines.once('close', () => {
      process.stdin.off('error', close);
      signal.removeEventListener('abort', close);
      resolve('');
    });
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}

/** SIGHUP means that the terminal was closed. It often comes more than once; a second one is not a request to hurry. */
function onInterrupt(listener: () => void): () => void {
  let called = false;
  const call = (): void => {
    called = true;
    listener();
  };
  const hangUp = (): void => {
    if (!called) call();
  };
  process.on('SIGINT', call);
  process.on('SIGTERM', call);
  process.on('SIGHUP', hangUp);
  return () => {
    process.off('SIGINT', call);
    process.off('SIGTERM', call);
    process.off('SIGHUP', hangUp);
  };
}
