/**
 * A plan that outsiders may read. In: a plan. Out: the same plan without anything that names people, clients, projects or
 * hours. Ids, rules, states and counts stay, so that people with access to the accounts know what is meant.
 *
 * | what                             | becomes                                                       |
 * | -------------------------------- | ------------------------------------------------------------- |
 * | a label                          | kind and id: the same in every plan                           |
 * | the records' own names           | left out, or `redacted_client` and `redacted_email`           |
 * | a name, e-mail, code, notes      | which one it is: `old_name`, `email_in_Forecast`              |
 * | a client                         | `client_` and its id                                          |
 * | roles                            | `role_` and a number, the same within a plan                  |
 * | hours                            | `old_hours`, `hours_in_Harvest`                               |
 * | a reason                         | the same without its names (`nameless.ts`)                    |
 * | a candidate                      | its id, its class and the evidence, without any name          |
 * | an observation, what is kept     | the same without names and values, or the rule's own words    |
 * | a guard's reason                 | the same, or its value and limit if it has subdomains         |
 * | editors, YAML, links to pages    | left out, and so are effects that name people                 |
 *
 * What is kept is listed here, key by key. Anything else in a later plan is left out.
 */
import type { Named, Titled } from '../model/titled.ts';
import { parseAddress, type Address } from '../model/address.ts';
import type { Counterpart } from '../model/counterpart.ts';
import type { FieldName, FieldValue } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import type { Change, ChangedField, Differences, Irreversible, Plan, Since } from '../model/plan.ts';
import type { Conflict, ManualItem, Observation, ItemField } from '../model/item.ts';
import type { TrippedGuard } from '../model/guard.ts';
import { isFinding } from '../model/finding.ts';
import { isReason } from '../model/reason.ts';
import { namesNobody } from '../rules/effects.ts';
import { findingText } from '../rules/findings.ts';
import { guardReason, isGuardFinding } from '../rules/guards.ts';
import { reasonText, ruleSentence } from '../rules/words.ts';
import { nameless, namelessEvidence, namelessFinding } from './nameless.ts';
import { wordsOf, type Words } from './redacted-words.ts';

export function redactPlan(plan: Plan): Plan {
  const words = wordsOf(plan);
  const { format_version, hfsync_version, created_at, config, state, summary, cost, select, left_out, digest } = plan;
  return {
    ...{ format_version, hfsync_version, created_at, config, state, summary, cost, digest },
    accounts: { harvest: redactAccount(plan.accounts.harvest), forecast: redactAccount(plan.accounts.forecast) },
    changes: plan.changes.map((change) => redactChange(change, words)),
    manual: plan.manual.map((item) => redactManual(item, words)),
    conflicts: plan.conflicts.map((item) => redactConflict(item, words)),
    observations: plan.observations.map(redactObservation),
    guards: plan.guards.map(redactGuard),
    ...(plan.adoptable && { adoptable: plan.adoptable }),
    ...(select && { select }),
    ...(left_out && { left_out }),
    ...(plan.undo && {
      undo: {
        of: plan.undo.of,
        baseline: {},
        cannot: plan.undo.cannot.map(redactIrreversible),
        ...(plan.undo.left_alone && { left_alone: plan.undo.left_alone }),
      },
    }),
    ...(plan.since && { since: redactSince(plan.since, words) }),
    redacted: true,
  };
}

function redactAccount({ id }: { readonly id: number }): { readonly id: number; readonly name: string } {
  return { id, name: `account ${id}` };
}

function labelOf(kind: Kind, address: Address): string {
  const parts = parseAddress(address);
  if (!parts || parts.kind === 'company') return kind;
  const id = parts.harvest ?? parts.forecast;
  return id === null ? `new ${kind}` : `${kind} ${id}`;
}

/**
 * Removes the names of the records, which their ids distinguish. It keeps a placeholder for the client and the e-mail,
 * to show that these distinguish them too.
 */
function redactNamed({ named }: Titled): { readonly named?: Named } {
  if (!named) return {};
  const { client, email } = named;
  return {
    named: {
      ...{ harvest: null, forecast: null },
      ...(client !== undefined && { client: client === null ? null : REDACTED_CLIENT }),
      ...(email !== undefined && { email: email === null ? null : REDACTED_EMAIL }),
    },
  };
}

const REDACTED_CLIENT = 'redacted_client';
const REDACTED_EMAIL = 'redacted_email';

function redactChange(change: Change, words: Words): Change {
  return {
    id: change.id,
    address: change.address,
    kind: change.kind,
    label: labelOf(change.kind, change.address),
    ...redactNamed(change),
    account: change.account,
    action: change.action,
    rules: change.rules,
    fields: change.fields.map((field) => redactChanged(field, words)),
    effects: change.effects.filter(namesNobody),
    after: change.after,
    ...(change.baseline && { baseline: redactBaseline(change.baseline, words) }),
    ...(change.settings && { settings: change.settings }),
    ...(change.declared_at && { declared_at: change.declared_at }),
  };
}

