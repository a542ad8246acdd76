import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Verdict } from './faults.ts';

export interface Row {
  readonly peer: string;
  readonly what: string;
  readonly cpu: number;
  readonly wall: number;
  readonly memory: number;
  readonly requests: number;
}

export interface Section {
  readonly records: number;
  readonly rows: readonly Row[];
  readonly verdicts: readonly { readonly peer: string; readonly verdicts: readonly Verdict[] }[];
  readonly driven: readonly string[];
}

const HEAD = ['', 'tool', 'CPU', 'time', 'memory', 'requests'];
const FAULTS = ['', 'tool', 'what happens'];

/** For a terminal. */
export function table(section: Section): string {
  return [aligned([HEAD, ...cellsOf(section)]), aligned([FAULTS, ...faultsOf(section)])].join('\n\n');
}

function aligned(cells: readonly (readonly string[])[]): string {
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((each) => each[column]!.length)));
  return cells
    .map((each) =>
      each
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** By what was measured, so that the tools stand below each other. */
function cellsOf({ rows }: Section): string[][] {
  const all = [...new Set(rows.map(({ what }) => what))];
  return all.flatMap((what) =>
    rows
      .filter((row) => row.what === what)
      .map(({ peer, cpu, wall, memory, requests }, index) => [
        index === 0 ? what : '',
        ...[peer, `${cpu.toFixed(2)} s`, `${wall.toFixed(1)} s`, `${memory.toFixed(0)} MiB`, String(requests)],
      ]),
  );
}

function faultsOf({ verdicts }: Section): string[][] {
  const all = [...new Set(verdicts.flatMap((each) => each.verdicts.map(({ what }) => what)))];
  return all.flatMap((what) =>
    verdicts.map((each, index) => [
      index === 0 ? what : '',
      each.peer,
      each.verdicts.find((verdict) => verdict.what === what)?.seen ?? '–',
    ]),
  );
}

/** The part of docs/performance.md on other tools is written anew, and the rest left as it is. */
export async function page(root: string, section: Section): Promise<string> {
  const file = path.join(root, 'docs/performance.md');
  const text = await readFile(file, 'utf8');
  const head = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}`;
  const rows = [HEAD, HEAD.map(() => '---'), ...cellsOf(section)];
  const faults = [FAULTS, FAULTS.map(() => '---'), ...faultsOf(section)];
  const markdown = (cells: readonly (readonly string[])[]): string =>
    cells.map((each) => `| ${each.join(' | ')} |`).join('\n');
  const measured = [
    BEGIN,
    `hfsync ${head}, ${section.records} records; ${machine}.`,
    section.driven.map((each) => `- ${each}`).join('\n'),
    markdown(rows),
    markdown(faults),
    END,
  ].join('\n\n');
  const whole = text.replace(new RegExp(`${BEGIN}[\\s\\S]*${END}`), () => measured);
  return format(whole, { ...(await resolveConfig(file)), parser: 'markdown' });
}

const BEGIN = '<!-- peers -->';
const END = '<!-- /peers -->';
