import { describe, expect, it } from 'vitest';
import { FINDING_CODES, type Finding, type Observed } from '../../src/model/finding.ts';
import { sinceOf } from '../../src/plan/since.ts';
import { planHtml, planJson, planText } from './whole.ts';
import { readPlan } from '../../src/report/json.ts';
import { planMarkdown } from '../../src/report/markdown.ts';
import { redactPlan } from '../../src/report/redact.ts';
import type { Evidence } from '../../src/model/counterpart.ts';
import type { Plan } from '../../src/model/plan.ts';
import { REASON_CODES, type Candidate, type Entry, type Reason } from '../../src/model/reason.ts';
import type { RuleId } from '../../src/model/rule.ts';
import { EFFECTS, takesRole } from '../../src/rules/effects.ts';
import { change, FULL, LAYOUT, plan } from './sample.ts';

/** What a plan may say to strangers, by its key: everything else is somebody's words. */
const OPEN = new Set([
  ...['format_version', 'hfsync_version', 'created_at', 'path', 'sha256', 'lineage', 'digest', 'of', 'id', 'address'],
  ...['kind', 'account', 'action', 'rules', 'field', 'rule', 'origin', 'after', 'after_from', 'bill_by', 'budget_by'],
  ...['guard', 'only', 'except', 'added', 'side', 'code', 'class', 'differences', 'by'],
]);

/** The same plan with a canary in place of everything that somebody wrote, hours included. */
function canaries(value: unknown, key: string, inField: string | null): unknown {
  // The words of a way out are hfsync's own.
  if (key === 'ways_out') return [{ text: 'Ignore it:', yaml: 'CANARY yaml' }];
  if (Array.isArray(value)) return value.map((item) => canaries(item, key, inField));
  if (key === 'evidence') {
    const { code, ...rest } = value as Evidence;
    return { code, ...(canaries(rest, '', null) as object) };
  }
  if (typeof value === 'object' && value !== null) {
    const field = 'field' in value ? String(value.field) : inField;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, canaries(item, name, field)]));
  }
  const isValue = ['before', 'after', 'harvest', 'forecast', 'baseline'].includes(key) && inField !== null;
  if (isValue && (inField === 'status' || inField === 'pointer')) return value;
  if ((isValue || key === 'capacity') && typeof value === 'number') return 4_711_000;
  if (typeof value !== 'string' || (OPEN.has(key) && !isValue)) return value;
  return `CANARY ${key}`;
}

function sample(): Plan {
  const before = plan({ changes: [change({ label: 'Before' })], manual: FULL.manual.slice(1), conflicts: [] });
  const effects = [EFFECTS.forecastSeat, takesRole(['Kim Allen', 'placeholder Freelancer'])];
  const changes = FULL.changes.map((one) => ({ ...one, effects }));
  const undo = {
    of: `sha256:${'1'.repeat(64)}`,
    baseline: { company: { capacity: 126_000 }, 'person:1/2': { email: 'kim@acme.example' } },
    cannot: [{ ...changes[0]!, reason: 'Harvest sent a mail to Kim.' }],
  };
  return { ...FULL, changes, undo: undo as unknown as NonNullable<Plan['undo']>, since: sinceOf(before, FULL) };
}

