import { RECORD_KINDS } from '../../model/kind.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { CompareContext } from '../compare/context.ts';
import { verdictBetween } from '../compare/verdict.ts';
import { fieldsOf } from '../compare/winner.ts';
import type { Pair } from '../join/pair.ts';

/**
 * The pairs for which there is nothing to plan, to report or to adopt. Nearly all pairs are at rest, so this is asked first, and
 * asks little. What is not at rest goes through everything else, which may find nothing either.
 *
 * A pair of clients, people or projects is at rest if
 *
 * - the file links both records, by a name that the Harvest record has, and sets none of their values;
 * - Forecast's pointer names the Harvest record, and no other pointer does;
 * - every field is the same on both sides.
 *
 * Nothing is at rest while a default capacity is being changed, or a service stores a value otherwise than it was asked to.
 *
 * A pair is asked in one function that nearly never calls another: V8 compiles each function that runs for each pair, which takes
 * longer than what it does.
 */
export function pairsAtRest(context: CompareContext): ReadonlySet<Pair> {
  const { have, pairs, pointers, last, defaultCapacity, defaultWaits } = context;
  const resting = new Set<Pair>();
  if (last?.stored || last?.cascade) return resting;
  const sameRoles = new Map<string, boolean>();
  const fields = new Map(RECORD_KINDS.map((kind) => [kind, fieldsOf(context, { kind })]));
  for (const pair of pairs.all) if (isAtRest(pair)) resting.add(pair);
  return resting;

  function isAtRest(pair: Pair): boolean {
    const { kind, link } = pair;
    if (kind === 'company' || kind === 'role' || link === null || pair.source !== 'declared') return false;
    const harvest = (have.harvest.records[kind] as Rows).get(pair.harvest);
    const forecast = (have.forecast.records[kind] as Rows).get(pair.forecast);
    if (harvest === undefined || forecast === undefined) return false;
    const there = harvest.values;
    const here = forecast.values;
    if (here.pointer !== pair.harvest || pointers[kind].get(here.pointer!)?.length !== 1) return false;
    if (there.name !== here.name || (there.name !== undefined && isTemporary(there.name))) return false;
    if (link.label !== null && link.label !== there.name && link.label !== recordName(harvest)) return false;
    if (Object.keys(link.set).length > 0) return false;
    const compared = fields.get(kind)!;
    for (let at = 0; at < compared.length; at += 1) {
      const field = compared[at]!;
      const value = there[field];
      const other = here[field];
      if (field === 'client') {
        const client = typeof value === 'number' ? pairs.at('harvest', 'client', value) : undefined;
        if (client !== undefined && client.forecast === other && resting.has(client)) continue;
      } else if (field === 'roles') {
        const lists = JSON.stringify([value, other]);
        const known = sameRoles.get(lists) ?? verdictBetween(context, { pair, harvest, forecast }, field) === 'same';
        sameRoles.set(lists, known);
        if (known) continue;
      } else if (value === other) {
        if (typeof value === 'string' || typeof value === 'number') continue;
      } else if (field === 'capacity' && other === null) {
        if (typeof value === 'number' && value === defaultCapacity && !defaultWaits) continue;
      }
      if (verdictBetween(context, { pair, harvest, forecast }, field) !== 'same') return false;
    }
    return true;
  }
}

type Rows = ReadonlyMap<number | null, AccountRecord>;
