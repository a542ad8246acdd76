/** Manual items, conflicts, observations, and what an undo leaves done. In: items of a plan. Out: records of the page. */
import { parseAddress } from '../../model/address.ts';
import type { Irreversible } from '../../model/plan.ts';
import type { Conflict, ManualItem, Observation, WayOut } from '../../model/item.ts';
import type { Kind } from '../../model/kind.ts';
import { sideName } from '../../model/side.ts';
import { escapeText, escapeVerbatim } from '../escape.ts';
import { compare, value } from '../value.ts';
import { candidateWords, CONFLICT_SIGN, MANUAL_SIGN, recordWords } from '../item-blocks.ts';
import { html, linkHtml, NEWLINE, NOTHING, proseHtml, valueHtml, type Html } from './escape.ts';
import { declaredFacts, factsHtml, ruleHtml, type Facts, type RecordOfPage } from './record.ts';
import { itemSides } from './sides.ts';

export function manualRecord(item: ManualItem, index: number): RecordOfPage {
  return {
    id: `manual-${index + 1}`,
    class: 'manual',
    kind: item.kind,
    of: item,
    rules: [item.rule],
    sign: { sign: MANUAL_SIGN, word: 'manual', style: 'wait' },
    body: () => ({
      line: html`<span class="reason">${proseHtml(item.reason)}</span>${itemSides(item.fields)}`,
      more: html`${candidatesHtml(item)}${moreHtml(item, [])}`,
    }),
  };
}

/** What the record could be on the other side. */
function candidatesHtml({ record, candidates = [] }: ManualItem): Html {
  const details = record ? recordWords(record) : [];
  const own = details.length > 0 ? html`<p>${valueHtml(details)}</p>` : NOTHING;
  if (candidates.length === 0) return own;
  const items = candidates.map((candidate) => html`<li>${valueHtml(candidateWords(candidate))}</li>`);
  return html`${own}<h4>What it could be</h4><ul class="ways">${items}</ul>`;
}

export function conflictRecord(item: Conflict, index: number): RecordOfPage {
  const { field, baseline } = item;
  const since = (now: typeof baseline): Html => valueHtml(compare(field, baseline, now).after);
  return {
    id: `conflict-${index + 1}`,
    class: 'conflict',
    kind: item.kind,
    of: item,
    rules: [item.rule],
    sign: { sign: CONFLICT_SIGN, word: 'conflict', style: 'clash' },
    body: () => ({
      line: html`<span class="reason">${proseHtml(item.reason)}</span>${itemSides([item])}`,
      more: moreHtml(item, [
        ['Baseline', valueHtml(value(field, baseline))],
        ['Harvest', since(item.harvest)],
        ['Forecast', since(item.forecast)],
      ]),
    }),
  };
}

export function observationRecord(seen: Observation, index: number): RecordOfPage {
  return {
    id: `observation-${index + 1}`,
    class: 'observation',
    of: seen,
    kind: kindOf(seen),
    rules: [seen.rule],
    sign: { sign: '·', word: 'observation', style: 'quiet' },
    body: () => ({
      line: html`<span class="reason">${proseHtml(seen.text)}</span><span>${ruleHtml(seen.rule)}</span>`,
      more: null,
    }),
  };
}

export function kindOf({ address }: Observation): Kind {
  return parseAddress(address)?.kind ?? 'company';
}

export function keptRecord(item: Irreversible, index: number): RecordOfPage {
  return {
    id: `kept-${index + 1}`,
    class: 'kept',
    kind: item.kind,
    of: item,
    rules: [],
    sign: { sign: MANUAL_SIGN, word: 'cannot be undone', style: 'wait' },
    body: () => ({
      line: html`
        <span class="reason">
          <b>${escapeText(item.action)} in ${escapeText(sideName(item.account))}</b>: ${proseHtml(item.reason)}
        </span>`,
      more: null,
    }),
  };
}

function moreHtml(item: ManualItem | Conflict, values: Facts): Html {
  const ways = html`<h4>How to fix it</h4><ol class="ways">${item.ways_out.map(wayHtml)}</ol>`;
  const facts: Facts = [
    ...item.urls.map((url) => ['Page', linkHtml(url)] as const),
    ['Rule', ruleHtml(item.rule)],
    ...declaredFacts(item.declared_at),
  ];
  return html`${factsHtml(values)}${item.ways_out.length > 0 ? ways : NOTHING}${factsHtml(facts)}`;
}

function wayHtml({ text, yaml }: WayOut): Html {
  const lines = (yaml ?? '').split('\n').filter((line) => line.trim() !== '');
  const block = html`<pre><code>${lines.map((line) => html`${escapeVerbatim(line)}${NEWLINE}`)}</code></pre>`;
  return html`<li>${proseHtml(text)}${lines.length > 0 ? block : NOTHING}</li>`;
}
