import { describe, expect, it } from 'vitest';
import { sinceOf } from '../../src/plan/since.ts';
import { planHtml } from '../../src/report/html.ts';
import { planJson, readPlan } from '../../src/report/json.ts';
import { planMarkdown } from '../../src/report/markdown.ts';
import { redactPlan } from '../../src/report/redact.ts';
import { planText } from '../../src/report/text.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { RuleId } from '../../src/model/rule.ts';
import { EFFECTS, takesRole } from '../../src/rules/effects.ts';
import { change, FULL, LOOK, plan } from './sample.ts';

/** What a plan may say to strangers, by its key: everything else is somebody's words. */
const OPEN = new Set([
  ...['format_version', 'hfsync_version', 'created_at', 'path', 'sha256', 'lineage', 'digest', 'of', 'id', 'address'],
  ...['kind', 'account', 'action', 'rules', 'field', 'rule', 'origin', 'after', 'after_from', 'bill_by', 'budget_by'],
  ...['guard', 'only', 'except', 'added'],
]);

/** The same plan with a canary in place of everything that somebody wrote, hours included. */
function canaries(value: unknown, key: string, inField: string | null): unknown {
  // The words of a way out are hfsync's own.
  if (key === 'ways_out') return [{ text: 'Or ignore it.', yaml: 'CANARY yaml' }];
  if (Array.isArray(value)) return value.map((item) => canaries(item, key, inField));
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

const CANARIES = canaries(sample(), '', null) as Plan;
const VIEWS: readonly (readonly [string, (plan: Plan) => string])[] = [
  ['text', (it) => planText(it, LOOK)],
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
    expect(redactPlan(plan({ manual: [later] })).manual[0]?.reason).toBe('What this version has no words for.');
  });

  it('is a plan, and says that it is for reading alone', () => {
    expect(readPlan(planJson(redactPlan(sample())))).toMatchObject({ redacted: true, digest: FULL.digest });
  });

  it('shows one of everything', async () => {
    await expect(planText(redactPlan(FULL), LOOK)).toMatchFileSnapshot('../golden/plan-redacted.txt');
  });
});
