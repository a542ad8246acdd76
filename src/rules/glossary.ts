/** The terms of hfsync, as `hfsync explain WORD` and docs/glossary.md explain them. They are the same in code, plans, files and docs. */
export interface Word {
  /** The word, and other words with the same explanation. */
  readonly words: readonly [string, ...string[]];
  readonly meaning: string;
}

export const GLOSSARY: readonly Word[] = [
  { words: ['side'], meaning: 'Harvest or Forecast' },
  { words: ['link'], meaning: 'a pair (Harvest record, Forecast record) declared in `hfsync.yaml`' },
  { words: ['entry'], meaning: 'one item under `links` or `ignore` in `hfsync.yaml` or a file that it includes' },
  { words: ['pointer'], meaning: 'the link that Forecast itself stores. hfsync keeps it equal to the declared one' },
  { words: ['want', 'have', 'last'], meaning: 'the file; both accounts as read; what the state remembers' },
  {
    words: ['state'],
    meaning: 'what hfsync remembers from one apply to the next: baselines, and what waits for a person',
  },
  {
    words: ['baseline'],
    meaning: 'for each field of a link, the value at which both sides were last known to agree',
  },
  { words: ['change'], meaning: 'one request that apply will send: one record, one side' },
  { words: ['manual item'], meaning: 'what hfsync reports and leaves to a person, with ways to fix it' },
  { words: ['conflict'], meaning: 'both sides changed a field to different values since the baseline' },
  { words: ['observation'], meaning: 'worth knowing, nothing to do' },
  {
    words: ['candidate'],
    meaning:
      'a record of the other side that a new record could be: exact (certain), likely (for a person to confirm), or possible',
  },
  { words: ['guard'], meaning: 'a limit on what one plan may do' },
  { words: ['rule'], meaning: 'what a difference falls under; it has an id, such as `project.name`' },
  { words: ['digest'], meaning: 'the approval token of a plan: what would be written, and where' },
  {
    words: ['address'],
    meaning: '`project:14308069/2001` (kind, Harvest id, Forecast id, with `-` for an unknown id), or `company`',
  },
  {
    words: ['part'],
    meaning:
      'what `--only`, `--except`, `list` and `explain` take: an address, one end (`project:14308069/*`), an id, a kind, a rule, a name or a pattern on names (`Website*`), or a line of the file (`hfsync.yaml:12`)',
  },
];

/** Finds a word as a person may type it: in upper case, with a hyphen for the blank, or in the plural. */
export function wordNamed(text: string): Word | undefined {
  const plain = text
    .toLowerCase()
    .replaceAll(/[-_\s]+/g, ' ')
    .trim();
  const forms = [plain, plain.replace(/s$/, ''), plain.replace(/es$/, '')];
  return GLOSSARY.find(({ words }) => words.some((word) => forms.includes(word)));
}
