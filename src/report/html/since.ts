/** The differences from the reviewed plan. In: a plan. Out: a part of the page's head, or nothing. */
import { isCompared, type Plan } from '../../model/plan.ts';
import { renderLines, type Layout } from '../line.ts';
import { sinceBlocks, sinceLines } from '../since.ts';
import { html, NEWLINE, NOTHING, typedHtml, type Html } from './escape.ts';

const LAYOUT: Layout = { width: 100, colour: false };

export function sinceHtml(plan: Plan): Html {
  if (!isCompared(plan)) return NOTHING;
  const blocks = sinceBlocks(plan, LAYOUT);
  const lines = blocks.map((block) => html`<pre>${typedHtml(renderLines(block.lines(), LAYOUT))}</pre>${NEWLINE}`);
  const folded = html`<details><summary>Changed since review: ${blocks.length}</summary>${lines}</details>`;
  return html`
    <section class="since" aria-labelledby="since">
      <h2 id="since">Since the reviewed plan</h2>
      <pre>${renderLines(sinceLines(plan.since), LAYOUT)}</pre>
      ${blocks.length > 0 ? folded : NOTHING}
    </section>${NEWLINE}`;
}
