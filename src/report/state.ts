/** The state, for a person. In: *last*. Out: text or JSON. */
import type { Address } from '../model/address.ts';
import type { FieldName } from '../model/field.ts';
import type { Baseline, Last } from '../model/last.ts';
import { sideName } from '../model/side.ts';
import { counted } from './count.ts';
import { jsonText } from './json-text.ts';
import { line, name, segments, renderLines, styled, type Line, type Layout, type Segment } from './line.ts';
import { escapeText, type Printable } from './escape.ts';
import { figure } from './value.ts';

export function stateListText(last: Last | null, addresses: readonly Address[], layout: Layout): Printable {
  if (!last) return renderLines([line(0, segments`There is no state yet: nothing has been applied.`)], layout);
  return renderLines(
    [
      ...addresses.map((address) => line(0, segments`${escapeText(address)}${waitingOf(last, address)}`)),
      line(
        0,
        segments`${counted(addresses.length, 'record')}, serial ${last.serial}, lineage ${escapeText(last.lineage)}.`,
      ),
    ],
    layout,
  );
}

export function stateListJson(last: Last | null, addresses: readonly Address[]): Printable {
  const records = addresses.map((address) => ({ address, waiting: Object.keys(last?.waiting[address] ?? {}) }));
  return jsonText({ lineage: last?.lineage ?? null, serial: last?.serial ?? 0, records });
}

export function stateRecordText(last: Last, address: Address, layout: Layout): Printable {
  const baseline = Object.entries(last.baseline[address] ?? {}) as [FieldName, NonNullable<Baseline[FieldName]>][];
  const width = Math.max(0, ...baseline.map(([field]) => field.length));
  return renderLines(
    [
      line(0, styled('strong', escapeText(address))),
      ...baseline.map(([field, value]) =>
        line(2, segments`${escapeText(field.padEnd(width))}  ${remembered(field, value)}`),
      ),
      ...waitingLines(last, address),
    ],
    layout,
  );
}

export function stateRecordJson(last: Last, address: Address): Printable {
  return jsonText({ address, baseline: last.baseline[address] ?? {}, waiting: last.waiting[address] ?? {} });
}

export function stateRemovedText(address: Address, layout: Layout): Printable {
  const words = segments`Forgot ${styled('strong', escapeText(address))}: the next plan treats it as new.`;
  return renderLines([line(0, words)], layout);
}

/** A lock that was removed, and who held it. */
export function stateUnlockedText(lock: UnlockedLock, layout: Layout): Printable {
  const { id, operation, user, host, since } = lock;
  return renderLines(
    [
      line(
        0,
        segments`Removed the lock ${escapeText(id)}: ${escapeText(operation)} by ${escapeText(`${user}@${host}`)} since ${escapeText(since)}.`,
      ),
    ],
    layout,
  );
}

export interface UnlockedLock {
  readonly id: string;
  readonly operation: string;
  readonly user: string;
  readonly host: string;
  readonly since: string;
}

function waitingOf(last: Last, address: Address): readonly Segment[] {
  const fields = Object.keys(last.waiting[address] ?? {});
  return fields.length === 0 ? [] : segments`  ${styled('wait', escapeText(`waits: ${fields.join(', ')}`))}`;
}

function waitingLines(last: Last, address: Address): readonly Line[] {
  return Object.entries(last.waiting[address] ?? {}).map(([field, waiting]) =>
    line(
      2,
      segments`${escapeText(field)} waits: ${escapeText(sideName(waiting.side))} has ${name(waiting.value)}, edited by ${escapeText(waiting.editor)}`,
    ),
  );
}

function remembered(field: FieldName, value: string | number | readonly string[]): readonly Segment[] {
  if (typeof value === 'number') return figure(field, value);
  if (typeof value === 'string') return [name(value)];
  return value.length === 0 ? segments`none` : segments`${escapeText(value.join(', '))}`;
}
