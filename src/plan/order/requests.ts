import { knows, type Knowing } from '../../model/capability.ts';
import type { Action } from '../../model/plan.ts';
import { SENT_ORDER } from '../../rules/fields.ts';
import { needsOwnStatusRequest } from '../../rules/refusals.ts';
import { addressOf } from '../join/pair.ts';
import { actionOf, draftKey, type Draft, type Sheet, type Write } from '../decide/sheet.ts';
import type { UniqueOrder } from './unique-values.ts';

/** One request that the applier will send: a part of a draft, or all of it. */
export interface Request {
  readonly id: string;
  readonly draft: Draft;
  readonly action: Action;
  readonly writes: readonly Write[];
}

/**
 * All fields of one record go in one request per side, unless the services force more: a status change of its own, a temporary
 * name first. Returns the requests of each draft in the order in which they are sent.
 */
export function splitRequests(sheet: Sheet, unique: UniqueOrder): Map<string, Request[]> {
  const givers = new Set(unique.waits.values());
  const requests = new Map<string, Request[]>();
  for (const [key, draft] of sheet.drafts) {
    const inChain = unique.waits.has(key) || givers.has(key);
    const parts = splitDraft(draft, unique.temporary.get(key), { inChain, known: sheet.joined.last });
    requests.set(key, nameRequests(draft, parts));
  }
  return requests;
}

function splitDraft(draft: Draft, temporary: string | undefined, around: Around): Write[][] {
  const writes = SENT_ORDER.flatMap((field) => draft.writes.get(field) ?? []);
  const parts = draft.action === 'update' ? splitStatus(draft, writes, around) : [writes];
  const name = draft.writes.get('name');
  if (temporary === undefined || !name) return parts;
  // Right before the part with the final name, so that an archived record is already restored.
  return parts.flatMap((part) => {
    if (!part.includes(name)) return [part];
    return [
      [{ ...name, after: temporary }],
      part.map((write) => (write === name ? { ...write, before: temporary } : write)),
    ];
  });
}

interface Around {
  /** Other records wait for what this one gives up, or it waits for others. */
  readonly inChain: boolean;
  readonly known: Knowing | null;
}

function splitStatus(draft: Draft, writes: Write[], { inChain, known }: Around): Write[][] {
  const status = writes.filter((write) => write.field === 'status');
  const others = writes.filter((write) => write.field !== 'status');
  const archives = status[0]?.after === 'archived';
  const apart =
    needsOwnStatusRequest(
      draft.side,
      draft.pair.kind,
      others.map((write) => write.field),
      known,
    ) ||
    (archives && inChain);
  const isOneRequest = !archives && isRestoredWithEdits(draft, known);
  if (status.length === 0 || others.length === 0 || !apart || isOneRequest) return [writes];
  return archives ? [others, status] : [status, others];
}

function isRestoredWithEdits({ side, pair }: Draft, known: Knowing | null): boolean {
  return side === 'harvest' && pair.kind === 'project' && knows(known, 'restore-edit.project') === 'yes';
}

function nameRequests(draft: Draft, parts: readonly Write[][]): Request[] {
  const bare = parts.map((writes) => {
    const action = actionOf(
      draft,
      writes.map((write) => write.field),
    );
    return { action, writes, id: `${draft.side}:${action}:${addressOf(draft.pair)}` };
  });
  return bare.map(({ action, writes, id }, index) => {
    const twins = bare.filter((other) => other.id === id);
    const number = bare.slice(0, index + 1).filter((other) => other.id === id).length;
    return { draft, action, writes, id: twins.length > 1 ? `${id}#${number}` : id };
  });
}

export function requestsOf(requests: ReadonlyMap<string, readonly Request[]>, draft: Draft): readonly Request[] {
  return requests.get(draftKey(draft.pair, draft.side)) ?? [];
}
