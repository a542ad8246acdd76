import type { World } from '../../src/sandbox/world.ts';
import type { createMachine } from './disk.ts';
import type { History, Run } from './history.ts';
import type { Scheduler } from './scheduler.ts';
import type { Arrival } from './wire.ts';

/** What a history came to. `trace` tells everything that happened, in order; `wrong` is empty, or a law is broken. */
export interface Told {
  readonly trace: readonly string[];
  readonly wrong: readonly string[];
  readonly counts: Counts;
}

export interface Counts {
  runs: number;
  requests: number;
  writes: number;
  kills: number;
  deeds: number;
  readonly faults: Map<string, number>;
}

export interface Ended {
  /** null: killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly writes: readonly Arrival[];
}

/** Everything that a history plays with. */
export interface Stage {
  readonly history: History;
  readonly scheduler: Scheduler;
  readonly machine: ReturnType<typeof createMachine>;
  world(): World;
  readonly wrong: string[];
  readonly created: Map<string, number>;
  /** By how much a list was behind at most, in ms. */
  readonly behind: number;
  apply(run: Run, beside?: Run | null): Promise<readonly Ended[]>;
  plan(): Promise<Ended>;
}

export const QUIET: Run = { wire: [], disk: [], death: null, powerCut: false, interrupts: [], deeds: [] };
