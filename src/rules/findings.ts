import type { Finding } from '../model/finding.ts';
import { PLURAL } from '../model/kind.ts';
import { otherSide, sideName, type Side } from '../model/side.ts';

/**
 * Findings in words. In: what an observation has seen, or why an apply cannot be undone completely. Out: text for
 * people.
 */
export function findingText(finding: Finding): string {
  switch (finding.code) {
    case 'budget-kind-unknown':
      return 'Harvest did not return what kind of budget this project has (null). hfsync leaves what Forecast shows as it is.';
    case 'budget-lags':
      if (finding.forecast === null || finding.harvest === null)
        return 'Forecast and Harvest show different remaining budgets.';
      return `Forecast shows ${finding.forecast.toFixed(2)} h of budget left, Harvest ${finding.harvest.toFixed(2)} h.`;
    case 'budget-lines-doubled':
      return 'The notes have two budget lines that hfsync wrote, so it leaves both alone. Delete one.';
    case 'clock-apart':
      return `The clock of ${sideName(finding.side)}'s answers and the clock of this machine are more than a minute apart. One of them is wrong.`;
    case 'ignore-unmatched':
      return unmatchedText(finding);
    case 'ignored-roles-of-one-name':
      return `${sideName(finding.side)} has ${finding.ids.length} roles with this name. hfsync leaves the roles of everybody who has one as they are.`;
    case 'label-stale':
      return staleText(finding.label, finding.names ?? []);
    case 'role-gone-on-both-sides':
      return 'Both records of this declared role are gone. Remove the link from the file.';
    case 'value-unknown':
      return `${sideName(finding.side)} returned null for ${quoted(finding.keys)}. hfsync treats this as unknown and leaves it as it is.`;
    case 'never-deleted':
      return `hfsync never deletes a ${finding.kind}. Archive it in ${sideName(finding.side)} by hand.`;
    case 'role-deleted':
      return `A deleted role cannot come back with its old id. Create it again in ${sideName(finding.side)} by hand.`;
    case 'link-kept':
      return 'The link belongs to a record that stays.';
    case 'record-not-known':
      return 'hfsync no longer knows which record this created. Look for it by hand.';
    case 'record-gone':
      return `${where(finding)} is gone.`;
    case 'value-changed':
      return finding.value === undefined
        ? `${finding.field} of ${where(finding)} has been changed since.`
        : `${finding.field} of ${where(finding)} is ${JSON.stringify(finding.value)} now.`;
    case 'synced-again':
      return `${finding.field} of ${where(finding)} has been synced again since.`;
    case 'clients-renamed':
      return `The clients that ${where(finding)} had have different names now.`;
    case 'role-in-use':
      return `${where(finding)} is now held by ${finding.ids.map((id) => `person ${id}`).join(', ')}.`;
    case 'roles-missing':
      return `${where(finding)} had roles that no longer exist under their names${finding.names === null ? '' : `: ${quoted(finding.names)}`}.`;
    case 'step-waits':
      return `${where(finding)} waits for ${finding.after}, which cannot be undone.`;
  }
}

function where({ side, address }: { readonly side: Side; readonly address: string }): string {
  return `${sideName(side)} ${address}`;
}

function quoted(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(word)).join(', ');
}

function staleText(label: string | null, names: readonly string[]): string {
  const file = label === null ? 'another name' : JSON.stringify(label);
  const said = names.map((name) => JSON.stringify(name)).join(' and ');
  const called = names.length === 0 ? '' : `, but ${names.length === 1 ? 'its name is' : 'its names are'} ${said}`;
  return `The file calls it ${file}${called}. Check the ids, then correct the label.`;
}

function unmatchedText({ side, kind, entry, near }: Extract<Finding, { readonly code: 'ignore-unmatched' }>): string {
  const what = typeof entry === 'number' ? String(entry) : entry === null ? 'a pattern' : JSON.stringify(entry);
  const none = `The file ignores ${what}, but no ${kind} in ${sideName(side)} matches.`;
  switch (near) {
    case 'letter-case':
      return `${none} Upper and lower case count.`;
    case 'whole-name':
      return `${none} A pattern must match the whole name: put * where the name goes on.`;
    case 'other-side':
      return `${none} ${sideName(otherSide(side))} has a match: move the entry to \`ignore.${PLURAL[kind]}.${otherSide(side)}\` if you mean that.`;
    case null:
      return `${none} Correct the entry, or remove it.`;
  }
}
