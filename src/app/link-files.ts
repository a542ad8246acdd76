/**
 * Chooses the file for a new link. In: the plan's input. Out: for a project, the file with most projects of its client.
 * Null for all others.
 */
import path from 'node:path';
import type { FileOfLink } from '../edit/edit.ts';
import type { LinkEdit } from '../model/edit.ts';
import type { Have } from '../model/have.ts';
import type { Want } from '../model/want.ts';
import { recordOf } from '../plan/join/pair.ts';

export function linkFiles({ want, have }: { readonly want: Want; readonly have: Have }): FileOfLink {
  let known: ReadonlyMap<string, string> | undefined;
  return (edit) => {
    if (edit.kind !== 'project') return null;
    known ??= fileOfClients(want, have);
    const name = clientsOf(have, edit).flatMap((client) => known?.get(client) ?? [])[0];
    return name === undefined ? null : path.join(path.dirname(want.path), name);
  };
}

function fileOfClients(want: Want, have: Have): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const link of want.links.project) {
    for (const client of clientsOf(have, link)) {
      const files = counts.get(client) ?? new Map<string, number>();
      counts.set(client, files.set(link.at.path, (files.get(link.at.path) ?? 0) + 1));
    }
  }
  return new Map([...counts].map(([client, files]) => [client, mostOf(files)]));
}

/** The file with most, or the first of several. */
function mostOf(files: ReadonlyMap<string, number>): string {
  return [...files].reduce((best, file) => (file[1] > best[1] ? file : best))[0];
}

/** The clients of both ends, each in its own account. */
function clientsOf(have: Have, { harvest, forecast }: Pick<LinkEdit, 'harvest' | 'forecast'>): readonly string[] {
  const ends = { harvest, forecast };
  return (['harvest', 'forecast'] as const).flatMap((side) => {
    const id = ends[side];
    const client = typeof id === 'number' ? recordOf(have, side, 'project', id)?.values.client : undefined;
    return client === null || client === undefined ? [] : [`${side} ${client}`];
  });
}
