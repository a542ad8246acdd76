import { parseArgs } from 'node:util';
import { openBench, type Bench } from './bench.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { originsOf, rehearse, tryPoint, type Origins } from './sweep.ts';

/** The whole sweep. In: `--scenario NAME` (part of it will do; several times), `--jobs N`. Out: a table, and exit code 1 where a point is not ok. */
interface Row {
  readonly name: string;
  points: number;
  /** How many different things the kills left: each is gone on from once. */
  ends: number;
  /** How many of the kills came after a record was brought over that a person could edit. */
  edits: number;
  readonly faults: string[];
}

export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { scenario: { type: 'string', multiple: true, default: [''] }, jobs: { type: 'string', default: '2' } },
  });
  const waiting = [...new Set(values.scenario.flatMap((part) => SCENARIOS.filter(({ name }) => name.includes(part))))];
  const rows: Row[] = [];
  await Promise.all(Array.from({ length: Number(values.jobs) }, () => lane(waiting, rows)));
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const total = { points: sum((row) => row.points), ends: sum((row) => row.ends), edits: sum((row) => row.edits) };
  say(
    lineOf(
      { name: `all ${rows.length} scenarios`, ...total },
      sum((row) => row.faults.length),
    ),
  );
  return rows.length > 0 && rows.every((row) => row.faults.length === 0) ? 0 : 1;
}

/** Faults of one scenario tend to be alike. */
const SHOWN = 3;

async function lane(waiting: Scenario[], rows: Row[]): Promise<void> {
  const bench = await openBench();
  try {
    const origins = await originsOf(bench);
    for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
      const row = await sweep(bench, scenario, origins);
      rows.push(row);
      say(lineOf(row, row.faults.length));
      for (const fault of row.faults.slice(0, SHOWN)) say(fault);
    }
  } finally {
    await bench.stop();
  }
}

async function sweep(bench: Bench, scenario: Scenario, origins: Origins): Promise<Row> {
  const row: Row = { name: scenario.name, points: 0, ends: 0, edits: 0, faults: [] };
  const rehearsal = await rehearse(bench, scenario, origins);
  for (const point of rehearsal.points) {
    const { faults, edited } = await tryPoint(bench, rehearsal, point);
    row.points += 1;
    row.edits += edited ? 1 : 0;
    if (faults.length > 0) row.faults.push(`  ${point.when} ${point.point} (${point.label}): ${faults.join('\n    ')}`);
  }
  row.ends = rehearsal.known.size;
  return row;
}

function lineOf({ name, points, ends, edits }: Omit<Row, 'faults'>, wrong: number): string {
  const numbers = `${points} kills, ${ends} ends, ${edits} edits`;
  return `${name.padEnd(72)} ${numbers.padEnd(34)} ${wrong === 0 ? 'ok' : `${wrong} NOT OK`}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
