/** The head of the page, above the records. In: a plan. Out: accounts, summary, counts, guards, what applying costs, the digest. */
import { ACTIONS, alonePutBack, isEmpty, type Plan, type Undo } from '../../model/plan.ts';
import { type TrippedGuard } from '../../model/guard.ts';
import { sideName, type Side } from '../../model/side.ts';
import { GUARD_ADVICE } from '../../rules/guards.ts';
import { SIGN } from '../change-blocks.ts';
import { applyingWords, requestsWords } from '../count.ts';
import { escapeProse, escapeText } from '../escape.ts';
import { adoptWords, isPartial, leftOut, REDACTED, summaryLine } from '../text.ts';
import { CONFLICT_SIGN, MANUAL_SIGN } from '../item-blocks.ts';
import { html, nameHtml, NEWLINE, NOTHING, type Html, proseHtml } from './escape.ts';
import { markHtml } from './mark.ts';
import { factsHtml, type Facts } from './record.ts';
import { sinceHtml } from './since.ts';

export function headHtml(plan: Plan): Html {
  const empty = isEmpty(plan);
  return html`
    <header>${NEWLINE}
      <p class="kicker">hfsync plan${plan.undo ? takenBackHtml(plan.undo) : NOTHING}</p>${NEWLINE}
      <h1 class="${escapeText(empty ? 'same' : 'differs')}">${escapeText(summaryLine(plan))}</h1>${NEWLINE}
      <div class="accounts">
        ${accountHtml(plan, 'harvest')}
        ${empty ? markHtml('way agrees', 'agrees with') : markHtml('way beside', 'and')}
        ${accountHtml(plan, 'forecast')}
      </div>${NEWLINE}
      <ul class="counts">${countsOf(plan).map(countHtml)}</ul>${NEWLINE}
      ${plan.redacted ? html`<p class="kicker">${escapeText(REDACTED)}</p>${NEWLINE}` : NOTHING}
      ${selectionHtml(plan)}
      ${sinceHtml(plan)}
      ${plan.guards.length === 0 ? NOTHING : guardsHtml(plan.guards)}
      ${plan.adoptable ? html`<p class="part"><code>hfsync adopt</code> ${adoptWords(plan.adoptable)}</p>${NEWLINE}` : NOTHING}
      <details class="about"><summary>About this plan</summary>${factsHtml(aboutOf(plan))}</details>${NEWLINE}
    </header>${NEWLINE}`;
}

function takenBackHtml(undo: Undo): Html {
  return html`, undoes what was applied with <code>${escapeText(undo.of)}</code>`;
}

/** Says that the plan covers only a part of the accounts, before anybody takes it for the whole. */
function selectionHtml(plan: Plan): Html {
  const { only = [], except = [] } = plan.select ?? {};
  const listed = (addresses: readonly string[]): Html =>
    html`${addresses.map((address, index) => html`${index === 0 ? NOTHING : html`, `}${codeHtml(address)}`)}`;
  return html`
    ${only.length > 0 ? html`<p class="part">Only ${listed(only)}, and what that depends on.</p>${NEWLINE}` : NOTHING}
    ${except.length > 0 ? html`<p class="part">Without ${listed(except)}, and what depends on that.</p>${NEWLINE}` : NOTHING}
    ${isPartial(plan) ? html`<p class="part">${leftOut(plan)}</p>${NEWLINE}` : NOTHING}`;
}

function accountHtml({ accounts }: Plan, side: Side): Html {
  const { id, name } = accounts[side];
  return html`
    <p class="account ${escapeText(side)}">
      <span class="side">${escapeText(sideName(side))} </span><b>${nameHtml(escapeText(name))}</b> <code>${id}</code>
    </p>`;
}

interface Count {
  readonly style: string;
  readonly sign: string;
  readonly words: string;
  readonly count: number;
}

function countsOf({ summary }: Plan): readonly Count[] {
  const { manual, conflicts, in_sync: same } = summary;
  return [
    ...ACTIONS.map((action) => ({ style: action, sign: SIGN[action], words: action, count: summary[action] })),
    { style: 'wait', sign: MANUAL_SIGN, words: 'manual', count: manual },
    { style: 'clash', sign: CONFLICT_SIGN, words: conflicts === 1 ? 'conflict' : 'conflicts', count: conflicts },
    { style: 'quiet', sign: '✓', words: 'in sync', count: same },
  ].filter(({ count }) => count > 0);
}

function countHtml({ style, sign, words, count }: Count): Html {
  return html`
    <li><span class="sign ${escapeText(style)}" aria-hidden="true">${escapeText(sign)} </span><b>${count}</b> ${escapeText(words)}</li>`;
}

function guardsHtml(guards: readonly TrippedGuard[]): Html {
  return html`
    <section class="guards" aria-labelledby="guards">
      <h2 id="guards">Guards stop this plan</h2>
      <ul>${guards.map(guardHtml)}</ul>
    </section>${NEWLINE}`;
}

function guardHtml({ guard, reason }: TrippedGuard): Html {
  return html`
    <li>
      <p><b>${escapeText(guard)}</b>: ${proseHtml(reason)}</p>
      <p>${proseHtml(GUARD_ADVICE[guard])}</p>
      <p>To apply: <code>--allow ${escapeText(guard)}</code></p>
    </li>`;
}

function aboutOf(plan: Plan): Facts {
  const { lineage, serial } = plan.state;
  return [
    ['Digest', codeHtml(plan.digest)],
    ['Reading took', html`${requestsWords(plan.cost.requests)}`],
    ['Applying takes', html`${applyingWords(plan.cost)}`],
    ['Made', html`${escapeText(plan.created_at)} by hfsync ${escapeText(plan.hfsync_version)}`],
    ['Configuration', html`${codeHtml(plan.config.path)}, sha256 ${codeHtml(plan.config.sha256)}`],
    ['State', lineage === '' ? html`none yet` : html`${codeHtml(lineage)}, serial ${serial}`],
    ...alonePutBack(plan).map(
      ([address, baseline]) =>
        ['Baseline put back', html`${codeHtml(address)}: ${escapeProse(JSON.stringify(baseline) ?? 'none')}`] as const,
    ),
    ...(plan.undo?.left_alone ?? []).map(
      ({ address, fields }) =>
        [
          'Baseline left alone',
          html`${codeHtml(address)}: ${escapeText(fields.join(', '))}, synced again since`,
        ] as const,
    ),
    ['Addresses', html`kind:Harvest id/Forecast id; <code>-</code> if there is none yet`],
  ];
}

function codeHtml(text: string): Html {
  return html`<code>${escapeText(text)}</code>`;
}
