/**
 * Shows one record or a pair: both sides, what waits and why, the candidates with their evidence, and every way out.
 */
import { otherSide, sideName, SIDES } from '../../model/side.ts';
import { subjectOfChoice, type Choice, type PageItem, type PageRecord, type PageWay } from '../wire.ts';
import { linkOf, type Book } from './book.ts';
import { button, byId, make, nameOf, prose, redraw } from './dom.ts';
import { acceptance } from './filter.ts';
import { fieldsTable, sidesTable } from './tables.ts';
import { refusalOf, type Decided, type Entry } from './view.ts';
import { choiceWords } from './words.ts';

export interface DetailActions {
  choose(choice: Choice): void;
  drop(subjects: readonly string[]): void;
  refuse(item: PageItem, record: PageRecord, isRefused: boolean): void;
  /** Lets a person name the record that a way leaves open. */
  pick(item: PageItem, way: PageWay): void;
  /** Lets a person name the other end of a record that has no open items. */
  pickFor(record: PageRecord): void;
  back(): void;
}

export interface Scene {
  readonly book: Book;
  readonly decided: Decided;
  readonly actions: DetailActions;
}

export function drawDetail(scene: Scene, entry: Entry | undefined): void {
  const host = byId('record');
  const heading = (): HTMLElement | null => host.querySelector('h2');
  if (!entry)
    return redraw(
      host,
      [title('No record'), make('p', { class: 'quiet', text: 'Choose a record from the list.' })],
      heading,
    );
  const parts = [
    make('p', { class: 'back' }, button('Back to the list', 'back', scene.actions.back)),
    titleOf(entry),
    make('p', { class: 'quiet' }, make('code', { text: entry.rows.map(({ address }) => address).join(', ') })),
    chosenBox(scene, entry),
    sidesTable(entry),
    ...entry.items.map((item, nth) => itemPart(scene, item, nth === 0 ? null : ownOf(entry))),
    entry.items.length === 0 ? byHandPart(scene, entry) : null,
  ];
  redraw(host, parts, heading);
}

function title(text: string): HTMLElement {
  return make('h2', { text, attributes: { id: 'record-title', tabindex: '-1' } });
}

function titleOf({ harvest, forecast, proposal }: Entry): HTMLElement {
  const own = SIDES.flatMap((side) => {
    const record = side === 'harvest' ? harvest : forecast;
    return record && proposal?.record !== record ? [record.name] : [];
  });
  const heading = title('');
  [...new Set(own)].forEach((name, index) => heading.append(index === 0 ? '' : ' · ', nameOf(name)));
  return heading;
}

/** Shows what was chosen, with buttons to take it back. */
function chosenBox({ book, actions }: Scene, { choices, status }: Entry): HTMLElement | null {
  if (choices.length === 0) {
    return status === 'decided'
      ? make('p', { class: 'chosen', text: 'Linked by what was chosen for the other record.' })
      : null;
  }
  const box = make('div', { class: 'chosen' });
  for (const choice of choices) {
    const subject = subjectOfChoice(choice);
    const pair = linkOf(book, choice);
    const what = make('span', {}, make('b', { text: `✓ ${choiceWords(book, choice)}` }));
    if (pair) what.append(': ', nameOf(pair.harvest.name), ' = ', nameOf(pair.forecast.name));
    box.append(
      make(
        'p',
        {},
        what,
        button('Take back', `drop ${subject}`, () => actions.drop([subject])),
      ),
    );
  }
  return box;
}

/** The entry's own record, not the proposed one. */
function ownOf({ harvest, forecast, proposal }: Entry): PageRecord | null {
  return harvest === proposal?.record ? forecast : harvest;
}

/** `known`: a candidate that is already shown above. */
function itemPart(scene: Scene, item: PageItem, known: PageRecord | null): HTMLElement {
  return make(
    'section',
    { class: 'item', attributes: { 'aria-label': item.rule } },
    make('h3', {}, ...prose(item.reason)),
    fieldsTable(item),
    candidatesPart(scene, item, known),
    waysPart(scene, item),
    item.urls.length > 0 && make('ul', { class: 'urls' }, ...item.urls.map((url) => make('li', {}, linkTo(url)))),
    make(
      'p',
      { class: 'quiet' },
      'Rule ',
      make('code', { text: item.rule }),
      ...(item.declaredAt === null ? [] : [', declared at ', make('code', { text: item.declaredAt })]),
    ),
  );
}

