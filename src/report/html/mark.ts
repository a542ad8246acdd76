/**
 * A sign that the style draws, with its word for screen readers. In: its class, the word. Out: markup without text, so that the search of the
 * page, which reads text, does not find the word in every record.
 */
import { escapeText } from '../escape.ts';
import { html, type Html } from './escape.ts';

export function markHtml(of: string, word: string): Html {
  return html`<span class="${escapeText(of)}" role="img" aria-label="${escapeText(word)}"></span> `;
}
