import { CLIENT_PREFIX, type Name } from './name.ts';
import type { BySide, Subject } from './subject.ts';
import type { Ties } from './ties.ts';

/**
 * Series: records of one client whose names differ in year, prefix, number or legal form. In: every record of a kind, linked ones
 * too. Out: whether two of them belong to a series with others. If so, a mark that only one of the two has may tell them apart.
 */
export function seriesOf(
  all: BySide<readonly Subject[]>,
  ties: Ties,
): (harvest: Subject, forecast: Subject) => boolean {
  const marks = new Map<string, Set<string>>();
  for (const subject of [...all.harvest, ...all.forecast]) {
    const key = baseOf(subject, ties);
    const found = marks.get(key);
    if (found) found.add(markOf(subject.name));
    else marks.set(key, new Set([markOf(subject.name)]));
  }
  return (harvest, forecast) => {
    const own = new Set([markOf(harvest.name), markOf(forecast.name)]);
    return [harvest, forecast].some((subject) =>
      [...(marks.get(baseOf(subject, ties)) ?? [])].some((mark) => !own.has(mark)),
    );
  };
}

function baseOf(subject: Subject, ties: Ties): string {
  const words = subject.name.words.map(({ plain }) => plain).sort();
  return `${ties.scope(subject)} ${words.join(' ')}`;
}

function markOf({ prefix, numbers, years, legal }: Name): string {
  return [prefix === CLIENT_PREFIX ? '' : prefix, numbers.join(), years.join(), legal].join('|');
}
