import { sideName, SIDES } from '../../src/model/side.ts';
import { isTemporary } from '../../src/model/temporary.ts';
import { rowsOf } from '../simulation/cells.ts';
import type { Seen } from './judge.ts';
import { cellValue, rowOf } from './pairs.ts';
import { NEVER } from './rules.ts';
import { isQuiet } from './walk.ts';

/** What is true of a run as a whole. Answers what is wrong with it. */
export function judgeEnd(seen: Seen): readonly string[] {
  return [...judgeExit(seen), ...leftNames(seen), ...needless(seen)];
}

/** How a run may end where nothing goes wrong on the way: well, or at a guard that nobody allowed. */
function judgeExit(seen: Seen): readonly string[] {
  const { run, ended } = seen;
  if (ended.err.includes('fault of hfsync itself')) return [ended.err];
  if (!isQuiet(run) || ended.code === 0) return [];
  // `--only` of what is not there at the moment is a typing error.
  if (ended.code === 1 && ended.out.includes('input.address')) return [];
  if (ended.code !== 4 || run.allow) return [`a quiet run ended with exit ${ended.code}: ${ended.out}${ended.err}`];
  const guards = [...new Set(ended.out.match(/--allow \w+/g))].map((text) => text.slice(8));
  if (guards.includes('first_sync') && !mayBeFirst(seen))
    return ['(5) first_sync stops a run, although everything that differs was in step before'];
  return [];
}

function mayBeFirst({ book, world }: Seen): boolean {
  return book.cells().some((cell) => {
    const [harvest, forecast] = SIDES.map((side) => cellValue(world, cell, side));
    return harvest !== forecast && book.agreedOn(cell).has(NEVER);
  });
}

/** (7) What is pulled in is pulled in whole: no temporary name is left by a run that ended well. */
function leftNames({ after, world, ended }: Seen): readonly string[] {
  if (ended.code !== 0) return [];
  return SIDES.flatMap((side) =>
    (['role', 'client', 'project'] as const).flatMap((kind) =>
      rowsOf(after, side, kind)
        .filter(({ name, id }) => isTemporary(String(name)) && rowOf(world, side, kind, id)?.['name'] !== name)
        .map(({ id, name }) => `(7) ${sideName(side)} ${kind} ${id} is left with the name ${String(name)}`),
    ),
  );
}

/** (7) Nor is one remembered, however the run ended: a baseline is a name that somebody gave. */
export function judgeState(state: string | null): readonly string[] {
  const { baseline = {} } = JSON.parse(state ?? '{}') as {
    readonly baseline?: Readonly<Record<string, { name?: string }>>;
  };
  return Object.entries(baseline)
    .filter(([, { name }]) => name !== undefined && isTemporary(name))
    .map(([address, { name }]) => `(7) the state takes ${name} for the name of ${address}`);
}

/** In Harvest a field that nobody changed is never sent. */
function needless({ ended, run }: Seen): readonly string[] {
  if (!isQuiet(run)) return [];
  return ended.writes
    .filter(({ side, method }) => side === 'harvest' && method === 'PATCH')
    .flatMap(({ path, body, before }) => {
      const [, list, id] = /^\/([a-z_]+)\/?(\d*)/.exec(path) ?? [];
      const kind = { roles: 'role', clients: 'client', users: 'person', projects: 'project' }[list ?? ''] as
        'role' | undefined;
      const row = kind && rowOf(before, 'harvest', kind, Number(id));
      if (!row) return [];
      const shown = { ...row, weekly_capacity: row['weekly_capacity'] ?? before.harvest.company.weekly_capacity };
      return Object.entries(body as object).flatMap(([key, value]) =>
        JSON.stringify(shown[key as 'id']) === JSON.stringify(value)
          ? [`(4) PATCH ${path} sends ${key} ${JSON.stringify(value)}, as it is`]
          : [],
      );
    });
}
