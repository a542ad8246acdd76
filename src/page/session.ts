/**
 * What was decided on the page, and the files that would result. In: choices to take and to drop. Out: a draft after
 * each change. If a choice cannot be applied to the files, it is refused with the reason, and the others stay. Nothing
 * is written before `save`.
 */
import type { Edit } from '../model/edit.ts';
import { draftFile } from './hunks.ts';
import { subjectOfChoice, type Change, type Choice, type Draft, type Saved } from './wire.ts';

/** A choice and its edits. */
export interface TakenChoice {
  readonly choice: Choice;
  readonly edits: readonly Edit[];
}

export interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export type Edited<F extends ChangedText> =
  { readonly ok: true; readonly files: readonly F[] } | { readonly ok: false; readonly why: string };

/** The files behind the page. */
export interface Files<F extends ChangedText> {
  /** The files that the choices would change, with their new text. */
  edit(taken: readonly TakenChoice[]): Promise<Edited<F>>;
  /** Writes them. Throws `UserError` if a file has changed since it was read. */
  save(files: readonly F[]): Promise<void>;
}

export interface Session {
  readonly choices: () => readonly Choice[];
  readonly draft: () => Draft;
  /** Changes run one after the other, in the order of the calls. */
  change(change: Change): Promise<Draft>;
  /** Null if the person was shown an older draft than the one to be written. Throws what `Files.save` throws. */
  save(revision: number): Promise<Saved | null>;
}

type Decided = ReadonlyMap<string, TakenChoice>;

interface SessionState<F extends ChangedText> {
  readonly decided: Decided;
  readonly files: readonly F[];
  readonly draft: Draft;
}

/** `editsOf` returns null for an unknown choice. `first` are choices taken from the start. */
export async function openSession<F extends ChangedText>(
  editsOf: (choice: Choice) => readonly Edit[] | null,
  files: Files<F>,
  first: readonly Choice[],
): Promise<Session> {
  const nothing: Base = { decided: new Map(), files: await untouched() };
  const empty: SessionState<F> = { ...nothing, draft: { revision: 0, files: [], refused: [] } };
  let now = await changed(empty, { drop: [], take: first });
  let last: Promise<unknown> = Promise.resolve();
  return {
    choices: () => [...now.decided.values()].map(({ choice }) => choice),
    draft: () => now.draft,
    change: (change) => inTurn(async () => (now = await changed(now, change)).draft),
    save: (revision) =>
      inTurn(async () => {
        if (revision !== now.draft.revision) return null;
        await files.save(now.files);
        return { files: now.files.map(({ path }) => path), choices: now.decided.size };
      }),
  };

  /** The files without any choice. */
  async function untouched(): Promise<readonly F[]> {
    const edited = await files.edit([]);
    if (!edited.ok) throw new Error(`without a choice the files are refused: ${edited.why}`);
    return edited.files;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  async function changed(from: SessionState<F>, { drop, take }: Change): Promise<SessionState<F>> {
    const refused: Draft['refused'][number][] = [];
    const taken = take.flatMap((choice) => {
      const edits = editsOf(choice);
      if (edits) return [{ choice, edits }];
      refused.push({
        subject: subjectOfChoice(choice),
        why: 'hfsync does not know this choice, or a record is still to be named.',
      });
      return [];
    });
    const gone = new Set([...drop, ...taken.map(({ choice }) => subjectOfChoice(choice))]);
    const kept = new Map([...from.decided].filter(([subject]) => !gone.has(subject)));
    const isLess = kept.size < from.decided.size;
    // A remaining choice may depend on one that was dropped, so all are applied again.
    const base = isLess ? await added(nothing, [...kept.values()], refused) : from;
    const { decided, files: next } = await added(base, taken, refused);
    const shown = next.map(({ path, before, after }) => draftFile(path, before, after));
    return { decided, files: next, draft: { revision: from.draft.revision + 1, files: shown, refused } };
  }

  type Base = Pick<SessionState<F>, 'decided' | 'files'>;

  /** Applies all choices at once. If that fails, tries halves until it finds those that cannot be applied. */
  async function added(base: Base, more: readonly TakenChoice[], refused: Draft['refused'][number][]): Promise<Base> {
    if (more.length === 0) return base;
    const decided = new Map([...base.decided, ...more.map((each) => [subjectOfChoice(each.choice), each] as const)]);
    const edited = await files.edit([...decided.values()]);
    if (edited.ok) return { decided, files: edited.files };
    if (more.length === 1) {
      refused.push({ subject: subjectOfChoice(more[0]!.choice), why: edited.why });
      return base;
    }
    const half = Math.ceil(more.length / 2);
    return added(await added(base, more.slice(0, half), refused), more.slice(half), refused);
  }
}
