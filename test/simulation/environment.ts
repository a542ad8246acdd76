import type { Environment } from '../../src/app/environment.ts';
import type { Transport } from '../../src/http/transport.ts';
import type { StateDisk } from '../../src/state/local/disk.ts';
import type { Process } from './process.ts';
import { clockOf, type Scheduler } from './scheduler.ts';
import { TOKENS } from './world.ts';

export const FOLDER = '/agency';
export const STATE = `${FOLDER}/.hfsync/state.json`;
export const JOURNAL = `${STATE}.journal`;

/** What one process printed so far. */
export interface Printed {
  out: string;
  err: string;
}

/** All that a use case may touch, in virtual time. */
export function environmentOf(parts: {
  readonly scheduler: Scheduler;
  readonly process: Process;
  readonly text: Printed;
  readonly config: Uint8Array;
  readonly disk: StateDisk;
  readonly verbose: boolean;
  readonly onInterrupt: Environment['onInterrupt'];
  transport(): Transport;
}): Environment {
  const { scheduler, process, text } = parts;
  const layout = { width: 80, colour: false };
  return {
    flags: { config: 'hfsync.yaml', json: true, colour: false, quiet: false, verbose: parts.verbose },
    variables: {
      HARVEST_TOKEN: TOKENS.harvest,
      FORECAST_TOKEN: TOKENS.forecast,
      HFSYNC_HARVEST_URL: 'http://127.0.0.1:1/v2',
      HFSYNC_FORECAST_URL: 'http://127.0.0.1:2',
    },
    folder: FOLDER,
    version: '0.0.0',
    packageFolder: '/',
    out: { write: (more) => void (text.out += more), layout },
    err: { write: (more) => void (text.err += more), layout },
    page: null,
    input: null,
    interactive: false,
    ask: () => Promise.resolve(''),
    progress: () => undefined,
    later: () => () => undefined,
    holder: { pid: process.pid, host: 'here', user: 'kim' },
    clock: clockOf(scheduler, process.isAlive),
    random: scheduler.random,
    configFiles: async () => ({
      read: async () => ({ ok: true, bytes: parts.config }),
      list: async () => [],
      realpath: async (path) => path,
    }),
    stateDisk: async () => parts.disk,
    transport: async () => parts.transport(),
    onInterrupt: parts.onInterrupt,
    exit: () => process.kill(),
  };
}
