import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import type { Environment } from '../../src/app/environment.ts';
import { plan as planNow, type PlanOptions } from '../../src/app/plan.ts';
import { runUseCase } from '../../src/app/print-error.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { SIDES } from '../../src/model/side.ts';
import type { World } from '../../src/sandbox/world.ts';
import { leaksIn } from '../support/leaks.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { createAccounts } from './accounts.ts';
import { CELLS, rowsOf, valuesOf, type Cell, type Values } from './cells.ts';
import { createMachine } from './disk.ts';
import { createEdits } from './edits.ts';
import { environmentOf, JOURNAL, STATE } from './environment.ts';
import type { History, Run } from './history.ts';
import { hasDurableIntent } from './intents.ts';
import { createSight, MOST_FOR_CREATES_MS } from './lag.ts';
import { finalLaws } from './laws.ts';
import { act, type Deed } from './people.ts';
import { isPlanned, kindOf, plannedChanges, unplanned } from './planned.ts';
import { createProcess, type Process } from './process.ts';
import { createRateLaw, gatesOf } from './rate.ts';
import { createReads, type Reads } from './reads.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createWire, type Arrival, type Service } from './wire.ts';
import { configText, startWorld, TOKENS } from './world.ts';

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

interface Started {
  readonly process: Process;
  readonly ended: Ended & { done: boolean };
  readonly reads: Reads;
}

/** What a service has to know of a process that asks it. */
interface Seat {
  readonly process: Process;
  readonly writes: Arrival[];
  readonly reads: Reads;
  readonly out: () => string;
}

export const QUIET: Run = { wire: [], disk: [], death: null, powerCut: false, interrupts: [], deeds: [] };
const UNGUARDED: ApplyOptions = { ...APPLY, allow: GUARDS, maxWait: 120 };
const LOOK: PlanOptions = { ...PLAN, format: 'json', detailedExitCode: true, maxWait: 120 };

/** Plays a history, then lets everybody be quiet, and looks whether all laws held. */
export async function simulate(history: History): Promise<Told> {
  const trace: string[] = [];
  const counts: Counts = { runs: 0, requests: 0, writes: 0, kills: 0, deeds: 0, faults: new Map() };
  const stage = createStage(history, trace, counts);
  for (const step of history.steps) {
    switch (step.step) {
      case 'deed':
        await stage.deed(step.deed);
        break;
      case 'wait':
        await stage.scheduler.pass(step.ms);
        break;
      case 'clock':
        stage.scheduler.skew(step.ms);
        break;
      case 'apply':
        await stage.apply(step.run, step.beside);
    }
    if (stage.wrong.length > 0) break;
  }
  if (stage.wrong.length === 0) await finalLaws(stage);
  return { trace, wrong: stage.wrong, counts };
}

