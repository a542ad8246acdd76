/**
 * Reasons for a redacted plan. In: a reason. Out: the same reason without names, e-mails and values that the file sets.
 */
import type { Evidence } from '../model/counterpart.ts';
import type { Finding } from '../model/finding.ts';
import type { ActiveProject, Candidate, Entry, NamedRecord, Reason } from '../model/reason.ts';

/** Copies a reason key by key, so that unknown keys of a later plan are left out. */
export function nameless(reason: Reason): Reason {
  const { code } = reason;
  switch (code) {
    case 'both-ends-gone':
    case 'built-in':
    case 'by-rule':
    case 'capacity-refused':
    case 'client-archived':
    case 'client-missing':
    case 'client-not-linked':
    case 'default-refused':
    case 'emails-exchanged':
    case 'never-in-sync':
    case 'pointer-dangling':
    case 'pointer-unknown':
    case 'put-refused':
    case 'source-archived':
    case 'temporary-name':
      return { code };
    case 'edited-on-both-sides':
    case 'record-archived':
    case 'set-back':
    case 'value-empty':
      return { code, fields: reason.fields };
    case 'pointer-refused':
      return { code, step: reason.step };
    case 'not-allowed':
    case 'role-deleted-and-renamed':
      return { code, side: reason.side };
    case 'source-incomplete':
      return { code, side: reason.side, kind: reason.kind, fields: reason.fields };
    case 'id-unknown':
      return {
        ...{ code, side: reason.side, kind: reason.kind, id: reason.id, swapped: reason.swapped },
        near: reason.near.map(unnamed),
        ...(reason.other && { other: { kind: reason.other.kind, name: null } }),
      };
    case 'made-again':
      return { code, side: reason.side, kind: reason.kind, records: reason.records.map(unnamed) };
    case 'value-taken':
      return { code, side: reason.side, field: reason.field, record: unnamed(reason.record) };
    case 'stored-otherwise':
      return { code, stored: reason.stored.map(({ field, side }) => ({ field, side, asked: null, got: null })) };
    case 'value-wanted-twice':
      return { code, field: reason.field, value: null };
    case 'client-has-projects':
      return { code, projects: reason.projects.map(project) };
    case 'pointer-elsewhere':
      return { code, record: unnamed(reason.record), expected: reason.expected };
    case 'pointer-shared':
      return { code, id: reason.id, others: reason.others.map(unnamed) };
    case 'pointer-doubled':
      return { code, record: unnamed(reason.record) };
    case 'near-twin':
    case 'several-fit':
    case 'several-clients-fit':
      return { code, entry: entry(reason.entry), candidates: reason.candidates.map(candidate) };
    case 'creates-crossed':
      return { code, entry: entry(reason.entry), candidate: candidate(reason.candidate) };
    case 'several-want':
      return { code, entries: reason.entries.map(entry), candidate: candidate(reason.candidate) };
    case 'roles-of-one-name':
      return { code, side: reason.side, name: null, ids: reason.ids };
  }
}

/** Copies the evidence of a candidate in the same way. Evidence that this version does not know is left out. */
export function namelessEvidence(evidence: Evidence): Evidence | undefined {
  const { code } = evidence;
  switch (code) {
    case 'pointer':
    case 'same-name':
      return { code };
    case 'near-name':
      return { code, differences: evidence.differences };
    case 'same-client':
      return { code, client: null, by: evidence.by };
    case 'other-client':
      return { code, client: null };
    case 'same-code':
    case 'other-code':
    case 'same-email':
    case 'near-email':
    case 'other-email':
      return { code, value: null };
    case 'same-projects':
    case 'same-people':
    case 'ambiguous':
      return { code, count: evidence.count };
    case 'same-budget':
      return { code, hours: null };
  }
}

/** Copies a finding in the same way. Hours and values of fields are removed, as names are. */
export function namelessFinding<F extends Finding>(finding: F): F;
export function namelessFinding(finding: Finding): Finding {
  const { code } = finding;
  switch (code) {
    case 'budget-kind-unknown':
    case 'budget-lines-doubled':
    case 'link-kept':
    case 'record-not-known':
    case 'role-gone-on-both-sides':
      return { code };
    case 'budget-lags':
      return { code, forecast: null, harvest: null };
    case 'label-stale':
      return { code, label: null, names: null };
    case 'clock-apart':
    case 'role-deleted':
      return { code, side: finding.side };
    case 'ignore-unmatched': {
      const { side, kind, entry, near } = finding;
      return { code, side, kind, entry: typeof entry === 'number' ? entry : null, near };
    }
    case 'ignored-roles-of-one-name':
      return { code, side: finding.side, ids: finding.ids };
    case 'value-unknown':
      return { code, side: finding.side, keys: finding.keys };
    case 'never-deleted':
      return { code, side: finding.side, kind: finding.kind };
    case 'record-gone':
    case 'clients-renamed':
      return { code, side: finding.side, address: finding.address };
    case 'value-changed':
    case 'synced-again':
      return { code, side: finding.side, address: finding.address, field: finding.field };
    case 'role-in-use':
      return { code, side: finding.side, address: finding.address, ids: finding.ids };
    case 'roles-missing':
      return { code, side: finding.side, address: finding.address, names: null };
    case 'step-waits':
      return { code, side: finding.side, address: finding.address, after: finding.after };
  }
}

function unnamed({ id }: NamedRecord): NamedRecord {
  return { id, name: null };
}

function project({ side, id }: ActiveProject): ActiveProject {
  return { side, id, name: null };
}

function candidate({ id, archived, unsure }: Candidate): Candidate {
  return { id, name: null, archived, unsure };
}

function entry({ kind, side, id }: Entry): Entry {
  return { kind, side, id, name: null, set: {} };
}
