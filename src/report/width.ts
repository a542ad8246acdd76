import stringWidth from 'string-width';

/** How many columns a text takes on a terminal. Printable ASCII, which most texts are, takes as many as it has characters. */
export function columnsOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}