const ENTRY: Entry = { kind: 'project', side: 'harvest', id: 5, name: 'CANARY', set: { name: 'CANARY' } };
const ONE: Candidate = { id: 15, name: 'CANARY', archived: false, unsure: false };
const RECORD = { id: 13, name: 'CANARY', later: 'CANARY' };
const PLAIN = [
  ...(['both-ends-gone', 'built-in', 'by-rule', 'capacity-refused', 'client-archived', 'client-missing'] as const),
  ...(['client-not-linked', 'default-refused', 'emails-exchanged', 'never-in-sync', 'pointer-dangling'] as const),
  ...(['pointer-unknown', 'put-refused', 'source-archived', 'temporary-name'] as const),
];
const WITH_FIELDS = ['edited-on-both-sides', 'record-archived', 'set-back', 'value-empty'] as const;
/** One of each, as a later version could have them: with a key that this one does not know. */
const REASONS: readonly Reason[] = (
  [
    ...PLAIN.map((code) => ({ code })),
    ...WITH_FIELDS.map((code) => ({ code, fields: ['email' as const] })),
    { code: 'id-unknown', side: 'harvest', kind: 'project', id: 5, near: [RECORD], swapped: false },
    { code: 'made-again', side: 'harvest', kind: 'project', records: [RECORD] },
    { code: 'not-allowed', side: 'harvest' },
    { code: 'pointer-refused', step: 'import' },
    { code: 'role-deleted-and-renamed', side: 'harvest' },
    { code: 'source-incomplete', side: 'harvest', kind: 'person', fields: ['first_name'] },
    { code: 'value-taken', side: 'harvest', field: 'email', record: RECORD },
    { code: 'stored-otherwise', stored: [{ field: 'name', side: 'harvest', asked: 'CANARY', got: 'CANARY' }] },
    { code: 'value-wanted-twice', field: 'name', value: 'CANARY' },
    { code: 'client-has-projects', projects: [{ side: 'harvest', ...RECORD }] },
    { code: 'pointer-elsewhere', record: RECORD, expected: null },
    { code: 'pointer-shared', id: 5, others: [RECORD] },
    { code: 'pointer-doubled', record: RECORD },
    { code: 'near-twin', entry: ENTRY, candidates: [ONE] },
    { code: 'several-fit', entry: ENTRY, candidates: [ONE] },
    { code: 'several-clients-fit', entry: { ...ENTRY, kind: 'client' }, candidates: [ONE] },
    { code: 'creates-crossed', entry: ENTRY, candidate: ONE },
    { code: 'several-want', entries: [ENTRY, ENTRY], candidate: ONE },
    { code: 'roles-of-one-name', side: 'forecast', name: 'CANARY', ids: [3, 4] },
  ] satisfies readonly Reason[]
).map((reason) => ({ ...reason, later: 'CANARY' }));

const PLACE = { side: 'harvest', address: 'role:3/4' } as const;
const FINDINGS: readonly Finding[] = (
  [
    ...(['budget-kind-unknown', 'budget-lines-doubled', 'role-gone-on-both-sides'] as const).map((code) => ({ code })),
    ...(['link-kept', 'record-not-known'] as const).map((code) => ({ code })),
    { code: 'budget-lags', forecast: 4711, harvest: 4711 },
    { code: 'clock-apart', side: 'harvest' },
    { code: 'label-stale', label: 'CANARY', names: ['CANARY'] },
    { code: 'ignore-unmatched', side: 'harvest', kind: 'project', entry: 'CANARY', near: null },
    { code: 'ignored-roles-of-one-name', side: 'harvest', ids: [3, 4] },
    { code: 'value-unknown', side: 'forecast', keys: ['weekly_capacity'] },
    { code: 'never-deleted', side: 'harvest', kind: 'project' },
    { code: 'role-deleted', side: 'harvest' },
    { code: 'record-gone', ...PLACE },
    { code: 'value-changed', ...PLACE, field: 'name', value: 'CANARY' },
    { code: 'synced-again', ...PLACE, field: 'name' },
    { code: 'clients-renamed', ...PLACE },
    { code: 'role-in-use', ...PLACE, ids: [7] },
    { code: 'roles-missing', ...PLACE, names: ['CANARY'] },
    { code: 'step-waits', ...PLACE, after: 'harvest:update:role:3/4' },
  ] satisfies readonly Finding[]
).map((finding) => ({ ...finding, later: 'CANARY' }));

