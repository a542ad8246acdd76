import type { createAccounts } from './accounts.ts';
import { CELLS, rowsOf, valuesOf, type Cell, type Values } from './cells.ts';
import type { createMachine } from './disk.ts';
import type { createEdits } from './edits.ts';
import { JOURNAL } from './environment.ts';
import type { History, Run } from './history.ts';
import { hasDurableIntent } from './intents.ts';
import { createSight, MOST_FOR_CREATES_MS } from './lag.ts';
import { isPlanned, kindOf, plannedChanges, unplanned } from './planned.ts';
import type { Process } from './process.ts';
import { createRateLaw, gatesOf } from './rate.ts';
import type { Reads } from './reads.ts';
import type { Scheduler } from './scheduler.ts';
import type { Counts } from './stage.ts';
import type { Arrival, Service } from './wire.ts';

/** What a service has to know of a process that asks it. */
export interface Seat {
  readonly process: Process;
  readonly writes: Arrival[];
  readonly reads: Reads;
  readonly out: () => string;
}

/** What a history looks on at: its accounts and its disk, and where it writes down what happened and what was wrong. */
export interface Watch {
  readonly history: History;
  readonly scheduler: Scheduler;
  readonly machine: ReturnType<typeof createMachine>;
  readonly accounts: ReturnType<typeof createAccounts>;
  readonly edits: ReturnType<typeof createEdits>;
  readonly trace: string[];
  readonly wrong: string[];
  readonly counts: Counts;
  readonly created: Map<string, number>;
  readonly behind: number;
}

/** Both services as one run sees them. Every request is held against the laws. */
export function watchedService(watch: Watch, run: Run, { process, writes, reads, out }: Seat): Service {
  const { history, scheduler, machine, accounts, edits, trace, wrong, counts } = watch;
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
      if (arrival.method === 'POST') noteCreate(watch, arrival, kind);
      if (arrival.method === 'DELETE') checkDelete(watch, arrival, Number(id));
      const after = valuesOf(accounts.world());
      const { sentAt } = arrival;
      // What it read while the write was on its way came too late for it.
      const seen: Reads['of'] = (cell, side) => reads.of(cell, side, sentAt);
      const isExcused = (cell: Cell): boolean => edits.isUnseen(cell, seen(cell, arrival.side));
      wrong.push(...unplanned(planned(), arrival, { before, after }, isExcused));
      const names = (cell: Cell): boolean =>
        cell.kind === kind && (kind === 'company' || cell.ids[arrival.side] === Number(id));
      wrong.push(...edits.byHfsync(before, after, { at: sentAt, seen, names, what }));
    },
  };
}

function noteCreate({ created, behind, wrong }: Watch, { side, body }: Arrival, kind: string): void {
  const record = body as Record<string, unknown>;
  const inner = (record[kind] ?? record) as Record<string, unknown>;
  const key = `${side} ${kind} ${String(inner['name'])}`;
  const count = (created.get(key) ?? 0) + 1;
  created.set(key, count);
  if (kind === 'project' && count > 1 && behind <= MOST_FOR_CREATES_MS)
    wrong.push(`P8 no duplicates: ${key} was created ${count} times`);
}

/** P7 and fail closed: a role is deleted only where its pair is truly gone. */
function checkDelete({ accounts, wrong }: Watch, { side }: Arrival, id: number): void {
  const pair = CELLS.find((cell) => cell.kind === 'role' && cell.ids[side] === id);
  if (!pair) return;
  const other = side === 'harvest' ? 'forecast' : 'harvest';
  if (rowsOf(accounts.world(), other, 'role').some((role) => role.id === pair.ids[other]))
    wrong.push(`P14 fail closed: role ${id} of ${side} was deleted although its pair is there`);
}
