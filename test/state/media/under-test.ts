import { randomUUID } from 'node:crypto';
import type { Medium, TextName } from '../../../src/state/medium.ts';
import type { Store } from '../../../src/model/store.ts';
import { storeOn, type StoreOptions } from '../../../src/state/store.ts';
import { fakeOptions } from '../parts.ts';

/** A medium as the suites see it. Each backend has one, and passes all of them. */
export interface MediumUnderTest {
  /** As another process opens it; `user` is who asks for the lock. */
  open(user?: string): Medium;
  /** Whether a process may lose its lock and live on, to be refused at its next write. */
  readonly leases: boolean;
  /** Whether the medium itself recalls that it had a state, so that one that is deleted with all around it is missed. */
  readonly recallsLoss: boolean;
  /** Every process that holds the lock dies, and the medium notices. */
  kill(): Promise<void>;
  /** What is there, read by a stranger. */
  text(name: TextName): Promise<string | null>;
  /** Put there by a stranger who asks for no lock. */
  put(name: TextName, content: string | null): Promise<void>;
}

export type OpenMedium = () => Promise<MediumUnderTest>;

export function storeOf(medium: MediumUnderTest, options: Partial<StoreOptions> = {}): Store {
  return storeOn(medium.open(), fakeOptions({ random: { fraction: () => 0, uuid: () => randomUUID() }, ...options }));
}

export async function textsOf(medium: MediumUnderTest): Promise<{ readonly [T in TextName]: string | null }> {
  const [state, backup, journal] = await Promise.all([
    medium.text('state'),
    medium.text('backup'),
    medium.text('journal'),
  ]);
  return { state, backup, journal };
}