function candidatesPart(scene: Scene, item: PageItem, known: PageRecord | null): HTMLElement | null {
  const candidates = item.candidates.map(({ record: place, class: of, evidence }) => {
    return { record: scene.book.data.records[place]!, of, evidence };
  });
  const told = candidates.filter(({ record }) => record !== known);
  if (told.length === 0) return null;
  const list = make('ul', { class: 'candidates' });
  for (const candidate of told) list.append(candidateLine(scene, item, candidate));
  return make('div', {}, make('h4', { text: 'What it could be' }), list);
}

interface Candidate {
  readonly record: PageRecord;
  readonly of: string;
  readonly evidence: string;
}

function candidateLine(
  { book, decided, actions }: Scene,
  item: PageItem,
  { record, of, evidence }: Candidate,
): HTMLElement {
  const refusal = refusalOf(item, record);
  const isRefused = decided.refused.has(refusal);
  const choice = acceptance(book, [item], record);
  const chosen = decided.choices.get(item.id);
  const isChosen = chosen !== undefined && linkOf(book, chosen)?.[record.side] === record;
  const details = [
    record.client,
    record.code,
    record.email,
    record.archived ? 'archived' : null,
    record.updated,
    String(record.id),
  ];
  return make(
    'li',
    { class: isRefused ? 'refused' : '' },
    make('p', {}, make('span', { class: `badge ${of}`, text: of }), ' ', nameOf(record.name)),
    make('p', { class: 'details' }, ...details.flatMap((text) => (text === null ? [] : [make('bdi', { text })]))),
    make('p', { class: 'evidence', text: evidence }),
    make(
      'p',
      { class: 'buttons' },
      choice !== null &&
        !isRefused &&
        pressed(
          button('Link', `candidate ${refusal}`, () => toggle(actions, item, choice, isChosen)),
          isChosen,
        ),
      !isChosen &&
        button(isRefused ? 'May be it' : 'Not this one', `refuse ${refusal}`, () =>
          actions.refuse(item, record, !isRefused),
        ),
    ),
  );
}

function toggle(actions: DetailActions, item: PageItem, choice: Choice, isChosen: boolean): void {
  if (isChosen) actions.drop([item.id]);
  else actions.choose(choice);
}

function pressed(of: HTMLButtonElement, isPressed: boolean): HTMLButtonElement {
  of.setAttribute('aria-pressed', String(isPressed));
  return of;
}

function waysPart({ decided, actions }: Scene, item: PageItem): HTMLElement {
  const chosen = decided.choices.get(item.id);
  const list = make('ul', { class: 'ways' });
  for (const way of item.ways) {
    const isChosen = chosen?.by === 'way' && chosen.way === way.key && (chosen.id === null || way.does === 'open');
    const choice: Choice = { by: 'way', item: item.id, way: way.key, id: null };
    list.append(
      make(
        'li',
        {},
        make('p', {}, ...prose(way.text)),
        way.does !== 'hand' &&
          make(
            'p',
            { class: 'buttons' },
            way.does === 'edit' &&
              pressed(
                button(way.label, `way ${item.id} ${way.key}`, () => toggle(actions, item, choice, isChosen)),
                isChosen,
              ),
            way.names !== null &&
              button(way.does === 'open' ? 'Choose the record…' : 'Another record…', `pick ${item.id} ${way.key}`, () =>
                actions.pick(item, way),
              ),
          ),
      ),
    );
  }
  return make('div', {}, make('h4', { text: 'How to fix it' }), list);
}

/** A record without open items can still be linked or ignored. */
function byHandPart({ actions }: Scene, { harvest, forecast, rows }: Entry): HTMLElement | null {
  const [row] = rows;
  const record = harvest ?? forecast;
  const isFree = row && ['archived', 'left-alone'].includes(row.verdict) && (harvest === null || forecast === null);
  if (!isFree || !record || record.kind === 'company') return null;
  const { kind, side, id } = record;
  return make(
    'p',
    { class: 'buttons' },
    button(`Link it to a record in ${sideName(otherSide(side))}…`, 'pick by hand', () => actions.pickFor(record)),
    button('Ignore', 'ignore by hand', () => actions.choose({ by: 'ignore', kind, side, id })),
  );
}

/** Only plain http and https URLs become links. Everything else stays text. */
function linkTo(url: string): HTMLElement {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(url)) return make('code', { text: url });
  return make('a', { text: url, attributes: { href: url, target: '_blank', rel: 'noreferrer noopener' } });
}