const CANARIES = canaries(sample(), '', null) as Plan;
const VIEWS: readonly (readonly [string, (plan: Plan) => string])[] = [
  ['text', (it) => planText(it, LAYOUT)],
  ['Markdown', (it) => planMarkdown(it, { limit: 65_536 })],
  ['HTML', planHtml],
  ['JSON', planJson],
];

describe('redactPlan', () => {
  it.each(VIEWS)('leaves nothing that somebody wrote, and no hours, in %s', (_view, show) => {
    const text = show(redactPlan({ ...CANARIES, ...{ unknown: 'CANARY of a later version' } }));
    expect(text).not.toMatch(/CANARY|4711|1308\.6|4_?711/);
    expect(show(CANARIES)).toContain('CANARY');
  });

  it.each(VIEWS)('is told from the whole plan by nothing that counts, in %s', (_view, show) => {
    const ids = (text: string): readonly string[] => text.match(/\b\w+:[\d-]+\/[\d-]+|sha256:\w+/g) ?? [];
    const [whole, open] = [ids(show(FULL)), ids(show(redactPlan(FULL)))];
    for (const id of whole) expect(open).toContain(id);
  });

  it('gives one record one label, in every plan', () => {
    const labels = (of: Plan) => redactPlan(of).changes.map(({ label }) => label);
    expect(labels(FULL)).toEqual([
      ...['company', 'role 617670', 'person 1782959', 'project 14308069', 'project 2009', 'project 2009'],
    ]);
    expect(labels(plan({ changes: [change({ label: 'Another name' })] }))).toEqual(['project 14308069']);
  });

  it('says which value is meant', () => {
    const redacted = redactPlan(FULL);
    expect(redacted.changes.flatMap(({ fields }) => fields.map(({ before, after }) => [before, after]))).toEqual([
      ['old_hours', 'new_hours'],
      ['old_name', null],
      ['old_email', 'new_email'],
      [null, 'new_hours'],
      [
        ['role_1', 'role_2'],
        ['role_1', 'role_3'],
      ],
      ['old_name', 'new_name'],
      ['client_1001', 'client_1002'],
      ['active', 'archived'],
      [null, 'new_name'],
      [null, ''],
      [null, null],
    ]);
    expect(redacted.conflicts).toMatchObject([
      { baseline: 'code_at_baseline', harvest: 'code_in_Harvest', forecast: 'code_in_Forecast' },
    ]);
    expect(redacted.manual[1]?.fields).toEqual([
      { field: 'last_name', harvest: 'last_name_in_Harvest', forecast: 'last_name_in_Forecast' },
    ]);
  });

  it.each(VIEWS.slice(0, 3))('says so, in %s', (_view, show) => {
    expect(show(redactPlan(FULL))).toContain('Names, e-mails and hours are left out of this view.');
    expect(show(FULL)).not.toContain('are left out of this view');
  });

  it('takes a rule that it does not know for one without words', () => {
    const later = { ...FULL.manual[0]!, rule: 'project.later' as RuleId, reason: 'Kim Allen' };
    expect(redactPlan(plan({ manual: [later] })).manual[0]?.reason).toBe(
      'A rule that this version of hfsync does not know.',
    );
  });

  it.each(REASONS)('keeps the reason and hides its names: $code', (reason) => {
    const item = { ...FULL.manual[1]!, reason: 'CANARY', reasons: [reason], ways_out: [] };
    const redacted = redactPlan(plan({ manual: [item] }));
    const { reason: text, reasons } = redacted.manual[0]!;
    expect(JSON.stringify(redacted)).not.toContain('CANARY');
    expect(reasons).toMatchObject([{ code: reason.code }]);
    expect(text).toMatch(/^([A-Z`]|hfsync ).*\.$/);
    expect(readPlan(planJson(redacted)).manual[0]?.reasons).toEqual(reasons);
  });

  it.each(FINDINGS)('keeps the finding and hides its names and numbers: $code', (finding) => {
    const observation = { ...FULL.observations[0]!, text: 'CANARY', finding: finding as Observed };
    const redacted = redactPlan(plan({ observations: [observation] }));
    const { text, finding: kept } = redacted.observations[0]!;
    expect(JSON.stringify(redacted)).not.toMatch(/CANARY|4711/);
    expect(kept).toMatchObject({ code: finding.code });
    expect(text).toMatch(/^(The|Both|Harvest|Forecast|A deleted|hfsync|name of) .*\.$/);
    expect(readPlan(planJson(redacted)).observations[0]?.finding).toEqual(kept);
  });

  it('has a sample of every finding', () => {
    expect(FINDINGS.map(({ code }) => code).sort()).toEqual([...FINDING_CODES].sort());
  });

  it('keeps what a guard found, but for the names of accounts', () => {
    const lists = [{ side: 'harvest', kind: 'project', known: 9, lost: 6 }] as const;
    const { guards } = redactPlan(
      plan({
        guards: [
          { guard: 'emptied', limit: 4, value: 6, reason: 'CANARY', details: { lists } },
          { guard: 'pairing', limit: 0, value: 1, reason: 'CANARY', details: { named: 'acme', own: 'umbrella' } },
        ],
      }),
    );
    expect(guards).toEqual([
      {
        ...{ guard: 'emptied', limit: 4, value: 6, details: { lists } },
        reason: "Harvest's projects: 6 of the 9 that the state knows are gone.",
      },
      { guard: 'pairing', limit: 0, value: 1, reason: 'Found 1; the limit is 0.' },
    ]);
  });

  it('has a sample of every reason', () => {
    expect(REASONS.map(({ code }) => code).sort()).toEqual([...REASON_CODES].sort());
  });

  it.each([
    [
      { code: 'value-taken', side: 'forecast', field: 'email', record: { id: 13, name: 'Kim' } },
      'The e-mail is taken in Forecast by 13.',
    ],
    [
      { code: 'value-wanted-twice', field: 'email', value: 'kim@acme.example' },
      'Two records would get the same e-mail.',
    ],
    [
      {
        code: 'client-has-projects',
        projects: [
          { side: 'harvest', id: 5, name: 'Website' },
          { side: 'forecast', id: null, name: 'Shop' },
        ],
      },
      'The client cannot be archived while it has active projects: 5 in Harvest, a new one in Forecast.',
    ],
    [
      { code: 'roles-of-one-name', side: 'harvest', name: 'Designer', ids: [3, 4] },
      'Harvest has 2 roles with the same name: 3, 4.',
    ],
    [
      { code: 'several-fit', entry: ENTRY, candidates: [ONE, { ...ONE, id: 16, archived: true }] },
      '`create` finds 2 projects in Forecast that could be meant: 15, 16 (archived).',
    ],
  ] as const satisfies readonly (readonly [Reason, string])[])('says what is left of %o', (reason, words) => {
    const item = { ...FULL.manual[0]!, reasons: [reason as Reason] };
    expect(redactPlan(plan({ manual: [item] })).manual[0]?.reason).toContain(words);
  });

  it('falls back to the words of the rule for reasons of another version, and for ones that lack an argument', () => {
    const reasons = [
      { code: 'later', name: 'Kim' },
      { code: 'value-taken', name: 'Kim' },
    ] as unknown as readonly Reason[];
    const item = { ...FULL.manual[0]!, reason: 'Kim', reasons };
    const redacted = redactPlan(readPlan(planJson(plan({ manual: [item] })))).manual[0];
    expect(redacted).toMatchObject({ reason: 'An active Harvest project is not linked.', reasons: [] });
  });

  it('is a plan, and says that it is for reading alone', () => {
    expect(readPlan(planJson(redactPlan(sample())))).toMatchObject({ redacted: true, digest: FULL.digest });
  });

  it('shows one of everything', async () => {
    await expect(planText(redactPlan(FULL), LAYOUT)).toMatchFileSnapshot('../golden/plan-redacted.txt');
  });
});
