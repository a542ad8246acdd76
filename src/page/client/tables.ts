/** Tables of a record's details and of what differs, with Harvest on the left and Forecast on the right. */
import { sideName, SIDES } from '../../model/side.ts';
import type { PageItem, PageRecord } from '../wire.ts';
import { make } from './dom.ts';
import type { Entry } from './view.ts';

const ROWS: readonly (readonly [words: string, of: (record: PageRecord) => string | null])[] = [
  ['Name', ({ name }) => name],
  ['Client', ({ client }) => client],
  ['Code', ({ code }) => code],
  ['E-mail', ({ email }) => email],
  ['Changed', ({ updated }) => updated],
  ['Archived', ({ archived }) => (archived ? 'yes' : null)],
  ['Id', ({ id }) => String(id)],
];

/** The rows to mark if both records exist and their values differ. */
const TELLING = new Set(['Name', 'Client', 'Code', 'E-mail']);

export function sidesTable({ harvest, forecast, proposal }: Entry): HTMLElement {
  const rows = ROWS.flatMap(([words, of]) => {
    const values = [harvest, forecast].map((record) => record && of(record));
    if (values.every((value) => value === null || value === '')) return [];
    const differs = harvest && forecast && TELLING.has(words) && values[0] !== values[1];
    const cells = values.map((value) =>
      make('td', { class: differs ? 'differs' : '' }, make('bdi', { text: value ?? '' })),
    );
    return [make('tr', {}, make('th', { text: words, attributes: { scope: 'row' } }), ...cells)];
  });
  const heads = SIDES.map((side) => {
    const guess = proposal?.side === side ? ' (perhaps)' : '';
    return make('th', { class: side, text: `${sideName(side)}${guess}`, attributes: { scope: 'col' } });
  });
  const corner = make('td', {});
  return make(
    'table',
    { class: 'sides' },
    make('thead', {}, make('tr', {}, corner, ...heads)),
    make('tbody', {}, ...rows),
  );
}

export function fieldsTable({ fields, class: of }: PageItem): HTMLElement | null {
  if (fields.length === 0) return null;
  const isConflict = of === 'conflict';
  const heads = ['Field', 'Harvest', 'Forecast', ...(isConflict ? ['Last agreed'] : [])];
  const rows = fields.map(({ field, harvest, forecast, baseline }) => {
    const values = [harvest, forecast, ...(isConflict ? [baseline ?? ''] : [])];
    const cells = values.map((text) => make('td', {}, make('bdi', { text })));
    return make('tr', {}, make('th', { text: field.replaceAll('_', ' '), attributes: { scope: 'row' } }), ...cells);
  });
  const head = make('tr', {}, ...heads.map((text) => make('th', { text, attributes: { scope: 'col' } })));
  return make('table', { class: 'fields' }, make('thead', {}, head), make('tbody', {}, ...rows));
}
