import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Cost } from './measure.ts';

export interface Row {
  readonly name: string;
  /** What `limit` is. */
  readonly beside: string;
  readonly limit: Cost;
  readonly now: Cost;
  /** The older build; null: not measured. */
  readonly before: Cost | null;
  readonly requests?: number;
}

const HEAD = ['', 'beside', 'CPU', 'time', 'memory', '× beside', 'older', '× faster', '× memory'];

/** For a terminal. */
export function table(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((each) => each[column]!.length)));
  return cells.map((each) => each.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')).join('\n');
}

function cellsOf({ name, beside, limit, now, before }: Row): string[] {
  const older = before && [seconds(before.cpu), ratio(before.cpu / now.cpu), ratio(now.memory / before.memory)];
  return [
    name,
    `${beside} ${seconds(limit.cpu)}`,
    ...[seconds(now.cpu), seconds(now.wall), `${now.memory.toFixed(0)} MiB`, ratio(now.cpu / limit.cpu)],
    ...(older ?? ['–', '–', '–']),
  ];
}

function seconds(value: number): string {
  return value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(2)} s`;
}

function ratio(value: number): string {
  return value.toFixed(2);
}

/** The measured part of docs/performance.md is written anew, and the rest left as it is. */
export async function page(root: string, rows: readonly Row[], older: string): Promise<string> {
  const file = path.join(root, 'docs/performance.md');
  const text = await readFile(file, 'utf8');
  const head = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}`;
  const lines = [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`);
  const measured = `${BEGIN}\n\nhfsync ${head} and, as the older build, ${older}; ${machine}.\n\n${lines.join('\n')}\n\n${END}`;
  const whole = text.replace(new RegExp(`${BEGIN}[\\s\\S]*${END}`), () => measured);
  return format(whole, { ...(await resolveConfig(file)), parser: 'markdown' });
}

const BEGIN = '<!-- measured -->';
const END = '<!-- /measured -->';
