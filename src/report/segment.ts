/** What lines of text are made of: see `line.ts`. */
export interface Layout {
  /** Columns; lines wrap there. */
  readonly width: number;
  readonly colour: boolean;
}

export type Style = 'plain' | 'strong' | 'quiet' | 'create' | 'update' | 'delete' | 'link' | 'wait' | 'gone' | 'fresh';

/** Who wrote the text. `ours`: hfsync; `shown`: anybody, made safe; `name`: anybody, between quotes. */
export interface Segment {
  readonly text: string;
  readonly style: Style;
  readonly from: 'ours' | 'shown' | 'name';
}

export interface Line {
  readonly indent: number;
  /** Indent of the lines that it continues on. */
  readonly hang: number;
  readonly segments: readonly Segment[];
  /** false: for pasting, never broken. */
  readonly wraps: boolean;
}
