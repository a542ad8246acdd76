import type { Have } from '../../model/have.ts';
import type { Kind } from '../../model/kind.ts';
import { recordOf } from '../join/pair.ts';

/** Pages of the two web apps on which a person can act on a record; the paths are not documented by the services. */
export function urlsOf(
  have: Have,
  subject: { readonly kind: Kind; readonly harvest: number | null; readonly forecast: number | null },
): string[] {
  const pages: string[] = [];
  if (subject.harvest !== null && recordOf(have, 'harvest', subject.kind, subject.harvest))
    pages.push(harvestPage(have.harvest.web, subject.kind, subject.harvest));
  if (subject.forecast !== null && recordOf(have, 'forecast', subject.kind, subject.forecast))
    pages.push(forecastPage(have.forecast.web, subject.kind));
  return pages;
}

function harvestPage(web: string, kind: Kind, id: number): string {
  switch (kind) {
    case 'company':
      return `${web}/company`;
    case 'role':
      return `${web}/roles`;
    case 'client':
      return `${web}/clients/${id}/edit`;
    case 'person':
      return `${web}/people/${id}/edit`;
    case 'project':
      return `${web}/projects/${id}`;
  }
}

function forecastPage(web: string, kind: Kind): string {
  switch (kind) {
    case 'company':
      return `${web}/settings`;
    case 'role':
    case 'person':
      return `${web}/team`;
    case 'client':
      return `${web}/clients`;
    case 'project':
      return `${web}/schedule/projects`;
  }
}
