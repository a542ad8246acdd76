import type { Address } from '../../src/model/address.ts';
import { countsOf, type Change, type Plan } from '../../src/model/plan.ts';
import { sinceOf } from '../../src/plan/since.ts';
import type { Layout } from '../../src/report/line.ts';

export const LAYOUT: Layout = { width: 80, colour: false };

/** A plan with nothing in it but what is given; the summary counts what is there. */
export function plan(part: Partial<Plan> = {}): Plan {
  const { changes = [], manual = [], conflicts = [] } = part;
  return {
    format_version: '1.0',
    hfsync_version: '0.1.0',
    created_at: '2026-01-02T03:04:05.000Z',
    config: { path: 'hfsync.yaml', sha256: 'ab'.repeat(32) },
    accounts: { harvest: { id: 1234567, name: 'Acme Agency' }, forecast: { id: 7654321, name: 'Acme Agency' } },
    state: { lineage: '6a1f', serial: 7 },
    summary: { ...countsOf({ changes, manual, conflicts }), in_sync: 12 },
    changes: [],
    manual: [],
    conflicts: [],
    observations: [],
    cost: {
      requests: { harvest: 6, forecast: 7 },
      apply_requests: { harvest: 2, forecast: 4 },
      apply_seconds_at_least: 0,
    },
    guards: [],
    digest: `sha256:${'0f'.repeat(32)}`,
    ...part,
  };
}

/** `project:1/2`, written to Forecast because Harvest's name changed, unless told otherwise. */
export function change(part: Partial<Change> = {}): Change {
  const { account = 'forecast', action = 'update', address = 'project:14308069/2001' as Address } = part;
  return {
    id: `${account}:${action}:${address}`,
    address,
    kind: 'project',
    label: 'Website',
    account,
    action,
    rules: ['project.name'],
    fields: [
      { field: 'name', before: 'Acme site 2025', after: 'Acme website 2025', rule: 'project.name', origin: 'harvest' },
    ],
    effects: [],
    after: [],
    declared_at: { path: 'hfsync.yaml', line: 31 },
    ...part,
  };
}

