import { includesText } from '../model/field.ts';
import type { Have } from '../model/have.ts';
import { SIDES } from '../model/side.ts';
import type { BySide, Known, Subject } from './subject.ts';

/** What two records have in common besides their own values. */
export interface Shared {
  /** How many. */
  by(harvest: Subject, forecast: Subject): number;
  /** Pairs that share more than one, whatever their names. */
  pairs(subjects: BySide<readonly Subject[]>): readonly (readonly [Subject, Subject])[];
}

export const NOTHING_SHARED: Shared = { by: () => 0, pairs: () => [] };

/** A project name that more clients than this use says nothing about any of them. */
const TELLING = 3;

/** Clients: how many of their projects have the same name, counting only names that few clients use. */
export function sharedProjects(projects: BySide<readonly Subject[]>): Shared {
  const counts = new Map<string, number>();
  for (const { harvest, forecast } of clientsByName(projects).values())
    if (harvest.size <= TELLING && forecast.size <= TELLING)
      for (const left of harvest)
        for (const right of forecast) counts.set(`${left}/${right}`, (counts.get(`${left}/${right}`) ?? 0) + 1);
  return {
    by: (harvest, forecast) => counts.get(`${harvest.id}/${forecast.id}`) ?? 0,
    pairs({ harvest, forecast }) {
      const left = new Map(harvest.map((subject) => [subject.id, subject]));
      const right = new Map(forecast.map((subject) => [subject.id, subject]));
      return [...counts].flatMap(([key, count]) => {
        if (count < 2) return [];
        const [h = 0, f = 0] = key.split('/').map(Number);
        const [one, other] = [left.get(h), right.get(f)];
        return one && other ? [[one, other] as const] : [];
      });
    },
  };
}

interface Clients {
  readonly harvest: Set<number>;
  readonly forecast: Set<number>;
}

function clientsByName(projects: BySide<readonly Subject[]>): Map<string, Clients> {
  const byName = new Map<string, Clients>();
  for (const side of SIDES)
    for (const { client, name } of projects[side]) {
      if (client === null) continue;
      const key = name.line.plain;
      const clients = byName.get(key) ?? { harvest: new Set(), forecast: new Set() };
      clients[side].add(client);
      byName.set(key, clients);
    }
  return byName;
}

/** Roles: how many linked people have both. */
export function sharedPeople(have: Have, known: Known): Shared {
  const people = [...have.harvest.records.person.values()].flatMap((person) => {
    const id = known.linkedTo(person);
    const twin = typeof id === 'number' ? have.forecast.records.person.get(id as never) : undefined;
    return twin ? [{ harvest: person.values.roles ?? [], forecast: twin.values.roles ?? [] }] : [];
  });
  const has = (roles: readonly string[], { name }: Subject): boolean => includesText(roles, name.text);
  return {
    by: (harvest, forecast) =>
      people.filter((person) => has(person.harvest, harvest) && has(person.forecast, forecast)).length,
    pairs: () => [],
  };
}
