import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import type { Environment } from '../../src/app/environment.ts';
import { plan as planNow, type PlanOptions } from '../../src/app/plan.ts';
import { runUseCase } from '../../src/app/print-error.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { SIDES } from '../../src/model/side.ts';
import { leaksIn } from '../support/leaks.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { createAccounts } from './accounts.ts';
import { CELLS, valuesOf } from './cells.ts';
import { createMachine } from './disk.ts';
import { createEdits } from './edits.ts';
import { environmentOf, STATE } from './environment.ts';
import type { History, Run } from './history.ts';
import { finalLaws } from './laws.ts';
import { act, type Deed } from './people.ts';
import { createProcess, type Process } from './process.ts';
import { createReads, type Reads } from './reads.ts';
import { createScheduler } from './scheduler.ts';
import { createWire, type Arrival } from './wire.ts';
import { configText, startWorld, TOKENS } from './world.ts';
import { QUIET, type Counts, type Ended, type Stage, type Told } from './stage.ts';
import { watchedService } from './watched.ts';

interface Started {
  readonly process: Process;
  readonly ended: Ended & { done: boolean };
  readonly reads: Reads;
}

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
    strict: { changedKeysOnly: history.setup.partial === true },
    // Where single records are behind as well, a date is all that there is to notice it by.
    isApart: runs.some(({ lag }) => lag?.of === 'all'),
  });
  const config = Buffer.from(configText(history.setup));
  const owned = new Set(
    history.setup.set ? [CELLS.find(({ kind, field }) => kind === 'project' && field === 'code')!.key] : [],
  );
  const edits = createEdits({ conflicts: history.setup.conflicts, owned });
  const watch = { history, scheduler, machine, accounts, edits, trace, wrong, counts, created, behind };
  let pids = 0;

  async function deed(one: Deed): Promise<void> {
    const before = valuesOf(accounts.world());
    await act(accounts.hand, one);
    accounts.changed();
    counts.deeds += 1;
    trace.push(`${scheduler.now().toFixed(0)} person ${JSON.stringify(one)}`);
    edits.byPerson(before, valuesOf(accounts.world()), scheduler.now());
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
        createWire(
          scheduler,
          process,
          watchedService(watch, run, { process, writes, reads, out: () => text.out }),
          run.wire,
        ),
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
