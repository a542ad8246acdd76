import type { Have } from '../model/have.ts';
import type { MatchClass } from '../model/counterpart.ts';
import { recordName } from '../model/record.ts';
import type { ClientTie } from './grade.ts';
import type { Graded } from './unique-pairs.ts';
import type { Known, Subject } from './subject.ts';

/** How the clients of two projects are related, and the key under which a project is filed. */
export interface Ties {
  of(harvest: Subject, forecast: Subject): ClientTie;
  /** Equal for projects of the same client on both sides. Equal for all if clients do not matter. */
  scope(subject: Subject): string;
}

export const UNTIED: Ties = { of: () => ({ by: 'unknown', name: '' }), scope: () => '' };

/** Clients that are linked or match. */
export function tiesOf(have: Have, known: Known, matches: readonly Graded[]): Ties {
  const toForecast = new Map<number, { readonly id: number; readonly by: 'link' | MatchClass }>();
  const possible = new Set<string>();
  for (const client of have.harvest.records.client.values()) {
    const id = known.linkedTo(client);
    if (typeof id === 'number') toForecast.set(client.id, { id, by: 'link' });
  }
  for (const { harvest, forecast, class: by } of matches)
    if (by === 'possible') possible.add(`${harvest.id}/${forecast.id}`);
    else if (!toForecast.has(harvest.id)) toForecast.set(harvest.id, { id: forecast.id, by });
  const toHarvest = new Map([...toForecast].map(([harvest, { id }]) => [id, harvest]));
  const nameOf = ({ side, client }: Subject): string => {
    const record = client === null ? undefined : have[side].records.client.get(client as never);
    return record ? recordName(record) : '';
  };
  return {
    of(harvest, forecast) {
      if (harvest.client === null || forecast.client === null) return { by: 'unknown', name: '' };
      const tied = toForecast.get(harvest.client);
      if (tied?.id === forecast.client) return { by: tied.by, name: nameOf(forecast) };
      const isPossible = possible.has(`${harvest.client}/${forecast.client}`);
      return { by: isPossible ? 'possible' : 'other', name: nameOf(forecast) };
    },
    scope({ side, client }) {
      if (client === null) return '-';
      if (side === 'harvest') return `h${client}`;
      const harvest = toHarvest.get(client);
      return harvest === undefined ? `f${client}` : `h${harvest}`;
    },
  };
}
