/** What `hfsync fleet schedule` does. In: one row per pair of accounts. Out: text for people, or JSON. */
import { counted } from './count.ts';
import { escapeText, type Escaped, type Printable } from './escape.ts';
import { jsonText } from './json-text.ts';
import { BLANK, line, pasted, renderLines, segments, styled, type Layout, type Line } from './line.ts';
import type { Style } from './segment.ts';

export interface ScheduledPair {
  /** `1234567-7654321` */
  readonly pair: string;
  /** `gone` means that no file names the pair any more. `off` means that no pair has a schedule from now on. */
  readonly config: { readonly file: string } | 'gone' | 'off';
  /** In UTC. */
  readonly cron: string;
  readonly change: 'added' | 'changed' | 'kept' | 'removed';
}

interface At {
  readonly fleet: string;
  /** Host and database. */
  readonly where: string;
}

const SIGNS: { readonly [C in ScheduledPair['change']]: readonly [sign: string, style: Style] } = {
  added: ['+', 'create'],
  changed: ['~', 'update'],
  kept: [' ', 'plain'],
  removed: ['-', 'delete'],
};

const WHY = { gone: 'no file names this pair any more', off: 'switched off' } as const;

/** The schedules, before they are changed. Names come last, so they are never cut. */
export function scheduleText({ fleet, where }: At, rows: readonly ScheduledPair[], layout: Layout): Printable {
  const widths = { pair: widest(rows.map(({ pair }) => pair)), cron: widest(rows.map(({ cron }) => cron)) };
  const title = `Schedules of the fleet ${fleet} in ${where} (UTC)`;
  return renderLines(
    [
      line(0, segments`${styled('strong', escapeText(title))}`),
      ...rows.map((row) => rowLine(row, widths)),
      ...(rows.length > 0 ? [BLANK] : []),
    ],
    layout,
  );
}

function rowLine({ pair, config, cron, change }: ScheduledPair, widths: { pair: number; cron: number }): Line {
  const [sign, style] = SIGNS[change];
  const cells = [
    pair.padEnd(widths.pair),
    cron.padEnd(widths.cron),
    typeof config === 'object' ? config.file : WHY[config],
  ];
  return pasted(2, segments`${styled(style, escapeText(sign))} ${escapeText(cells.join('  '))}`);
}

/** The summary, once the schedules are changed. */
export function scheduleEnd(rows: readonly ScheduledPair[], layout: Layout): Printable {
  const count = (change: ScheduledPair['change']): number => rows.filter((row) => row.change === change).length;
  const [added, changed, kept, removed] = [count('added'), count('changed'), count('kept'), count('removed')];
  return oneLine(
    escapeText(`Schedules: ${added} added, ${changed} changed, ${kept} kept, ${removed} removed.`),
    layout,
  );
}

export function scheduleJson({ fleet }: At, rows: readonly ScheduledPair[]): Printable {
  const schedules = rows.map(({ config, ...row }) => ({
    ...row,
    config: typeof config === 'object' ? config.file : null,
  }));
  return jsonText({ fleet, schedules });
}

interface Put {
  readonly pair: string;
  readonly config: string;
  /** False if a job of this pair is already waiting. */
  readonly isNew: boolean;
}

export function onceText(rows: readonly Put[], layout: Layout): Printable {
  const waiting = rows.filter(({ isNew }) => !isNew).length;
  const more = waiting === 0 ? '' : ` ${waiting} more ${waiting === 1 ? 'was' : 'were'} waiting already.`;
  return oneLine(escapeText(`${counted(rows.length - waiting, 'job')} put into the queue.${more}`), layout);
}

export function onceJson(fleet: string, rows: readonly Put[]): Printable {
  return jsonText({ fleet, jobs: rows.map(({ pair, config, isNew }) => ({ pair, config, new: isNew })) });
}

function oneLine(text: Escaped, layout: Layout): Printable {
  return renderLines([line(0, segments`${text}`)], layout);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
