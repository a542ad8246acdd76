/** The end of a run over many pairs of accounts. In: one row per pair. Out: a table for people, or JSON. */
import type { ExitCode } from '../model/error.ts';
import type { Summary } from '../model/plan.ts';
import { counted } from './count.ts';
import { escapeText, type Escaped, type Printable } from './escape.ts';
import { jsonText } from './json-text.ts';
import { BLANK, line, pasted, renderLines, segments, styled, type Layout, type Line } from './line.ts';

/** How the run of one pair ended. */
export interface FleetRow {
  /** The configuration file, as the pair's own `--config` would name it. */
  readonly config: string;
  readonly exitCode: ExitCode;
  /** The counts of its plan. Null if there was no plan. */
  readonly summary: Summary | null;
  /** What it printed with `--json`, value by value. */
  readonly output: readonly unknown[];
}

const RESULTS: { readonly [E in ExitCode]: string } = {
  0: 'done',
  1: 'error',
  2: 'with changes',
  3: 'with work for people',
  4: 'stopped by a guard',
  5: 'stale',
  6: 'partly applied',
  7: 'locked',
  130: 'interrupted',
};

/** The heading above the output of one run. */
export function memberTitle(config: string, layout: Layout): Printable {
  return renderLines([line(0, segments`${styled('strong', escapeText(`== ${config}`))}`), BLANK], layout);
}

/** The table. Names come last, so they are never cut, and a long one does not shift a column. */
export function fleetText(rows: readonly FleetRow[], layout: Layout): Printable {
  const head = cells(['to sync', 'manual', 'conflicts'], 'result', 'configuration');
  return renderLines(
    [
      line(0, segments`${styled('strong', counted(rows.length, 'pair of accounts', 'pairs of accounts'))}`),
      pasted(2, segments`${styled('quiet', head)}`),
      ...rows.map(rowLine),
      BLANK,
      line(0, segments`${totalOf(rows)}`),
    ],
    layout,
  );
}

export function fleetJson(rows: readonly FleetRow[], exitCode: ExitCode): Printable {
  const pairs = rows.map((row) => ({
    config: row.config,
    exit_code: row.exitCode,
    summary: row.summary,
    output: row.output,
  }));
  return jsonText({ pairs, exit_code: exitCode });
}

function rowLine({ config, exitCode, summary }: FleetRow): Line {
  const counts = summary ? [summary.auto, summary.manual, summary.conflicts] : ['-', '-', '-'];
  return pasted(2, segments`${cells(counts, RESULTS[exitCode], config)}`);
}

const RESULT_WIDTH = Math.max(...Object.values(RESULTS).map((word) => word.length));

function cells([sync, manual, conflicts]: readonly (string | number)[], result: string, config: string): Escaped {
  const numbers = [String(sync).padStart(7), String(manual).padStart(6), String(conflicts).padStart(9)];
  return escapeText([...numbers, result.padEnd(RESULT_WIDTH), config].join('  '));
}

function totalOf(rows: readonly FleetRow[]): Escaped {
  const counts = new Map<string, number>();
  for (const { exitCode } of rows) counts.set(RESULTS[exitCode], (counts.get(RESULTS[exitCode]) ?? 0) + 1);
  return escapeText(`${[...counts].map(([word, count]) => `${count} ${word}`).join(', ')}.`);
}
