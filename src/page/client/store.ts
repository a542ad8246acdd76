/**
 * The choices. They show at once and are sent afterwards. Choices made while a request is under way are sent together
 * after its answer. A choice that the server refuses is reverted.
 */
import { subjectOfChoice, type Change, type Choice, type Draft, type PageData } from '../wire.ts';
import { call } from './server.ts';

export interface Store {
  readonly choices: ReadonlyMap<string, Choice>;
  readonly refused: ReadonlySet<string>;
  draft(): Draft;
  /** Whether the draft includes all choices. */
  isSettled(): boolean;
  take(choices: readonly Choice[]): void;
  drop(subjects: readonly string[]): void;
  /** Marks a candidate as refused, or takes the mark back. */
  refuse(refusal: string, isRefused: boolean): void;
  /** Undoes the last step. Returns its subjects, or null if there was no step. */
  undo(): readonly string[] | null;
  /** Resolves when the server has answered everything. */
  settled(): Promise<void>;
}

export interface StoreEvents {
  /** Something was chosen, or the server answered. */
  onChange(): void;
  onRefused(refused: Draft['refused']): void;
  onError(error: unknown): void;
}

type Step = () => readonly string[];

const REFUSED = 'hfsync.refused';

export function openStore(data: PageData, { onChange, onRefused, onError }: StoreEvents): Store {
  const choices = new Map(data.choices.map((choice) => [subjectOfChoice(choice), choice]));
  const refused = new Set<string>(JSON.parse(sessionStorage.getItem(REFUSED) ?? '[]') as string[]);
  const steps: Step[] = [];
  let draft = data.draft;
  let unsent: Map<string, Choice | null> = new Map();
  let sending: Promise<void> | null = null;

  async function send(): Promise<void> {
    while (unsent.size > 0) {
      const sent = [...unsent];
      unsent = new Map();
      const change: Change = {
        drop: sent.flatMap(([subject, choice]) => (choice ? [] : [subject])),
        take: sent.flatMap(([, choice]) => choice ?? []),
      };
      draft = await call<Draft>('POST', '/api/choices', change);
      // A newer choice about the same subject is not the one that was refused.
      for (const { subject } of draft.refused) if (!unsent.has(subject)) choices.delete(subject);
      if (draft.refused.length > 0) onRefused(draft.refused);
      onChange();
    }
  }

  /** Sets or removes choices. Returns the step that restores the previous ones. */
  function set(changes: ReadonlyMap<string, Choice | null>): Step {
    const before = new Map([...changes.keys()].map((subject) => [subject, choices.get(subject) ?? null]));
    for (const [subject, choice] of changes) {
      if (choice) choices.set(subject, choice);
      else choices.delete(subject);
      unsent.set(subject, choice);
    }
    sending ??= send()
      .catch(onError)
      .finally(() => {
        sending = null;
        onChange();
      });
    onChange();
    return () => {
      set(before);
      return [...before.keys()];
    };
  }

  function mark(refusal: string, isRefused: boolean): Step {
    if (isRefused) refused.add(refusal);
    else refused.delete(refusal);
    sessionStorage.setItem(REFUSED, JSON.stringify([...refused]));
    onChange();
    return () => {
      mark(refusal, !isRefused);
      return [refusal.split(' ')[0]!];
    };
  }

  return {
    choices,
    refused,
    draft: () => draft,
    isSettled: () => sending === null && unsent.size === 0,
    take: (some) => {
      if (some.length > 0) steps.push(set(new Map(some.map((choice) => [subjectOfChoice(choice), choice]))));
    },
    drop: (subjects) => {
      if (subjects.length > 0) steps.push(set(new Map(subjects.map((subject) => [subject, null]))));
    },
    refuse: (refusal, isRefused) => void steps.push(mark(refusal, isRefused)),
    undo: () => steps.pop()?.() ?? null,
    settled: async () => {
      while (sending) await sending;
    },
  };
}
