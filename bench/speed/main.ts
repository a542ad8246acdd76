/**
 * How fast hfsync is, as ratios in one run: beside bare Node, beside the least that a plan has to do, beside an older build.
 *
 *   --older COMMIT   the older build; none: leave it out
 *   --links 1000,10000   sizes of the companies that are planned
 *   --rounds 5
 *   --drop-caches    as root: before each cold run, the system forgets the files that it has read
 *   --write          docs/performance.md, and not only the table
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { company } from './company.ts';
import { floorScript } from './floor.ts';
import { measure, type Cost, type Subject } from './measure.ts';
import { older } from './older.ts';
import { page, table, type Row } from './page.ts';
import { services } from './services.ts';

/** The last build before the work on speed. */
const BEFORE = '7105de4';
const ROOT = process.cwd();
const { values } = parseArgs({
  options: {
    older: { type: 'string', default: BEFORE },
    links: { type: 'string', default: '1000,10000' },
    rounds: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
    'drop-caches': { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(values.rounds);
const builds = [
  { name: 'hfsync', root: ROOT },
  ...(values.older === 'none' ? [] : [{ name: 'older', root: older(ROOT, values.older) }]),
];
const scratch = await mkdtemp(path.join(ROOT, 'node_modules', '.bench-'));
try {
  const rows = await start();
  for (const links of values.links.split(',').map(Number)) rows.push(...(await planOf(links)));
  console.log(table(rows));
  if (values.write) await writeFile(path.join(ROOT, 'docs/performance.md'), await page(ROOT, rows, values.older));
} finally {
  await rm(scratch, { recursive: true });
}

function hfsync(args: readonly string[], folder: string, env: { readonly [name: string]: string } = {}): Subject[] {
  return builds.map(({ name, root }) => ({
    name: `${name} ${args.join(' ')}`,
    args: [path.join(root, 'bin/hfsync.js'), ...args],
    folder,
    env,
  }));
}

function rowOf(name: string, beside: string, [limit, now, before]: readonly Cost[]): Row {
  return { name, beside, limit: limit!, now: now!, before: before ?? null };
}

/** Beside a script that does nothing. */
async function start(): Promise<Row[]> {
  const empty = path.join(scratch, 'empty.cjs');
  await writeFile(empty, '');
  const bare: Subject = { name: 'node', args: [empty], folder: ROOT };
  const rows: Row[] = [];
  for (const args of [['--version'], ['--help'], ['validate']]) {
    const costs = await measure([bare, ...hfsync(args, ROOT)], ROUNDS * 3);
    rows.push(rowOf(args.join(' '), 'bare node', costs));
  }
  return rows;
}

/** As the first run of a program: nothing of it is compiled, and it keeps what it compiles. The floor has nothing to keep. */
function cold(subject: Subject): Subject {
  return {
    ...subject,
    async prepare() {
      for (const { root } of builds)
        await rm(path.join(root, 'dist/program/compiled'), { recursive: true, force: true });
      if (!values['drop-caches']) return;
      execFileSync('sync');
      await writeFile('/proc/sys/vm/drop_caches', '3');
    },
  };
}

/** Two accounts in step, and a state that knows it. */
async function planOf(links: number): Promise<Row[]> {
  const { world, config } = company(links);
  const folder = path.join(scratch, String(links));
  await mkdir(folder);
  await writeFile(path.join(folder, 'hfsync.yaml'), config);
  const at = await services(world);
  try {
    const apply = ['apply', '--auto-approve', '--allow', 'first_sync'];
    await measure(hfsync(apply, folder, at.variables).slice(0, 1), 0);
    at.forget();
    await measure(hfsync(['plan'], folder, at.variables).slice(0, 1), 0);
    const requests = [...at.requests()];
    const floor = path.join(folder, 'floor.cjs');
    await writeFile(floor, floorScript(requests));
    const subjects = [{ name: 'floor', args: [floor], folder }, ...hfsync(['plan'], folder, at.variables)];
    const rows: Row[] = [];
    for (const [name, ways] of [
      ['', subjects],
      [', cold', subjects.map(cold)],
    ] as const) {
      const costs = await measure(ways, ROUNDS);
      rows.push({ ...rowOf(`plan, ${links} links${name}`, 'the floor', costs), requests: requests.length });
    }
    return rows;
  } finally {
    await at.stop();
  }
}
