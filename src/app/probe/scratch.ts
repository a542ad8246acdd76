/**
 * The records that the probe makes, and nothing else of an account. Their names say what they are and which probe made
 * them, so the name alone is enough to find what a killed probe left.
 */
import { RequestFailure } from '../../model/failure.ts';
import { isObject } from '../../model/json.ts';
import type { Requester } from '../../http/call.ts';
import type { Side } from '../../model/side.ts';

export type Raw = { readonly [key: string]: unknown };
export type ScratchKind = 'client' | 'project' | 'role' | 'person';

/** The result of a request. `text`: why it was refused, in the service's own words. */
export interface Answered {
  readonly ok: boolean;
  readonly status: number | null;
  readonly record: Raw;
  readonly text: string;
}

const PATHS: { readonly [S in Side]: { readonly [K in ScratchKind]: string } } = {
  harvest: { client: '/clients', project: '/projects', role: '/roles', person: '/users' },
  forecast: { client: '/clients', project: '/projects', role: '/roles', person: '/people' },
};
const LISTS: { readonly [path: string]: string } = {
  ...{ '/clients': 'clients', '/projects': 'projects', '/roles': 'roles', '/people': 'people', '/users': 'users' },
};

/** `hfsync-probe 1a2b3c4d client`, in any case. */
const SCRATCH = /^hfsync-probe [0-9a-f]{8} /i;

export function scratchName(run: string, what: string): string {
  return `hfsync-probe ${run} ${what}`;
}

export function isScratch({ name, first_name: first, last_name: last }: Raw): boolean {
  const called = typeof name === 'string' ? name : [first, last].filter((part) => typeof part === 'string').join(' ');
  return SCRATCH.test(called);
}

export interface Bench {
  readonly side: Side;
  get(kind: ScratchKind, id: number): Promise<Answered>;
  create(kind: ScratchKind, values: Raw): Promise<Answered>;
  /** PATCH in Harvest, PUT in Forecast. */
  write(kind: ScratchKind, id: number, values: Raw): Promise<Answered>;
  remove(kind: ScratchKind, id: number): Promise<Answered>;
  /** Any other request to the account. */
  account(method: 'GET' | 'PUT', path: string, values?: Raw): Promise<Answered>;
  /** What this or an earlier probe made, by kind. */
  leftovers(kind: ScratchKind): Promise<readonly Raw[]>;
}

export function createBench(side: Side, requester: Requester): Bench {
  async function send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, one: string, values?: Raw) {
    try {
      const body = values && (side === 'harvest' ? values : { [one]: values });
      const reply = await requester.request({
        ...{ method, path, scope: 'record' as const, expects: [] },
        ...(body && { body: () => body }),
      });
      const found = side === 'harvest' ? reply.json : reply.json?.[one];
      return { ok: true, status: 200, record: isObject(found) ? found : {}, text: '' };
    } catch (error) {
      // Only what is certainly refused is an answer to a question.
      if (!(error instanceof RequestFailure) || (error.failure !== 'refused' && error.failure !== 'gone')) throw error;
      return { ok: false, status: error.status, record: {}, text: error.message };
    }
  }

  async function leftovers(kind: ScratchKind): Promise<readonly Raw[]> {
    const path = PATHS[side][kind];
    const found: Raw[] = [];
    for (
      let query: { readonly [name: string]: string } | null = side === 'harvest' ? { per_page: '2000' } : {};
      query;
    ) {
      const call = { method: 'GET', path, scope: 'account', expects: [LISTS[path] ?? ''], query } as const;
      const reply = await requester.request(call);
      const rows = reply.json?.[LISTS[path] ?? ''];
      if (Array.isArray(rows)) found.push(...rows.filter(isObject));
      query = nextPage(reply.json);
    }
    return found.filter(isScratch);
  }

  return {
    side,
    leftovers,
    get: (kind, id) => send('GET', `${PATHS[side][kind]}/${id}`, kind),
    create: (kind, values) => send('POST', PATHS[side][kind], kind, values),
    write: (kind, id, values) => send(side === 'harvest' ? 'PATCH' : 'PUT', `${PATHS[side][kind]}/${id}`, kind, values),
    remove: (kind, id) => send('DELETE', `${PATHS[side][kind]}/${id}`, kind),
    account: (method, path, values) => send(method, path, 'account', values),
  };
}

/** The query of the next page, if the answer links to one. */
function nextPage(json: Raw | null): { readonly [name: string]: string } | null {
  const links = json?.['links'];
  const next = isObject(links) ? links['next'] : null;
  return typeof next === 'string' && URL.canParse(next) ? Object.fromEntries(new URL(next).searchParams) : null;
}

/** Deletes everything that probes made, or archives what cannot be deleted. Returns what could not be deleted. */
export async function sweep(bench: Bench, kinds: readonly ScratchKind[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const kind of ['project', 'client', 'role', 'person'] as const) {
    if (!kinds.includes(kind)) continue;
    for (const record of await bench.leftovers(kind)) {
      const id = Number(record['id']);
      if ((await bench.remove(kind, id)).ok) continue;
      if (kind !== 'role') await archive(bench, kind, id, record);
      left.push(`${bench.side} ${kind} ${id}`);
    }
  }
  return left;
}

async function archive(bench: Bench, kind: ScratchKind, id: number, record: Raw): Promise<void> {
  if (bench.side === 'harvest') await bench.write(kind, id, { is_active: false });
  else if (!(await bench.write(kind, id, { ...record, archived: true })).ok)
    await bench.write(kind, id, { archived: true });
}
