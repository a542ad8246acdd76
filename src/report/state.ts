/** The state by hand. In: *last*. Out: text or JSON. */
import type { Address } from '../model/address.ts';
import type { FieldName } from '../model/field.ts';
import type { Baseline, Last } from '../model/last.ts';
import { sideName } from '../model/side.ts';
import { counted } from './count.ts';
import { jsonText } from './json-text.ts';
import { line, name, pieces, print, styled, type Line, type Look, type Piece } from './line.ts';
import { show, type Printed } from './show.ts';
import { figure } from './value.ts';

export function stateListText(last: Last | null, addresses: readonly Address[], look: Look): Printed {
  if (!last) return print([line(0, pieces`There is no state yet: nothing has been applied.`)], look);
  return print(
    [
      ...addresses.map((address) => line(0, pieces`${show(address)}${waitingOf(last, address)}`)),
      line(0, pieces`${counted(addresses.length, 'record')}, serial ${last.serial}, lineage ${show(last.lineage)}.`),
    ],
    look,
  );
}

export function stateListJson(last: Last | null, addresses: readonly Address[]): Printed {
  const records = addresses.map((address) => ({ address, waiting: Object.keys(last?.waiting[address] ?? {}) }));
  return jsonText({ lineage: last?.lineage ?? null, serial: last?.serial ?? 0, records });
}

export function stateRecordText(last: Last, address: Address, look: Look): Printed {
  const baseline = Object.entries(last.baseline[address] ?? {}) as [FieldName, NonNullable<Baseline[FieldName]>][];
  const width = Math.max(0, ...baseline.map(([field]) => field.length));
  return print(
    [
      line(0, styled('strong', show(address))),
      ...baseline.map(([field, value]) => line(2, pieces`${show(field.padEnd(width))}  ${remembered(field, value)}`)),
      ...waitingLines(last, address),
    ],
    look,
  );
}

export function stateRecordJson(last: Last, address: Address): Printed {
  return jsonText({ address, baseline: last.baseline[address] ?? {}, waiting: last.waiting[address] ?? {} });
}

export function stateRemovedText(address: Address, look: Look): Printed {
  const words = pieces`Forgot ${styled('strong', show(address))}: the next plan treats it as new.`;
  return print([line(0, words)], look);
}

/** A lock that was removed, with whom it belonged to. */
export function stateUnlockedText(lock: UnlockedLock, look: Look): Printed {
  const { id, operation, user, host, since } = lock;
  return print(
    [
      line(
        0,
        pieces`Removed the lock ${show(id)}: ${show(operation)} by ${show(`${user}@${host}`)} since ${show(since)}.`,
      ),
    ],
    look,
  );
}

export interface UnlockedLock {
  readonly id: string;
  readonly operation: string;
  readonly user: string;
  readonly host: string;
  readonly since: string;
}

function waitingOf(last: Last, address: Address): readonly Piece[] {
  const fields = Object.keys(last.waiting[address] ?? {});
  return fields.length === 0 ? [] : pieces`  ${styled('wait', show(`waits: ${fields.join(', ')}`))}`;
}

function waitingLines(last: Last, address: Address): readonly Line[] {
  return Object.entries(last.waiting[address] ?? {}).map(([field, waiting]) =>
    line(
      2,
      pieces`${show(field)} waits: ${show(sideName(waiting.side))} has ${name(waiting.value)}, edited by ${show(waiting.editor)}`,
    ),
  );
}

function remembered(field: FieldName, value: string | number | readonly string[]): readonly Piece[] {
  if (typeof value === 'number') return figure(field, value);
  if (typeof value === 'string') return [name(value)];
  return value.length === 0 ? pieces`none` : pieces`${show(value.join(', '))}`;
}
