import type { AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
import { isElsewhere } from '../join/elsewhere.ts';
import type { Joined } from '../join/joined.ts';
import { recordOf, sharedKey } from '../join/pair.ts';
import { verdictOfEdits, type Verdict } from './three-way.ts';

/** The client that a project's record names, as its pair. */
export function clientKey(joined: Joined, { side, values }: AccountRecord): string | undefined {
  return values.client === undefined ? undefined : clientKeyOf(joined, side, values.client);
}

/** Whether the two sides name the records of one pair, and Forecast does not contradict it. */
export function nameOneClient(
  joined: Joined,
  harvest: number | null | undefined,
  forecast: number | null | undefined,
): boolean {
  if (!harvest || !forecast) return false;
  const pair = joined.pairs.at('harvest', 'client', harvest);
  return pair !== undefined && pair === joined.pairs.at('forecast', 'client', forecast) && !isElsewhere(joined, pair);
}

/** Undefined if the file and Forecast disagree about the client (`link.elsewhere`): a mistyped link moves no project. */
export function clientKeyOf(joined: Joined, side: Side, id: number | null): string | undefined {
  const { have, pairs, pointers } = joined;
  if (id === null) return '-/-';
  const pair = pairs.at(side, 'client', id);
  if (pair) return isElsewhere(joined, pair) ? undefined : sharedKey(pair);
  // Not linked by the file, but by Forecast itself: the two sides still refer to one client.
  if (side === 'harvest') {
    const named = pointers.client.get(id) ?? [];
    return `${id}/${named.length === 1 && !pairs.at('forecast', 'client', named[0]!.id) ? named[0]!.id : '-'}`;
  }
  const target = recordOf(have, 'forecast', 'client', id)?.values.pointer ?? null;
  const known =
    target !== null && recordOf(have, 'harvest', 'client', target) && !pairs.at('harvest', 'client', target);
  return `${known && pointers.client.get(target)?.length === 1 ? target : '-'}/${id}`;
}

/**
 * A client is compared by which one each side names. So a link that changed in the file does not look like a project that
 * moved: if neither side moved and they still differ, it is as if they had never been in sync.
 */
export function compareClients(
  last: string,
  harvest: AccountRecord,
  forecast: AccountRecord,
  [h, f]: readonly [unknown, unknown],
): Verdict {
  if (h === undefined || f === undefined) return 'unknown';
  if (h === f) return 'same';
  const [lastHarvest, lastForecast] = last.split('/');
  const isMoved = {
    harvest: String(harvest.values.client) !== lastHarvest,
    forecast: String(forecast.values.client) !== lastForecast,
  };
  return verdictOfEdits(isMoved) ?? 'first';
}

export function nameOfClient(have: Joined['have'], side: Side, id: number | null | undefined): string {
  if (id === null || id === undefined) return '';
  return recordOf(have, side, 'client', id)?.values.name ?? `#${id}`;
}
