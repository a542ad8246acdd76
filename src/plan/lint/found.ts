import { formatAddress, parseAddress, type Address } from '../../model/address.ts';
import type { LintCode, LintFinding, SettleKey, Severity } from '../../model/checkup.ts';
import type { Edit } from '../../model/edit.ts';
import type { RecordKind } from '../../model/kind.ts';
import { isArchived, isBuiltIn, recordName, type AccountRecord } from '../../model/record.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { LINT_WORDS } from '../../rules/codes/doctor.ts';
import type { Joined } from '../join/joined.ts';
import { addressOf, endOf, recordsOf, type Pair } from '../join/pair.ts';

/** What findings are made of, and the records that they are about. */
export interface About {
  readonly address: Address;
  readonly label: string;
}

export function finding(
  code: LintCode,
  severity: Severity,
  about: About,
  text: string,
  edits: readonly Edit[] = [],
): LintFinding {
  return { code, severity, ...about, text, fix: LINT_WORDS[code][1], edits, settle: settleKey(about.address, edits) };
}

/** A link is settled as the plan's own item, which names the record that is new on one side. */
function settleKey(address: Address, [edit]: readonly Edit[]): SettleKey | null {
  if (!edit) return null;
  const { harvest } = parseAddress(address) ?? { harvest: null };
  if (edit.op === 'link') return { address, way: 'link', id: Number(harvest === null ? edit.harvest : edit.forecast) };
  return { address, way: edit.op === 'change' ? 'unset' : edit.op, id: null };
}

export function whole(code: LintCode, severity: Severity, text: string): LintFinding {
  return { code, severity, address: null, label: '', text, fix: LINT_WORDS[code][1], edits: [], settle: null };
}

export function aboutRecord(joined: Joined, record: AccountRecord): About {
  const pair = joined.pairs.at(record.side, record.kind, record.id);
  const ends = record.side === 'harvest' ? [record.id, null] : [null, record.id];
  const address = pair ? addressOf(pair) : formatAddress(record.kind, ends[0] ?? null, ends[1] ?? null);
  return { address, label: recordName(record) };
}

export function* alive(joined: Joined, side: Side, kind: RecordKind): Iterable<AccountRecord> {
  for (const record of recordsOf(joined.have, side, kind))
    if (!isArchived(record) && !isBuiltIn(record) && !joined.ignores(record)) yield record;
}

export function linked({ pairs, have }: Joined, kind: RecordKind): readonly Pair[] {
  return [...pairs.all].filter(
    (pair) => pair.kind === kind && SIDES.every((side) => endOf(have, pair, side) !== undefined),
  );
}

export function aboutPair(joined: Joined, pair: Pair): About {
  const record = endOf(joined.have, pair, 'harvest') ?? endOf(joined.have, pair, 'forecast');
  return { address: addressOf(pair), label: record ? recordName(record) : '' };
}
