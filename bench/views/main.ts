/**
 * What the views of a large plan cost. Arguments: items (100,000), the mix (`mixed`, `changes`, `manual`). Out: a line a view: seconds of
 * processor time, the most memory of its process, how much it writes, and how often it takes the time of the JSON. Each view has a
 * process of its own, or one would pay for another. Then the same of `hfsync show` of that plan in a file, with all that hfsync does
 * for it. All read that file: a plan that was put together in the same process would leave behind twice as much memory as it takes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chunks } from '../../src/app/outlet.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Printable } from '../../src/report/escape.ts';
import { planHtml } from '../../src/report/html.ts';
import { planJson, planReader } from '../../src/report/json.ts';
import { COMMENT_LIMIT, planMarkdown } from '../../src/report/markdown.ts';
import { planText } from '../../src/report/text.ts';
import { measure } from '../speed/measure.ts';
import { largePlan, MIXES, type Mix } from './plan.ts';

/** Not a view: makes the plan. */
const MAKE = 'make';

const VIEWS: { readonly [name: string]: (plan: Plan) => Iterable<Printable> } = {
  json: planJson,
  text: (plan) => planText(plan, { width: 80, colour: false }),
  'text in colour': (plan) => planText(plan, { width: 80, colour: true }),
  markdown: (plan) => [planMarkdown(plan, { limit: COMMENT_LIMIT })],
  html: planHtml,
};

interface Cost {
  /** Processor time of this process alone, whatever else the machine does. */
  readonly seconds: number;
  /** MiB: of the plan alone, and at most. */
  readonly before: number;
  readonly most: number;
  readonly written: number;
}

const [items = '100000', mix = 'mixed', view = '', of = ''] = process.argv.slice(2);
if (!Object.hasOwn(MIXES, mix)) throw new Error(`no mix ${mix}: ${Object.keys(MIXES).join(', ')}`);
if (view === '') await compareAll();
else if (view === MAKE) makePlan(of);
else console.log(JSON.stringify(costOf(view, of)));

async function compareAll(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hfsync-bench-'));
  try {
    const file = path.join(folder, 'plan.json');
    inProcess(MAKE, file);
    await showAll(file, viewsOf(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Seconds for the JSON of the plan. */
function viewsOf(file: string): number {
  const costs = Object.keys(VIEWS).map((name) => [name, JSON.parse(inProcess(name, file)) as Cost] as const);
  const json = costs.find(([name]) => name === 'json')?.[1].seconds ?? NaN;
  console.log(`${items} items, ${mix}: seconds, times JSON, MiB at most (of the plan alone), MiB written`);
  for (const [name, { seconds, before, most, written }] of costs) {
    const times = (seconds / json).toFixed(2);
    const cells = [seconds.toFixed(2), times, `${most.toFixed(0)} (${before.toFixed(0)})`, written.toFixed(1)];
    tell(name, cells);
  }
  return json;
}

function tell(name: string, cells: readonly string[]): void {
  console.log(`  ${name.padEnd(14)} ${cells.map((cell) => cell.padStart(11)).join(' ')}`);
}

/** The built program on a saved plan. `json`: seconds for the JSON of the plan alone. */
async function showAll(file: string, json: number): Promise<void> {
  const folder = path.dirname(file);
  const show = (format: string): readonly string[] => [path.resolve('bin/hfsync.js'), 'show', file, '--format', format];
  const formats = ['json', 'text', 'markdown', 'html'];
  const subjects = formats.map((format) => ({ name: `show ${format}`, args: show(format), folder }));
  console.log('hfsync show FILE: seconds, times JSON above, MiB at most');
  for (const [index, { cpu, memory }] of (await measure(subjects, 1)).entries())
    tell(subjects[index]?.name ?? '', [cpu.toFixed(2), (cpu / json).toFixed(2), memory.toFixed(0)]);
}

function inProcess(name: string, file: string): string {
  const program = process.argv[1] ?? '';
  const ran = spawnSync(process.execPath, ['--expose-gc', program, items, mix, name, file], {
    ...{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  });
  if (ran.status !== 0) throw new Error(`${name} ended with ${ran.status}`);
  return ran.stdout;
}

function makePlan(file: string): void {
  const out = openSync(file, 'w');
  for (const piece of chunks(planJson(largePlan(Number(items), mix as Mix)))) writeSync(out, piece);
}

function readPlanOf(file: string): Plan {
  const reader = planReader();
  const [from, piece] = [openSync(file, 'r'), Buffer.alloc(1024 * 1024)];
  for (let size = readSync(from, piece); size > 0; size = readSync(from, piece)) reader.add(piece.subarray(0, size));
  return reader.end();
}

function costOf(name: string, file: string): Cost {
  const plan = readPlanOf(file);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const sink = openSync('/dev/null', 'w');
  const start = process.cpuUsage();
  let written = 0;
  for (const piece of chunks(VIEWS[name]?.(plan) ?? [])) written += writeSync(sink, Buffer.from(piece));
  const { user, system } = process.cpuUsage(start);
  const MIB = 1024 * 1024;
  return {
    seconds: (user + system) / 1e6,
    before: before / MIB,
    most: process.resourceUsage().maxRSS / 1024,
    written: written / MIB,
  };
}
