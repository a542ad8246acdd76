/**
 * A sign that the style draws, with its word for screen readers. In: its class, if it has one, and the word. Out: markup without text, so that the search of the
 * page, which reads text, does not find the word in every record.
 */
import { escapeText } from '../escape.ts';
import { html, NOTHING, type Html } from './escape.ts';

export function markHtml(of: string | null, word: string): Html {
  const known = of === null ? NOTHING : html` class="${escapeText(of)}"`;
  return html`<span${known} role="img" aria-label="${escapeText(word)}"></span> `;
}