function createStage(history: History, trace: string[], counts: Counts): Stage & { deed(deed: Deed): Promise<void> } {
  const scheduler = createScheduler(history.seed);
  const machine = createMachine();
  const wrong: string[] = [];
  const created = new Map<string, number>();
  const runs = history.steps.flatMap((step) => (step.step === 'apply' ? [step.run, step.beside ?? []].flat() : []));
  const behind = Math.max(0, ...runs.map(({ lag }) => lag?.ms ?? 0));
  // Several pages in one history of eight.
  const accounts = createAccounts(startWorld(), scheduler, {
    pageSize: history.seed % 8 === 1 ? 2 : 2000,
    isRemembered: behind > 0,
    // Where single records are behind as well, a date is all that there is to notice it by.
    isApart: runs.some(({ lag }) => lag?.of === 'all'),
  });
  const config = Buffer.from(configText(history.setup));
  const owned = new Set(
    history.setup.set ? [CELLS.find(({ kind, field }) => kind === 'project' && field === 'code')!.key] : [],
  );
  const edits = createEdits({ conflicts: history.setup.conflicts, owned });
  let pids = 0;

  async function deed(one: Deed): Promise<void> {
    const before = valuesOf(accounts.world());
    await act(accounts.hand, one);
    accounts.changed();
    counts.deeds += 1;
    trace.push(`${scheduler.now().toFixed(0)} person ${JSON.stringify(one)}`);
    edits.byPerson(before, valuesOf(accounts.world()), scheduler.now());
  }

  function serviceFor(run: Run, { process, writes, reads, out }: Seat): Service {
    let before: Values;
    // All that is planned is told before the first write.
    let told: ReturnType<typeof plannedChanges> | null = null;
    const planned = (): ReturnType<typeof plannedChanges> => (told ??= plannedChanges(out()));
    const rate = createRateLaw(history.setup.rate);
    return {
      sight: createSight(run.lag ?? null, scheduler),
      dates: history.setup.dates ?? 0,
      sends: (side, path) => void wrong.push(...rate.sends(gatesOf(side, path), scheduler.now())),
      answered: (side, path, retryAfter) => rate.blocked(gatesOf(side, path)[0], scheduler.now(), retryAfter),
      answer: accounts.answer,
      seen(arrival, fault) {
        counts.requests += 1;
        if (fault) counts.faults.set(fault, (counts.faults.get(fault) ?? 0) + 1);
        trace.push(
          `${arrival.at.toFixed(0)} #${process.pid} ${arrival.side} ${arrival.method} ${arrival.path} ${JSON.stringify(arrival.body)}${fault ? ` [${fault}]` : ''}`,
        );
        wrong.push(...rate.arrives(arrival.side, arrival.at));
        if (arrival.method === 'GET') return;
        writes.push(arrival);
        const what = `${arrival.method} ${arrival.side} ${arrival.path}`;
        if (!isPlanned(planned(), arrival)) wrong.push(`P11 plan = apply: ${what} was not planned`);
        if (!hasDurableIntent(machine.disk.durable(JOURNAL), arrival))
          wrong.push(`P23 journal honesty: no intent for ${what} is on the disk`);
      },
      arrives({ method }) {
        if (method !== 'GET') before = valuesOf(accounts.world());
      },
      applied(arrival, { status }, seenAt) {
        const id = /^\/[a-z_]+\/(\d+)/.exec(arrival.path)?.[1];
        const kind = kindOf(arrival.path);
        if (arrival.method === 'GET' && status === 200) {
          // A list is as old as its first page.
          if (!arrival.path.includes('cursor='))
            reads.note(arrival.side, kind, id === undefined ? null : Number(id), { at: arrival.at, of: seenAt });
          return;
        }
        if (status >= 300) return;
        counts.writes += 1;
        const what = `${arrival.method} ${arrival.side} ${arrival.path}`;
        if (arrival.method === 'POST') noteCreate(arrival, kind);
        if (arrival.method === 'DELETE') checkDelete(arrival, Number(id));
        const after = valuesOf(accounts.world());
        const isExcused = (cell: Cell): boolean => edits.isUnseen(cell, reads.of(cell, arrival.side));
        wrong.push(...unplanned(planned(), arrival, { before, after }, isExcused));
        const { sentAt } = arrival;
        const names = (cell: Cell): boolean =>
          cell.kind === kind && (kind === 'company' || cell.ids[arrival.side] === Number(id));
        // What it read while the write was on its way came too late for it.
        const seen: Reads['of'] = (cell, side) => reads.of(cell, side, sentAt);
        wrong.push(...edits.byHfsync(before, after, { at: sentAt, seen, names, what }));
      },
    };
  }

  function noteCreate({ side, body }: Arrival, kind: string): void {
    const record = body as Record<string, unknown>;
    const inner = (record[kind] ?? record) as Record<string, unknown>;
    const key = `${side} ${kind} ${String(inner['name'])}`;
    const count = (created.get(key) ?? 0) + 1;
    created.set(key, count);
    if (kind === 'project' && count > 1 && behind <= MOST_FOR_CREATES_MS)
      wrong.push(`P8 no duplicates: ${key} was created ${count} times`);
  }

  /** P7 and fail closed: a role is deleted only where its pair is truly gone. */
  function checkDelete({ side }: Arrival, id: number): void {
    const pair = CELLS.find((cell) => cell.kind === 'role' && cell.ids[side] === id);
    if (!pair) return;
    const other = side === 'harvest' ? 'forecast' : 'harvest';
    if (rowsOf(accounts.world(), other, 'role').some((role) => role.id === pair.ids[other]))
      wrong.push(`P14 fail closed: role ${id} of ${side} was deleted although its pair is there`);
  }

  /** A use case in a process of its own. */
  function start(run: Run, useCase: (env: Environment) => Promise<number>): Started {
    const text = { out: '', err: '' };
    const writes: Arrival[] = [];
    const reads = createReads();
    const listeners: (() => void)[] = [];
    const process: Process = createProcess(scheduler, ++pids, {
      death: run.death,
      async onPoint(point) {
        for (const { at, deed: one } of run.deeds) if (at === point) await deed(one);
        for (const sleep of run.sleeps ?? []) if (sleep.at === point) scheduler.sleep(sleep.ms);
        if (run.interrupts.includes(point)) for (const listener of [...listeners]) listener();
      },
    });
    const ended = {
      code: null as number | null,
      writes,
      done: false,
      get out() {
        return text.out;
      },
      get err() {
        return text.err;
      },
    };
    const env = environmentOf({
      ...{ scheduler, process, text, config },
      disk: machine.diskOf(process, run.disk),
      verbose: history.seed % 8 === 0,
      transport: () =>
        createWire(scheduler, process, serviceFor(run, { process, writes, reads, out: () => text.out }), run.wire),
      onInterrupt: (listener) => {
        listeners.push(listener);
        return () => void listeners.splice(listeners.indexOf(listener), 1);
      },
    });
    counts.runs += 1;
    void runUseCase(env, () => useCase(env) as Promise<never>).then((code) => {
      ended.code = code;
      ended.done = true;
    });
    return { process, ended, reads };
  }

  async function finish(runs: readonly Started[], powerCut: boolean): Promise<readonly Ended[]> {
    await scheduler.run(() => runs.every(({ process, ended }) => ended.done || !process.isAlive()));
    for (const { process, ended } of runs) {
      trace.push(
        `${scheduler.now().toFixed(0)} #${process.pid} ${ended.done ? `exit ${ended.code}` : 'killed'} ${ended.out}${ended.err}`,
      );
      if (!ended.done) counts.kills += 1;
      if (ended.done && [1, 4, 5, 7].includes(ended.code ?? 0) && ended.writes.length > 0)
        wrong.push(`P14 fail closed: exit ${ended.code} after ${ended.writes.length} writes`);
      for (const leak of leaks(ended.out + ended.err)) wrong.push(`P20 secrecy: ${leak} in the output`);
      if (ended.err.includes('fault of hfsync itself')) wrong.push(`a fault of hfsync itself: ${ended.err}`);
    }
    if (runs.some(({ ended }) => !ended.done)) machine.disk.reboot(powerCut ? 'lost' : 'kept');
    checkDisk();
    return runs.map(({ ended }) => ended);
  }

  /** The state is old or new at every moment, and neither it nor the journal holds a token. */
  function checkDisk(): void {
    for (const name of machine.disk.names()) {
      const text = machine.disk.text(name) ?? '';
      for (const leak of leaks(text)) wrong.push(`P20 secrecy: ${leak} in ${name}`);
      if (name === STATE && !isJson(text)) wrong.push(`P12 safety under interruption: ${name} is torn`);
    }
  }

  return {
    history,
    scheduler,
    machine,
    wrong,
    created,
    behind,
    world: accounts.world,
    deed,
    async apply(run, beside = null) {
      const runs = [
        start(run, (env) => apply(env, UNGUARDED)),
        ...(beside ? [start(beside, (env) => apply(env, UNGUARDED))] : []),
      ];
      const ended = await finish(runs, run.powerCut);
      if (beside && ended.every(({ writes }) => writes.length > 0))
        wrong.push('P16 mutual exclusion: two applies wrote at once');
      for (const { process, ended: one, reads } of runs) {
        if (one.code === 0 && process.isAlive()) edits.settled(valuesOf(accounts.world()), reads.of);
      }
      return ended;
    },
    async plan() {
      const [ended] = await finish([start(QUIET, (env) => planNow(env, LOOK))], false);
      return ended!;
    },
  };
}

function leaks(text: string): readonly string[] {
  return SIDES.flatMap((side) => leaksIn(text, TOKENS[side]).map((form) => `the token of ${side} (${form})`));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