function redactBaseline(baseline: NonNullable<Change['baseline']>, words: Words): NonNullable<Change['baseline']> {
  const fields = Object.entries(baseline) as [FieldName, FieldValue][];
  return Object.fromEntries(fields.map(([field, value]) => [field, words(field, value, 'at_baseline')]));
}

function redactChanged(changed: ChangedField, words: Words): ChangedField {
  const { field, rule, origin, before_id, after_id, after_from } = changed;
  return {
    field,
    before: words(field, changed.before, 'old', before_id),
    after: words(field, changed.after, 'new', after_id),
    ...(before_id !== undefined && { before_id }),
    ...(after_id !== undefined && { after_id }),
    ...(after_from !== undefined && { after_from }),
    ...{ rule, origin },
  };
}

function redactManual(item: ManualItem, words: Words): ManualItem {
  return {
    ...redactItem(item),
    fields: item.fields.map((field) => redactItemField(field, words)),
    ...(item.candidates && { candidates: item.candidates.map(redactCandidate) }),
  };
}

function redactCandidate({ side, id, archived, class: match, evidence }: Counterpart): Counterpart {
  const known = evidence.flatMap((each) => namelessEvidence(each) ?? []);
  const details = { client: null, code: null, email: null, updated: null };
  return { side, id, name: null, ...details, archived, class: match, evidence: known };
}

function redactItemField({ field, harvest, forecast }: ItemField, words: Words): ItemField {
  return {
    field,
    harvest: words(field, harvest, 'in_Harvest'),
    forecast: words(field, forecast, 'in_Forecast'),
  };
}

function redactConflict(item: Conflict, words: Words): Conflict {
  const { field, baseline, harvest, forecast } = item;
  return {
    ...redactItem(item),
    ...redactItemField({ field, harvest, forecast }, words),
    baseline: words(field, baseline, 'at_baseline'),
  };
}

function redactItem(item: ManualItem | Conflict) {
  const reasons = (item.reasons ?? []).filter(isReason).map(nameless);
  return {
    id: item.id,
    rule: item.rule,
    address: item.address,
    kind: item.kind,
    label: labelOf(item.kind, item.address),
    ...redactNamed(item),
    reason: reasons.length > 0 ? reasonText(item, reasons) : ruleSentence(item.rule),
    ...(item.reasons && { reasons }),
    ways_out: item.ways_out.map(({ key, text }) => ({
      ...(key !== undefined && { key }),
      text: text.replace(/:$/, '.'),
    })),
    urls: [],
    ...(item.declared_at && { declared_at: item.declared_at }),
  };
}

function redactObservation(observation: Observation): Observation {
  const { rule, address, finding } = observation;
  const kind = parseAddress(address)?.kind ?? 'company';
  const seen = isFinding(finding) ? namelessFinding(finding) : undefined;
  const text = seen ? findingText(seen) : ruleSentence(rule);
  return {
    rule,
    address,
    // An `ignore` entry that matches nothing refers to no record.
    label: finding?.code === 'ignore-unmatched' ? '' : labelOf(kind, address),
    ...redactNamed(observation),
    text,
    ...(seen && { finding: seen }),
  };
}

function redactGuard({ guard, limit, value, details }: TrippedGuard): TrippedGuard {
  const { changed, linked, has_state, lists } = details ?? {};
  const kept = {
    ...(changed !== undefined && { changed }),
    ...(linked !== undefined && { linked }),
    ...(has_state !== undefined && { has_state }),
    ...(lists && { lists: lists.map(({ side, kind, known, lost }) => ({ side, kind, known, lost })) }),
  };
  const found = { guard, limit, value, ...(Object.keys(kept).length > 0 && { details: kept }) };
  const hidesNames = guard === 'pairing' && details !== undefined;
  const isTold = isGuardFinding(found) && !hidesNames;
  return { ...found, reason: isTold ? guardReason(found) : `Found ${value}; the limit is ${limit}.` };
}

function redactIrreversible(item: Irreversible): Irreversible {
  const { id, address, kind, account, action } = item;
  const finding = isFinding(item.finding) ? namelessFinding(item.finding) : undefined;
  const reason = finding ? findingText(finding) : 'This cannot be undone.';
  return {
    ...{ id, address, kind, label: labelOf(kind, address), ...redactNamed(item), account, action, reason },
    ...(finding && { finding }),
  };
}

function redactSince({ digest, created_at, changes, manual, conflicts }: Since, words: Words): Since {
  return {
    ...{ digest, created_at },
    changes: redactDifferences(changes, (change) => redactChange(change, words)),
    manual: redactDifferences(manual, (item) => redactManual(item, words)),
    conflicts: redactDifferences(conflicts, (item) => redactConflict(item, words)),
  };
}

function redactDifferences<T>(
  { added, different, gone, same }: Differences<T>,
  redact: (item: T) => T,
): Differences<T> {
  return { added, different: different.map(redact), gone: gone.map(redact), same };
}
