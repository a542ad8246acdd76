import type { PageCandidate, PageData, PageItem, PageRecord, PageRow, PageWay } from '../../src/page/wire.ts';

/** Pages for tests: what a test does not name has an unremarkable value. */

const WAY: PageWay = { key: '', label: '', text: 'Do it.', does: 'edit', names: null, links: null };

export function record(side: PageRecord['side'], id: number, name: string): PageRecord {
  const nothing = { client: null, code: null, email: null, updated: null };
  return { side, kind: 'project', id, name, ...nothing, archived: false };
}

/** Projects by name: `both` are linked, `alike` are new on both sides and exact, the others are on one side. */
export interface PageSample {
  readonly both?: readonly string[];
  readonly alike?: readonly string[];
  readonly likely?: readonly string[];
  readonly harvest?: readonly string[];
  readonly forecast?: readonly string[];
}

export function pageOf({ both = [], alike = [], likely = [], harvest = [], forecast = [] }: PageSample): PageData {
  const records: PageRecord[] = [];
  const rows: PageRow[] = [];
  const items: PageItem[] = [];
  const add = (side: PageRecord['side'], name: string): number =>
    records.push(record(side, records.length + 1, name)) - 1;
  const alone = (place: number, candidate: PageCandidate | null): void => {
    const { side, id } = records[place]!;
    const [ends, address] =
      side === 'harvest'
        ? [{ harvest: place, forecast: null }, `project:${id}/-`]
        : [{ harvest: null, forecast: place }, `project:-/${id}`];
    rows.push({ address, kind: 'project', ...ends, verdict: 'waiting', items: [items.length] });
    items.push(newItem(records, place, candidate));
  };
  for (const name of both) {
    const [left, right] = [add('harvest', name), add('forecast', name)];
    const address = `project:${records[left]!.id}/${records[right]!.id}`;
    rows.push({ address, kind: 'project', harvest: left, forecast: right, verdict: 'in-sync', items: [] });
  }
  for (const [names, of] of [
    [alike, 'exact'],
    [likely, 'likely'],
  ] as const)
    for (const name of names) {
      const [left, right] = [add('harvest', name), add('forecast', name)];
      alone(left, { record: right, class: of, evidence: 'same name' });
      alone(right, { record: left, class: of, evidence: 'same name' });
    }
  for (const name of harvest) alone(add('harvest', name), null);
  for (const name of forecast) alone(add('forecast', name), null);
  return {
    ...{ mode: 'settle', version: '0.1.0', config: 'hfsync.yaml', summary: 'Plan: some.', idleMs: 60_000 },
    accounts: { harvest: { id: 1, name: 'Agency' }, forecast: { id: 2, name: 'Agency' } },
    ...{ records, rows, items, choices: [], draft: { revision: 1, files: [], refused: [] } },
  };
}

function newItem(records: readonly PageRecord[], place: number, candidate: PageCandidate | null): PageItem {
  const { side, id } = records[place]!;
  const other = side === 'harvest' ? 'forecast' : 'harvest';
  const best = candidate && records[candidate.record]!.id;
  const ends = side === 'harvest' ? { harvest: id, forecast: best } : { harvest: best, forecast: id };
  return {
    ...{ id: `manual:new:${side}:${id}`, class: 'manual', rule: `project.new-in-${side}` },
    ...{ reason: 'It is not linked.', fields: [], urls: [], declaredAt: null },
    candidates: candidate ? [candidate] : [],
    ways: [
      {
        ...WAY,
        key: 'link',
        label: 'Link',
        does: candidate ? 'edit' : 'open',
        names: other,
        links: { kind: 'project', ...ends },
      },
      { ...WAY, key: 'create', label: `Create in ${other}` },
      { ...WAY, key: 'ignore', label: 'Ignore' },
    ],
  };
}
