import type { ExplainedField, Explanation, FieldState, Note } from '../model/explanation.ts';
import { sideName } from '../model/side.ts';
import { findingText } from './findings.ts';
import { reasonText } from './words.ts';

/** The explanation of a record, in words. In: a field's row or a note. Out: text for people. */
export function stateText({ state, contested }: Pick<ExplainedField, 'state' | 'contested'>): string {
  return contested ? `${STATES[state]}; contested: set back three times` : STATES[state];
}

const STATES: { readonly [S in FieldState]: string } = {
  same: 'in sync',
  harvest: 'changed in Harvest',
  forecast: 'changed in Forecast',
  both: 'changed on both sides',
  first: 'never in sync before',
  stored: 'in sync, but stored in another form',
  unknown: 'not known on one side: left alone',
  owned: 'owned by the file (`set:`)',
};

export function noteText({ kind }: Pick<Explanation, 'kind'>, note: Note): string {
  switch (note.code) {
    case 'planned':
      return `Planned: ${note.action} in ${sideName(note.side)}.`;
    case 'waits':
      return `${note.rule}: ${reasonText({ rule: note.rule, kind }, note.reasons)}`;
    case 'conflict':
      return `Conflict, ${note.rule}: ${reasonText({ rule: note.rule, kind }, note.reasons)}`;
    case 'observed':
      return findingText(note.finding);
    case 'ignored':
      return `\`ignore\` in hfsync.yaml names it${kind === 'project' ? ' or its client' : ''}, so hfsync leaves it alone.`;
    case 'archived':
      return 'It is archived and not linked, so hfsync leaves it alone.';
    case 'built-in':
      return "It is Forecast's own project for time off. hfsync never touches it.";
    case 'left-alone':
      return 'It is not linked, and no rule is about it here.';
    case 'budget':
      return `Remaining budget: ${note.hours.toFixed(2)} h.`;
    case 'budget-counts-money':
      return 'Remaining budget: n/a (the budget counts money, not hours).';
    case 'budget-resets-monthly':
      return 'Remaining budget: n/a (the budget resets every month).';
    case 'budget-hidden':
      return 'Remaining budget: not visible to this token.';
    case 'no-budget':
      return 'Remaining budget: — (no budget).';
  }
}
