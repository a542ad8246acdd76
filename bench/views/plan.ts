import type { Address } from '../../src/model/address.ts';
import type { Conflict, ManualItem, Observation } from '../../src/model/item.ts';
import type { Change, ChangedField, Plan } from '../../src/model/plan.ts';
import { digestOf } from '../../src/plan/digest.ts';

/** What the items are: of each kind its share in a hundred. */
export const MIXES = {
  mixed: { changes: 40, manual: 40, conflicts: 10, observations: 10 },
  changes: { changes: 100, manual: 0, conflicts: 0, observations: 0 },
  manual: { changes: 0, manual: 100, conflicts: 0, observations: 0 },
} as const;
export type Mix = keyof typeof MIXES;

/** A plan of so many items, each as large as those of a real agency are: names of three words, ways out with their lines, candidates. */
export function largePlan(items: number, mix: Mix): Plan {
  // As they come from a service or a file: a text that was put together would be put together anew in each view.
  const of = <T>(share: number, make: (index: number) => T): T[] =>
    Array.from(
      { length: Math.round((items * share) / 100) },
      (_, index) => JSON.parse(JSON.stringify(make(index))) as T,
    );
  const shares = MIXES[mix];
  const changes = of(shares.changes, change);
  const manual = of(shares.manual, manualItem);
  const conflicts = of(shares.conflicts, conflict);
  const counts = { auto: changes.length, manual: manual.length, conflicts: conflicts.length };
  const accounts = { harvest: { id: 1, name: 'Acme Agency' }, forecast: { id: 2, name: 'Acme Agency' } };
  return {
    format_version: '1.0',
    hfsync_version: '0.0.0',
    created_at: '2026-01-01T00:00:00Z',
    config: { path: 'hfsync.yaml', sha256: '0'.repeat(64) },
    accounts,
    state: { lineage: 'a-lineage', serial: 7 },
    summary: { ...counts, harvest: 0, forecast: changes.length, create: 0, update: changes.length, ...REST },
    ...{ changes, manual, conflicts, observations: of(shares.observations, observation) },
    cost: { requests: { harvest: 500, forecast: 6 }, apply_requests: { harvest: 0, forecast: 80_000 }, ...SECONDS },
    guards: [],
    digest: digestOf({ accounts, changes }, null),
  };
}

const REST = { delete: 0, link: 0, in_sync: 0 };
const SECONDS = { apply_seconds_at_least: 12_000 };

const WORDS = ['Website', 'Rebrand', 'Café', 'Intranet', 'Support', 'Müller & Söhne', 'Workshop', 'Q3'];

function nameOf(index: number): string {
  return `${WORDS[index % 8]} ${WORDS[(index >> 3) % 8]} ${index}`;
}

function pairOf(index: number): { readonly address: Address; readonly kind: 'project'; readonly label: string } {
  return { address: `project:${14_000_000 + index}/${2000 + index}` as Address, kind: 'project', label: nameOf(index) };
}

function change(index: number): Change {
  const name = nameOf(index);
  const [client, other] = [`Client ${index % 500}`, `Client ${(index + 1) % 500}`];
  return {
    ...{ id: `forecast:update:${pairOf(index).address}`, ...pairOf(index) },
    named: { harvest: `${name} 2027`, forecast: `${name} 2026`, client },
    ...{ account: 'forecast', action: 'update', rules: ['project.name', 'project.client'] },
    fields: [
      { field: 'name', before: `${name} 2026`, after: `${name} 2027`, rule: 'project.name', origin: 'harvest' },
      ...(index % 3 > 0 ? [] : [moved(client, other)]),
    ],
    ...{ effects: [], after: [], baseline: { name: `${name} 2026` } },
    declared_at: { path: 'links/projects.yaml', line: index + 7 },
  };
}

function moved(before: string, after: string): ChangedField {
  const ids = { before_id: 1001, after_id: 1002 };
  return { field: 'client', before, after, ...ids, rule: 'project.client', origin: 'harvest' };
}

function manualItem(index: number): ManualItem {
  const id = 15_000_000 + index;
  const [name, client] = [nameOf(index), `Client ${index % 500}`];
  const address = `project:${id}/-` as Address;
  return {
    ...{ id: `manual:project.new-in-harvest:${address}`, rule: 'project.new-in-harvest', address, kind: 'project' },
    ...{ label: name, named: { harvest: name, forecast: null, client } },
    reason: 'An active Harvest project that is not linked and not ignored.',
    reasons: [{ code: 'by-rule' }],
    fields: [],
    record: { client, code: `C-${index}`, email: null, updated: '2026-01-02' },
    candidates: [
      {
        ...{ side: 'forecast', id: 9000 + index, name: name.toUpperCase(), client, code: null, email: null },
        ...{ updated: '2026-01-03', archived: false, class: 'likely' },
        evidence: [
          { code: 'near-name', differences: ['case'] },
          { code: 'same-client', client, by: 'link' },
        ],
      },
    ],
    ways_out: [
      {
        ...{ key: 'create', text: 'Create it in Forecast:' },
        edits: [{ op: 'link', kind: 'project', name, harvest: id, forecast: 'create' }],
        yaml: `links:\n  projects:\n    - { name: ${name}, harvest: ${id}, forecast: create }\n`,
      },
      {
        ...{ key: 'link', text: `Link it to Forecast's project ${9000 + index}:` },
        edits: [{ op: 'link', kind: 'project', name, harvest: id, forecast: 9000 + index }],
        yaml: `links:\n  projects:\n    - { name: ${name}, harvest: ${id}, forecast: ${9000 + index} }\n`,
      },
      {
        ...{ key: 'ignore', text: 'Ignore it:' },
        edits: [{ op: 'ignore', kind: 'project', side: 'harvest', id }],
        yaml: `ignore:\n  projects: { harvest: [${id}] }\n`,
      },
    ],
    urls: [`https://acme.harvestapp.com/projects/${id}`],
  };
}

function conflict(index: number): Conflict {
  const { address, kind, label } = pairOf(50_000 + index);
  return {
    ...{ id: `conflict:code:${address}`, address, kind, label, field: 'code', rule: 'project.code' },
    named: { harvest: label, forecast: label, client: `Client ${index % 500}` },
    ...{ baseline: `A-${index}`, harvest: `B-${index}`, forecast: `C-${index}` },
    reason: 'Both sides changed the code differently since they last agreed.',
    reasons: [{ code: 'edited-on-both-sides', fields: ['code'] }],
    ways_out: [
      { key: 'harvest', text: 'Choose the value to keep:', yaml: `set: { code: B-${index} }` },
      { key: 'forecast', text: 'Keep what Forecast has:', yaml: `set: { code: C-${index} }` },
    ],
    urls: [`https://acme.harvestapp.com/projects/${index}`, `https://forecastapp.com/2/projects/${index}`],
    declared_at: { path: 'hfsync.yaml', line: index + 9 },
  };
}

function observation(index: number): Observation {
  const { address, label } = pairOf(70_000 + index);
  return {
    ...{ rule: 'project.remaining-budget', address, label },
    named: { harvest: label, forecast: label, client: `Client ${index % 500}` },
    text: 'Forecast shows 12.50 h of budget left, Harvest 11.00 h.',
    finding: { code: 'budget-lags', forecast: 12.5, harvest: 11 },
  };
}
