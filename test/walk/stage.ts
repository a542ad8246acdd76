import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import type { Environment } from '../../src/app/environment.ts';
import { plan as planNow } from '../../src/app/plan.ts';
import { runUseCase } from '../../src/app/print-error.ts';
import { type Plan } from '../../src/model/plan.ts';
import { GUARDS } from '../../src/model/guard.ts';
import type { World } from '../../src/sandbox/world.ts';
import { createAccounts } from '../simulation/accounts.ts';
import { createMachine } from '../simulation/disk.ts';
import { environmentOf, STATE } from '../simulation/environment.ts';
import { act, type Deed } from '../simulation/people.ts';
import { createProcess } from '../simulation/process.ts';
import { createScheduler } from '../simulation/scheduler.ts';
import { createWire, type Arrival, type Service } from '../simulation/wire.ts';
import { startWorld } from '../simulation/world.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { textOf, type WalkFile } from './file.ts';
import { WHOLE, type Run } from './walk.ts';

/** How a run of hfsync ended. */
export interface Ended {
  /** null: killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Every request that may have an effect, with the record as it was when it arrived. */
  readonly writes: readonly Write[];
}

export interface Write extends Arrival {
  readonly before: World;
}

/** One small world in virtual time: both accounts, the disk with the state, people, and hfsync. */
export interface Stage {
  /** A copy. */
  world(): World;
  state(): string | null;
  deed(deed: Deed): Promise<void>;
  apply(file: WalkFile, run: Run): Promise<Ended>;
  undo(file: WalkFile): Promise<Ended>;
  plan(file: WalkFile): Promise<Plan>;
  close(): Promise<void>;
}

const AT_EASE: Omit<ApplyOptions, 'allow'> = { ...APPLY, maxWait: 120 };
/** Between two steps: longer than anything that is on its way. */
const BETWEEN_MS = 60_000;

export function createStage(seed: number): Stage {
  const scheduler = createScheduler(seed);
  const machine = createMachine();
  const accounts = createAccounts(startWorld(), scheduler, { pageSize: 2000, isRemembered: false });
  let pids = 0;
  let folder: string | null = null;

  /** Saved plans lie on the real disk. */
  async function undoFile(): Promise<string> {
    folder ??= await mkdtemp(path.join(tmpdir(), 'hfsync-walk-'));
    return path.join(folder, 'undo.json');
  }

  async function run(file: WalkFile, how: Run, useCase: (env: Environment) => Promise<number>): Promise<Ended> {
    await scheduler.pass(BETWEEN_MS);
    const process = createProcess(scheduler, ++pids, { death: how.death, onPoint: () => Promise.resolve() });
    const text = { out: '', err: '' };
    const writes: Write[] = [];
    const service: Service = {
      answer: accounts.answer,
      arrives(arrival) {
        if (arrival.method !== 'GET') writes.push({ ...arrival, before: structuredClone(accounts.world()) });
      },
      applied: () => undefined,
      sends: () => undefined,
      answered: () => undefined,
      seen: () => undefined,
    };
    const env = environmentOf({
      ...{ scheduler, process, text, config: Buffer.from(textOf(file)), verbose: false },
      disk: machine.diskOf(process, []),
      transport: () => createWire(scheduler, process, service, how.faults),
      onInterrupt: () => () => undefined,
    });
    let code: number | null = null;
    void runUseCase(env, () => useCase(env) as Promise<never>).then((ended) => (code = ended));
    await scheduler.run(() => code !== null || !process.isAlive());
    if (code === null) machine.disk.reboot('kept');
    return { code, ...text, writes };
  }

  return {
    world: () => structuredClone(accounts.world()),
    state: () => machine.disk.text(STATE),
    async deed(deed) {
      await scheduler.pass(BETWEEN_MS);
      await act(accounts.hand, deed);
      accounts.changed();
    },
    async apply(file, how) {
      const undoOut = how.saveUndo ? await undoFile() : null;
      const { only, except } = how;
      const allow = how.allow ? GUARDS : [];
      return run(file, how, (env) => apply(env, { ...AT_EASE, allow, undoOut, select: { only, except } }));
    },
    async undo(file) {
      const undo = await undoFile();
      return run(file, WHOLE, (env) => apply(env, { ...AT_EASE, allow: GUARDS, file: undo, autoApprove: false }));
    },
    async plan(file) {
      const { out, err } = await run(file, WHOLE, (env) => planNow(env, { ...PLAN, format: 'json', maxWait: 120 }));
      if (!out.startsWith('{"format_version') && !/^\{\s*"format_version/.test(out))
        throw new Error(`no plan: ${out}${err}`);
      return JSON.parse(out) as Plan;
    },
    close: async () => (folder === null ? undefined : rm(folder, { recursive: true })),
  };
}
