/** One value for both sides, or one for each. */
export type Both<T> = T | { readonly harvest: T; readonly forecast: T };
export interface Pair {
  /** The record's id on that side. Null if there is no record on this side. If left out, any id. */
  readonly harvest?: number | null;
  readonly forecast?: number | null;
  /** Forecast's native pointer. If left out, the Harvest id of this pair. */
  readonly pointer?: number | null;
  /** Active on both sides by default. */
  readonly archived?: Both<boolean>;
  /** Forecast: who edited it last. If left out, the owner of the token. */
  readonly by?: number | null;
  /** More keys of the Forecast record, known or not. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface ClientPlan extends Pair {
  readonly name: Both<string>;
}

export interface ProjectPlan extends Pair {
  readonly name: Both<string>;
  /** The name of a client of this world (Harvest's, if they differ). Null for none. */
  readonly client: Both<string | null>;
  readonly code?: Both<string | null>;
  /** Forecast only. */
  readonly notes?: string | null;
  /** Harvest: `{ by: 'project', hours: 200, remaining: 120.5 }`. */
  readonly budget?: {
    readonly by: string;
    readonly hours: number;
    readonly remaining: number;
    readonly monthly?: boolean;
  };
}

export interface PersonPlan extends Pair {
  /** First and last name, split at the first space. */
  readonly name: Both<string>;
  readonly email?: Both<string | null>;
  /** Names of roles of this world. */
  readonly roles?: Both<readonly string[]>;
  /** Seconds a week. Null (the default) is the company's default. */
  readonly capacity?: Both<number | null>;
  /** Forecast only. Enabled by default. */
  readonly login?: 'enabled' | 'disabled';
  readonly admin?: boolean;
}

export interface RolePlan extends Pair {
  readonly name: Both<string>;
}

export interface WorldPlan {
  /** The company's default capacity in seconds a week, 126,000 by default. */
  readonly capacity?: Both<number>;
  readonly connected?: boolean;
  readonly clients?: readonly ClientPlan[];
  readonly projects?: readonly ProjectPlan[];
  readonly people?: readonly PersonPlan[];
  readonly roles?: readonly RolePlan[];
  readonly placeholders?: readonly {
    readonly name: string;
    readonly id?: number;
    readonly roles?: readonly string[];
  }[];
  /** When everything was created and last edited. */
  readonly at?: string;
}
