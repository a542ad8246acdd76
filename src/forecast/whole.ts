import { isObject } from '../model/json.ts';
import { malformed } from '../http/shape.ts';

/**
 * Forecast sends a list in one answer. If it ever starts to send pages, a part must not pass for the whole: throws
 * `malformed` if the answer links to more, or counts more than it contains.
 */
export function refusePart(json: unknown, rows: number, path: string): void {
  if (!isObject(json)) return;
  const links = json['links'];
  const next = isObject(links) ? links['next'] : json['next_page'];
  if (next !== null && next !== undefined) throw malformed('forecast', path, 'the list continues on another page');
  const total = json['total_entries'];
  if (typeof total === 'number' && total > rows) {
    throw malformed('forecast', path, `it has ${total} rows, but only ${rows} came`);
  }
}