/** One of everything. */
export const FULL: Plan = plan({
  changes: [
    change({
      ...{ address: 'company' as Address, kind: 'company', label: 'Acme Agency', account: 'harvest' },
      rules: ['company.capacity'],
      fields: [{ field: 'capacity', before: 144_000, after: 135_000, rule: 'company.capacity', origin: 'forecast' }],
      baseline: { capacity: 144_000 },
      edited_by: 'Kim Allen',
    }),
    change({
      ...{ address: 'role:617670/4001' as Address, kind: 'role', label: 'Old title', action: 'delete' },
      rules: ['role.deleted'],
      fields: [{ field: 'name', before: 'Old title', after: null, rule: 'role.deleted', origin: 'harvest' }],
      effects: ['Forecast takes the role from Kim Allen and the placeholder "Freelancer"'],
    }),
    change({
      ...{ address: 'person:1782959/3001' as Address, kind: 'person', label: 'Kim Allen' },
      named: { harvest: 'Kim Allen', forecast: 'Kim Allen', email: 'kim@acme.example' },
      rules: ['person.capacity', 'person.roles', 'person.email.other'],
      fields: [
        {
          field: 'email',
          before: 'kim@old.example',
          after: 'kim@acme.example',
          rule: 'person.email.other',
          origin: 'config',
        },
        { field: 'capacity', before: null, after: 126_000, rule: 'person.capacity', origin: 'harvest' },
        {
          field: 'roles',
          before: ['Designer', 'Lead'],
          after: ['Designer', 'Manager'],
          rule: 'person.roles',
          origin: 'merge',
        },
      ],
    }),
    change({
      label: 'Old test project',
      named: { harvest: 'Acme website 2025', forecast: 'Acme site 2025', client: 'Umbrella' },
      rules: ['project.name', 'project.client', 'project.status'],
      baseline: { name: 'Acme site 2025', client: 'Acme' },
      fields: [
        {
          field: 'name',
          before: 'Acme site 2025',
          after: 'Acme website 2025',
          rule: 'project.name',
          origin: 'harvest',
        },
        {
          field: 'client',
          before: 'Acme',
          after: 'Umbrella',
          before_id: 1001,
          after_id: 1002,
          rule: 'project.client',
          origin: 'harvest',
        },
        { field: 'status', before: 'active', after: 'archived', rule: 'project.status', origin: 'harvest' },
      ],
    }),
    change({
      ...{ address: 'project:-/2009' as Address, label: 'Skunkworks', account: 'harvest', action: 'create' },
      rules: ['project.new-in-forecast'],
      fields: [
        { field: 'name', before: null, after: 'Skunkworks', rule: 'project.new-in-forecast', origin: 'forecast' },
        { field: 'code', before: null, after: '', rule: 'project.new-in-forecast', origin: 'forecast' },
      ],
      effects: ["Harvest makes the token's user its manager"],
      settings: { is_billable: true, bill_by: 'none', budget_by: 'none' },
    }),
    change({
      ...{ address: 'project:-/2009' as Address, label: 'Skunkworks', account: 'forecast', action: 'link' },
      rules: ['project.new-in-forecast'],
      fields: [
        {
          ...{ field: 'pointer', before: null, after: null, rule: 'project.new-in-forecast', origin: 'harvest' },
          after_from: 'harvest:create:project:-/2009',
        },
      ],
      after: ['harvest:create:project:-/2009'],
    }),
  ],
  manual: [
    {
      ...{ id: 'project.new-in-harvest:project:14307913/-', rule: 'project.new-in-harvest', kind: 'project' },
      ...{ address: 'project:14307913/-' as Address, label: 'Rebrand' },
      named: { harvest: 'Rebrand', forecast: null, client: 'Acme' },
      reason: 'This active Harvest project is not linked and not ignored; new projects do not sync by themselves.',
      fields: [],
      record: { client: 'Umbrella', code: null, email: null, updated: '2026-01-01' },
      candidates: [
        {
          ...{ side: 'forecast', id: 2044, name: 'REBRAND', client: 'Umbrella Ltd', code: 'RB-1', email: null },
          ...{ updated: '2025-12-31', archived: true, class: 'likely' },
          evidence: [
            { code: 'near-name', differences: ['case'] },
            { code: 'same-client', client: 'Umbrella Ltd', by: 'link' },
          ],
        },
      ],
      ways_out: [
        {
          text: 'create it in Forecast',
          yaml: 'links:\n  projects:\n    - { name: Rebrand, harvest: 14307913, forecast: create }\n',
        },
        { text: 'link it with a Forecast project, or ignore it' },
      ],
      urls: ['https://acme.harvestapp.com/projects/14307913'],
    },
    {
      ...{ id: 'person.name.no-sign-in:person:1/2', rule: 'person.name.no-sign-in', kind: 'person' },
      ...{ address: 'person:1782960/3002' as Address, label: 'Robin Ray' },
      reason: 'The name changed in Harvest, and this person may not sign in to Forecast.',
      fields: [{ field: 'last_name', harvest: 'Ray-Smith', forecast: 'Ray' }],
      ways_out: [{ text: 'say which name holds', yaml: 'set: { last_name: Ray-Smith }' }],
      urls: [],
      declared_at: { path: 'links/people.yaml', line: 9 },
    },
  ],
  conflicts: [
    {
      ...{ id: 'conflict:project:14308070/2002:code', address: 'project:14308070/2002' as Address, kind: 'project' },
      ...{ label: 'App', field: 'code', baseline: 'A-1', harvest: 'A-2', forecast: 'A-3', rule: 'project.code' },
      reason: 'Both sides changed the code since they last agreed.',
      ways_out: [{ text: 'say which value holds', yaml: 'set: { code: A-2 }' }],
      urls: [],
      declared_at: { path: 'hfsync.yaml', line: 32 },
    },
  ],
  observations: [
    {
      ...{ rule: 'project.remaining-budget', address: 'project:14308071/2003' as Address, label: 'Shop' },
      named: { harvest: 'Shop', forecast: 'Shop', client: null },
      text: 'Forecast shows 12.50 h of budget left, Harvest 11.00 h.',
      finding: { code: 'budget-lags', forecast: 12.5, harvest: 11 },
    },
  ],
  guards: [{ guard: 'max_archives', limit: 20, value: 31, reason: '31 archives at once, over the limit of 20.' }],
});

/** A plan that takes an apply back: a name and a role, but not the project that was created. */
export const UNDO: Plan = plan({
  changes: [
    change({
      fields: [
        {
          ...{ field: 'name', before: 'Acme website 2025', after: 'Acme site 2025', rule: 'project.name' },
          origin: 'undo',
        },
        { field: 'client', before: 'Umbrella', after: 'Acme', rule: 'project.client', origin: 'undo' },
      ],
    }),
    change({
      ...{
        address: 'role:617671/4002' as Address,
        kind: 'role',
        label: 'Editor',
        account: 'harvest',
        action: 'delete',
      },
      rules: ['role.created'],
      fields: [{ field: 'name', before: 'Editor', after: null, rule: 'role.created', origin: 'undo' }],
    }),
  ],
  undo: {
    of: `sha256:${'1e'.repeat(32)}`,
    baseline: {
      ['project:14308069/2001' as Address]: { name: 'Acme site 2024', client: '5735776/1001' },
      ['role:617671/4002' as Address]: null,
    },
    cannot: [
      {
        ...{ id: 'harvest:create:project:-/2009', address: 'project:14308073/2009' as Address, kind: 'project' },
        ...{ label: 'Skunkworks', account: 'harvest', action: 'create' },
        reason: 'hfsync never deletes a project. Archive it by hand.',
        finding: { code: 'never-deleted', side: 'harvest', kind: 'project' },
      },
    ],
  },
});

const EARLIER = plan({
  changes: [
    change({ fields: [{ ...change().fields[0]!, after: 'Acme 2025' }] }),
    change({ id: 'gone', label: 'Gone' }),
  ],
  manual: FULL.manual.slice(1),
  conflicts: FULL.conflicts,
});

/** One of everything, held against what was reviewed before. */
export const COMPARED: Plan = { ...FULL, since: sinceOf(EARLIER, FULL) };
