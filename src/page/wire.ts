/**
 * What the page and its server say to each other, as JSON. All texts are escaped already: nothing in them is invisible.
 *
 * | request             | body     | answer                                                        |
 * | ------------------- | -------- | ------------------------------------------------------------- |
 * | `POST /api/session` | `Ticket` | `Session`: once; all others need its key                      |
 * | `GET /api/page`     |          | `PageData`                                                    |
 * | `POST /api/choices` | `Change` | `Draft`                                                       |
 * | `POST /api/save`    | `Shown`  | `Saved`; then the server ends                                 |
 * | `POST /api/close`   | `{}`     | `{}`; then the server ends, and nothing is written            |
 * | `POST /api/leave`   | `{}`     | `{}`; the server ends soon, unless something is asked of it   |
 * | any, refused        |          | `Problem`                                                     |
 */
import type { MatchClass } from '../model/counterpart.ts';
import type { End } from '../model/edit.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { Verdict } from '../model/listed.ts';
import type { Side } from '../model/side.ts';

export interface Ticket {
  readonly token: string;
}

export interface Session {
  readonly key: string;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export interface PageData {
  readonly mode: 'settle' | 'init';
  readonly version: string;
  readonly config: string;
  readonly accounts: { readonly [S in Side]: { readonly id: number; readonly name: string } };
  /** The last line of the plan. */
  readonly summary: string;
  /** Rows and candidates name a record by its place in this list. */
  readonly records: readonly PageRecord[];
  readonly rows: readonly PageRow[];
  /** What waits: rows name an item by its place. */
  readonly items: readonly PageItem[];
  /** What was decided so far. */
  readonly choices: readonly Choice[];
  readonly draft: Draft;
  /** How long nobody may use the page until the server ends, in ms. */
  readonly idleMs: number;
}

export interface PageRecord {
  readonly side: Side;
  readonly kind: Kind;
  readonly id: number;
  readonly name: string;
  readonly client: string | null;
  readonly code: string | null;
  readonly email: string | null;
  /** YYYY-MM-DD */
  readonly updated: string | null;
  readonly archived: boolean;
}

export interface PageRow {
  readonly address: string;
  readonly kind: Kind;
  readonly harvest: number | null;
  readonly forecast: number | null;
  /** What the plan makes of it. */
  readonly verdict: Verdict;
  readonly items: readonly number[];
}

export interface PageItem {
  readonly id: string;
  readonly class: 'manual' | 'conflict';
  readonly rule: string;
  readonly reason: string;
  readonly fields: readonly PageField[];
  readonly candidates: readonly PageCandidate[];
  readonly ways: readonly PageWay[];
  readonly urls: readonly string[];
  /** `hfsync.yaml:31` */
  readonly declaredAt: string | null;
}

export interface PageField {
  readonly field: string;
  readonly harvest: string;
  readonly forecast: string;
  /** Of conflicts. */
  readonly baseline: string | null;
}

export interface PageCandidate {
  readonly record: number;
  readonly class: MatchClass;
  readonly evidence: string;
}

export interface PageWay {
  readonly key: string;
  /** Two or three words, for a button. */
  readonly label: string;
  readonly text: string;
  /** `open`: once a record is named. `hand`: in a web app. */
  readonly does: 'edit' | 'open' | 'hand';
  /** The side on which another record can be named; null: none can. */
  readonly names: Side | null;
  /** What is one afterwards; null: it links nothing. */
  readonly links: { readonly kind: RecordKind; readonly harvest: End; readonly forecast: End } | null;
}

/** A decision of a person. One item has one. */
export type Choice =
  | { readonly by: 'way'; readonly item: string; readonly way: string; readonly id: number | null }
  /** Two records that no item is about. */
  | { readonly by: 'link'; readonly kind: RecordKind; readonly harvest: number; readonly forecast: number }
  | { readonly by: 'ignore'; readonly kind: RecordKind; readonly side: Side; readonly id: number };

/** What a choice is about: a later one about the same takes its place. */
export function subjectOfChoice(choice: Choice): string {
  switch (choice.by) {
    case 'way':
      return choice.item;
    case 'link':
      return `link ${choice.kind} ${choice.harvest}/${choice.forecast}`;
    case 'ignore':
      return `ignore ${choice.kind} ${choice.side} ${choice.id}`;
  }
}

export interface Change {
  /** Subjects whose choice is undone; done before the others are taken. */
  readonly drop: readonly string[];
  readonly take: readonly Choice[];
}

/** How the files would be. */
export interface Draft {
  /** Grows with every change. */
  readonly revision: number;
  readonly files: readonly DraftFile[];
  /** Choices that could not be taken, and why. They are not among those that were. */
  readonly refused: readonly { readonly subject: string; readonly why: string }[];
}

export interface DraftFile {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
}

export interface Hunk {
  /** The line of the new file with which it begins, from 1. */
  readonly line: number;
  /** Each after its sign: a blank, `+` or `-`. */
  readonly lines: readonly string[];
}

/** What the person who saves was shown. */
export interface Shown {
  readonly revision: number;
}

export interface Saved {
  readonly files: readonly string[];
  readonly choices: number;
}
