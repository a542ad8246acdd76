/**
 * The names that the accounts have for a record, whatever the file calls it, and what distinguishes it from others with the same name.
 * Not part of the digest. Missing
 * for the company, for what is on no side yet, and in plans of older versions.
 */
export interface Named {
  /** null: there is no record on this side. */
  readonly harvest: string | null;
  readonly forecast: string | null;
  /** Of a project: its client's name; null: it has none. */
  readonly client?: string | null;
  /** Of a person. */
  readonly email?: string | null;
}

/** What an item of a plan is about. */
export interface Titled {
  readonly address: string;
  /** As the file calls it, else as its record is called. */
  readonly label: string;
  readonly named?: Named;
}
