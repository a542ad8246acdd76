import type { Side } from '../model/side.ts';
import type { Input } from './resource.ts';
import type { SandboxKind } from './world.ts';

/** An edit as a person makes it in the web app. */
export interface Edit {
  readonly side: Side;
  readonly kind: SandboxKind | 'company';
  /** Not for the company. */
  readonly id?: number;
  /** Keys as the service writes them, or hfsync's field names (`status`, `capacity`, `client`, `pointer`). */
  readonly values: Input;
  /** The Forecast person who edits. If left out, the owner of the token. Harvest does not record it. */
  readonly by?: number | null;
  /** Do it even if the service would refuse. */
  readonly force?: boolean;
}

export interface Target {
  readonly side: Side;
  readonly kind: SandboxKind;
  readonly id: number;
  readonly by?: number | null;
  readonly force?: boolean;
}
