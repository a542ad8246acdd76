import { describe, expect, test } from 'vitest';
import { openBook } from '../../src/page/client/book.ts';
import { accepted, bulksOf, filtered, type Filter } from '../../src/page/client/filter.ts';
import { badgeOf } from '../../src/page/client/words.ts';
import { entriesOf, refusalOf, type Decided, type Entry } from '../../src/page/client/view.ts';
import { subjectOfChoice, type Choice, type PageData } from '../../src/page/wire.ts';
import { pageOf } from './sample.ts';

/** What the list of the page shows. */
const ALL: Filter = { show: 'all', words: '', kinds: new Set(), classes: new Set(), rule: '' };

function shown(data: PageData, choices: readonly Choice[] = [], refused: readonly string[] = []): readonly Entry[] {
  const decided: Decided = {
    choices: new Map(choices.map((choice) => [subjectOfChoice(choice), choice])),
    refused: new Set(refused),
  };
  return entriesOf(openBook(data), decided);
}

/** `Harvest | badge | Forecast`, a guess in brackets. */
function lines(data: PageData, entries: readonly Entry[]): string[] {
  const name = (entry: Entry, side: 'harvest' | 'forecast'): string => {
    const text = entry[side]?.name ?? '–';
    return entry.proposal?.side === side ? `(${text})` : text;
  };
  return entries.map(
    (entry) => `${name(entry, 'harvest')} | ${badgeOf(openBook(data), entry).text} | ${name(entry, 'forecast')}`,
  );
}

const SAMPLE = pageOf({
  both: ['Linked'],
  alike: ['Video'],
  likely: ['Relaunch'],
  harvest: ['Podcast'],
  forecast: ['Poster'],
});
const itemOf = (name: string, side: string) =>
  SAMPLE.items.find((_, place) =>
    SAMPLE.rows.some(
      (row) =>
        row.items.includes(place) &&
        [row.harvest, row.forecast].some(
          (at) => at !== null && SAMPLE.records[at]!.name === name && SAMPLE.records[at]!.side === side,
        ),
    ),
  )!;
const way = (name: string, side: string, key: string, id: number | null = null): Choice => ({
  ...{ by: 'way', item: itemOf(name, side).id, way: key, id },
});

describe('the list of the page', () => {
  test('two records that are each the best of the other stand in one line', () => {
    expect(lines(SAMPLE, shown(SAMPLE))).toEqual([
      'Linked | in sync | Linked',
      'Podcast | new | –',
      '– | new | Poster',
      'Relaunch | likely | (Relaunch)',
      'Video | exact | (Video)',
    ]);
  });

  test('a candidate that is refused on either side parts them', () => {
    const other = SAMPLE.records.find(({ name, side }) => name === 'Video' && side === 'harvest')!;
    const refusal = refusalOf(itemOf('Video', 'forecast'), other);
    const parted = lines(SAMPLE, shown(SAMPLE, [], [refusal]));
    expect(parted.slice(-2)).toEqual(['Video | exact | (Video)', '– | new | Video']);
  });

  test('what is chosen for one record decides the other as well, whichever it is', () => {
    for (const side of ['harvest', 'forecast']) {
      const entries = shown(SAMPLE, [way('Video', side, 'link')]);
      expect(lines(SAMPLE, entries).at(-1)).toBe('Video | Link | Video');
      expect(entries.at(-1)!.status).toBe('decided');
    }
  });

  test('a link by hand joins two lines; anything else parts a proposal, and the other record still waits', () => {
    const poster = SAMPLE.records.find(({ name }) => name === 'Poster')!;
    const byHand = lines(SAMPLE, shown(SAMPLE, [way('Podcast', 'harvest', 'link', poster.id)]));
    expect(byHand).toContain('Podcast | Link | Poster');
    expect(byHand).toHaveLength(4);
    const ignored = lines(SAMPLE, shown(SAMPLE, [way('Video', 'harvest', 'ignore')]));
    expect(ignored.slice(-2)).toEqual(['Video | Ignore | –', '(Video) | exact | Video']);
  });

  test('the filters ask for status, counterpart, rule, and every word', () => {
    const entries = shown(SAMPLE, [way('Podcast', 'harvest', 'create')]);
    const count = (filter: Partial<Filter>): number => filtered(entries, { ...ALL, ...filter }).length;
    expect(count({ show: 'waits' })).toBe(3);
    expect(count({ show: 'decided' })).toBe(1);
    expect(count({ classes: new Set(['likely']) })).toBe(1);
    expect(count({ classes: new Set(['none']) })).toBe(2);
    expect(count({ rule: 'project.new-in-forecast' })).toBe(3);
    expect(count({ words: 'PÓD cast' })).toBe(1);
    expect(count({ words: 'pod poster' })).toBe(0);
    expect(filtered(entries, { ...ALL, show: 'waits' }, new Set([entries[1]!.key]))).toHaveLength(4);
  });

  test('many at once: each pair is linked once, and each other way is taken by every record that has it', () => {
    const book = openBook(SAMPLE);
    const bulks = bulksOf(book, shown(SAMPLE)).map(({ label, take }) => `${label}: ${take.length}`);
    expect(bulks).toEqual([
      ...['Link what is exact: 1', 'Link what is likely: 1', 'Ignore: 6'],
      ...['Create in forecast: 3', 'Create in harvest: 3'],
    ]);
    const decided = shown(SAMPLE, bulksOf(book, shown(SAMPLE))[0]!.take);
    expect(bulksOf(book, decided)[0]!.label).toBe('Link what is likely');
  });

  test('accepting takes the way as it is offered; a record with no candidate has nothing to accept', () => {
    const book = openBook(SAMPLE);
    const [, podcast, , , video] = shown(SAMPLE);
    expect(accepted(book, video!)).toEqual(way('Video', 'harvest', 'link'));
    expect(accepted(book, podcast!)).toBeNull();
  });
});
