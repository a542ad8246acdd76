import type { Have } from '../../model/have.ts';
import type { Kind } from '../../model/kind.ts';
import { recordOf } from '../join/pair.ts';

/**
 * Pages of the two web apps on which a person can act on a record. The services document none of these paths: those of records are what
 * public programs link to. Those of roles and settings are guesses.
 */
export function urlsOf(
  have: Have,
  subject: { readonly kind: Kind; readonly harvest: number | null; readonly forecast: number | null },
): string[] {
  const pages: string[] = [];
  if (subject.harvest !== null && recordOf(have, 'harvest', subject.kind, subject.harvest))
    pages.push(harvestPage(have.harvest.web, subject.kind, subject.harvest));
  if (subject.forecast !== null && recordOf(have, 'forecast', subject.kind, subject.forecast))
    pages.push(forecastPage(have.forecast.web, subject.kind, subject.forecast));
  return pages;
}

function harvestPage(web: string, kind: Kind, id: number): string {
  switch (kind) {
    case 'company':
      return `${web}/company`;
    case 'role':
      return `${web}/roles`;
    case 'client':
      return `${web}/clients/${id}`;
    case 'person':
      return `${web}/people/${id}/edit`;
    case 'project':
      return `${web}/projects/${id}`;
  }
}

function forecastPage(web: string, kind: Kind, id: number): string {
  switch (kind) {
    case 'company':
      return `${web}/settings`;
    case 'role':
      return `${web}/team`;
    case 'person':
      return `${web}/team/${id}/edit`;
    case 'client':
      return `${web}/clients/${id}/edit`;
    case 'project':
      return `${web}/projects/${id}/edit`;
  }
}
