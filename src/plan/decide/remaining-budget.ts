import type { Budgets } from '../../model/have.ts';
import { forecastId, harvestId } from '../../model/id.ts';
import { budgetLines, onlyBudgetLine, withBudgetLine } from '../../rules/budget-line.ts';
import { isAnyGone } from '../join/existence.ts';
import { endOf, type Pair } from '../join/pair.ts';
import type { Joined } from '../join/joined.ts';
import { addWrite, draftOf, addObservation, subjectOf, planWrite, type Sheet } from './sheet.ts';

const RULE = 'project.remaining-budget';

/**
 * `project.remaining-budget`. In: Harvest's budget report and Forecast's own figures. Out: an observation if Forecast shows a
 * figure that lags, else the last line of the project's notes: `[hfsync: 12.50 h of budget left]`.
 */
export function planBudgets(joined: Joined, sheet: Sheet, projects: readonly Pair[]): void {
  const { budgets } = joined.have;
  if (!budgets || joined.want.budgets === 'off') return;
  const connected = isConnected(budgets, projects);
  for (const pair of projects) planBudget(joined, sheet, pair, budgets, connected);
}

/** The accounts count as connected if Forecast shows a figure for at least one linked project. */
function isConnected(budgets: Budgets, projects: readonly Pair[]): boolean {
  return projects.some(
    (pair) => pair.forecast !== null && typeof budgets.forecast.get(forecastId(pair.forecast)) === 'number',
  );
}

function planBudget(joined: Joined, sheet: Sheet, pair: Pair, budgets: Budgets, connected: boolean): void {
  const forecast = endOf(joined.have, pair, 'forecast');
  const figure = budgetFigure(budgets, pair);
  const remaining = figure.kind === 'hours' ? figure.hours : null;
  if (isAnyGone(joined, pair)) return;
  if (figure.kind === 'hidden') {
    if (!figure.isKindKnown) addObservation(sheet, subjectOf(joined, pair), RULE, { code: 'budget-kind-unknown' });
    return;
  }
  if (!forecast) return createLine(sheet, pair, connected ? null : remaining);
  if (connected) observeLag(joined, sheet, pair, remaining, budgets.forecast.get(forecast.id) ?? null);
  const { notes } = forecast.values;
  if (notes === undefined) return;
  const lines = budgetLines(notes);
  if (lines.length > 1) {
    return addObservation(sheet, subjectOf(joined, pair), RULE, { code: 'budget-lines-doubled' });
  }
  const [line = null] = lines;
  const due = connected ? null : remaining;
  if (line && due !== null && !differs(line.hours, due)) return;
  const after = withBudgetLine(notes, line, due);
  if (after === notes) return;
  planWrite(sheet, pair, 'forecast', {
    field: 'notes',
    before: notes,
    after,
    rule: RULE,
    origin: 'harvest',
  });
}

/** A project that this plan creates in Forecast gets its line at once, so that the next plan has nothing to add. */
function createLine(sheet: Sheet, pair: Pair, remaining: number | null): void {
  const draft = draftOf(sheet, pair, 'forecast');
  if (!draft || remaining === null) return;
  const after = onlyBudgetLine(remaining);
  addWrite(draft, {
    field: 'notes',
    before: null,
    after,
    rule: RULE,
    origin: 'harvest',
  });
}

/**
 * What Harvest's report says of a project: hours left, "n/a" with the reason (shown by `explain` only), or none. `hidden`: due,
 * but the token may not see the figure, or Harvest does not say what kind it is; then nothing is touched.
 */
export type BudgetFigure =
  | { readonly kind: 'hours'; readonly hours: number }
  | { readonly kind: 'not-available'; readonly why: 'budget-counts-money' | 'budget-resets-monthly' }
  | { readonly kind: 'hidden'; readonly isKindKnown: boolean }
  | { readonly kind: 'none' };

const HOURLY = ['project', 'task', 'person'];

export function budgetFigure(budgets: Budgets, pair: Pair): BudgetFigure {
  const row = pair.harvest === null ? undefined : budgets.harvest.get(harvestId(pair.harvest));
  if (!row || row.by === 'none') return { kind: 'none' };
  if (row.by === null) return { kind: 'hidden', isKindKnown: false };
  if (!HOURLY.includes(row.by)) return { kind: 'not-available', why: 'budget-counts-money' };
  if (row.monthly) return { kind: 'not-available', why: 'budget-resets-monthly' };
  if (row.monthly === null) return { kind: 'hidden', isKindKnown: false };
  return row.remaining === null ? { kind: 'hidden', isKindKnown: true } : { kind: 'hours', hours: row.remaining };
}

/** The tolerance of all comparisons, in hours; floating point noise is cut off first. */
const TOLERANCE_HOURS = 0.01;

function differs(left: number, right: number): boolean {
  return Math.round(Math.abs(left - right) * 1e6) >= TOLERANCE_HOURS * 1e6;
}

function observeLag(joined: Joined, sheet: Sheet, pair: Pair, remaining: number | null, shown: number | null): void {
  if (remaining === null || shown === null || Math.round(Math.abs(remaining - shown) * 1e6) <= TOLERANCE_HOURS * 1e6)
    return;
  addObservation(sheet, subjectOf(joined, pair), RULE, { code: 'budget-lags', forecast: shown, harvest: remaining });
}
