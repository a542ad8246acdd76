/**
 * What the page and its server say to each other, as JSON. All texts are already escaped: nothing in them is invisible.
 *
 * | request             | body     | answer                                                          |
 * | ------------------- | -------- | --------------------------------------------------------------- |
 * | `POST /api/session` | `Ticket` | `Session`, once. All other requests need its key                |
 * | `GET /api/page`     |          | `PageData`                                                      |
 * | `POST /api/choices` | `Change` | `Draft`                                                         |
 * | `POST /api/save`    | `Shown`  | `Saved`. Then the server ends                                   |
 * | `POST /api/use`     | `{}`     | `{}`. Somebody is using the page                                |
 * | `POST /api/close`   | `{}`     | `{}`. Then the server ends without writing anything             |
 * | `POST /api/leave`   | `{}`     | `{}`. The server ends soon, unless another request follows      |
 * | any, refused        |          | `Problem`                                                       |
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
  /** Rows and candidates refer to a record by its index in this list. */
  readonly records: readonly PageRecord[];
  readonly rows: readonly PageRow[];
  /** Items that wait for a person. Rows refer to an item by its index. */
  readonly items: readonly PageItem[];
  /** The choices so far. */
  readonly choices: readonly Choice[];
  readonly draft: Draft;
  /** How long the page may be idle before the server ends, in ms. */
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
  /** The plan's verdict on the row. */
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
  /** Null except in conflicts. */
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
  /** `edit` changes the file. `open` does so once a person names a record. `hand` is done in a web app. */
  readonly does: 'edit' | 'open' | 'hand';
  /** The side on which a person can name another record. Null if they cannot. */
  readonly names: Side | null;
  /** The pair that this way links. Null if it links nothing. */
  readonly links: { readonly kind: RecordKind; readonly harvest: End; readonly forecast: End } | null;
}

/** A decision by a person. An item has at most one. */
export type Choice =
  | { readonly by: 'way'; readonly item: string; readonly way: string; readonly id: number | null }
  /** Links two records that are not part of an item. */
  | { readonly by: 'link'; readonly kind: RecordKind; readonly harvest: number; readonly forecast: number }
  | { readonly by: 'ignore'; readonly kind: RecordKind; readonly side: Side; readonly id: number };

/** The subject of a choice. A later choice about the same subject replaces it. */
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
  /** Subjects whose choice is dropped, before `take` is added. */
  readonly drop: readonly string[];
  readonly take: readonly Choice[];
}

/** The files that the choices would produce. */
export interface Draft {
  /** Grows with every change. */
  readonly revision: number;
  readonly files: readonly DraftFile[];
  /** Choices that could not be applied, and why. They were not taken. */
  readonly refused: readonly { readonly subject: string; readonly why: string }[];
}

export interface DraftFile {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
}

export interface Hunk {
  /** The line of the new file at which it begins, counted from 1. */
  readonly line: number;
  /** Each line begins with its sign: a space, `+` or `-`. */
  readonly lines: readonly string[];
}

/** The revision that the person saw before saving. */
export interface Shown {
  readonly revision: number;
}

export interface Saved {
  readonly files: readonly string[];
  readonly choices: number;
}
