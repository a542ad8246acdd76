/** What lines of text are made of: see `line.ts`. */
export interface Layout {
  /** In columns. Lines wrap there. */
  readonly width: number;
  readonly colour: boolean;
}

export type Style = 'plain' | 'strong' | 'quiet' | 'create' | 'update' | 'delete' | 'link' | 'wait' | 'gone' | 'fresh';

/**
 * Who wrote the text. `ours` is from hfsync. `shown` and `name` may be from anybody: `shown` is made safe, and `name`
 * is between quotes.
 */
export interface Segment {
  readonly text: string;
  readonly style: Style;
  readonly from: 'ours' | 'shown' | 'name';
}

export interface Line {
  readonly indent: number;
  /** The indentation of the rows after the first. */
  readonly hang: number;
  readonly segments: readonly Segment[];
  /** False if the line is for pasting and must not be broken. */
  readonly wraps: boolean;
}
