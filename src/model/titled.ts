/**
 * The names that the accounts have for a record, whatever the file calls it, and what distinguishes it from others with
 * the same name. Not part of the digest. Missing for the company, for records that do not exist yet, and in plans of
 * older versions.
 */
export interface Named {
  /** Null if there is no record on this side. */
  readonly harvest: string | null;
  readonly forecast: string | null;
  /** For a project: its client's name. Null if it has none. */
  readonly client?: string | null;
  /** For a person. */
  readonly email?: string | null;
}

/** What identifies an item of a plan. */
export interface Titled {
  readonly address: string;
  /** The name in the file, else the name of the record. */
  readonly label: string;
  readonly named?: Named;
}
