import { Refusal, type Row } from '../resource.ts';

/** The keys of all listed records. */
export interface Listed extends Row {
  readonly created_at: string;
  readonly updated_at: string;
}

type Filter = 'is_active' | 'client_id' | 'user_id' | 'updated_since';

/** The rows that a list request asks for. A filter that the list does not know is ignored (Harvest API docs). */
export function select<R extends Listed>(rows: readonly R[], asked: URLSearchParams, filters: readonly Filter[]): R[] {
  let wanted = [...rows];
  for (const filter of filters) {
    const value = asked.get(filter);
    if (value !== null && value !== '') wanted = wanted.filter(matcher(filter, value));
  }
  return wanted;
}

function matcher(filter: Filter, value: string): (row: Listed) => boolean {
  if (filter === 'is_active') return (row) => String(key(row, 'is_active')) === value;
  if (filter !== 'updated_since') return (row) => !(filter in row) || key(row, filter) === Number(value);
  const since = Date.parse(value);
  if (Number.isNaN(since)) throw new Refusal(422, ['Invalid updated_since parameter']);
  // The docs do not say whether the second itself counts; the sandbox takes the reading that is harder on a client.
  return (row) => Date.parse(row.updated_at) > since;
}

function key(row: Listed, name: string): unknown {
  const value: unknown = Reflect.get(row, name);
  return value;
}
