import type { AccountRecord } from '../../model/record.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { Joined } from '../join/joined.ts';
import { addressOf } from '../join/pair.ts';

/** A temporary name of ours stands for the name it replaced; it is never a change. */
export function standsFor({ last, pairs }: Joined, record: AccountRecord): string | undefined {
  const name = record.values.name;
  if (name === undefined || !isTemporary(name)) return undefined;
  const pair = pairs.at(record.side, record.kind, record.id);
  const known =
    pair &&
    last?.temporary.find(
      (entry) => entry.side === record.side && entry.address === addressOf(pair) && entry.name === name,
    );
  return known?.was;
}

/** A temporary name that no unfinished apply explains. It is reported and never copied. */
export function isStrayTemporary(context: Joined, record: AccountRecord): boolean {
  return (
    record.values.name !== undefined && isTemporary(record.values.name) && standsFor(context, record) === undefined
  );
}
