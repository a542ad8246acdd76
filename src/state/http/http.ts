import type { Transport } from '../../http/transport.ts';
import { UserError } from '../../model/error.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { beatMsOf, createWatch, isProvenDead, leasedHolder, leaseOf, type LeasedHolder } from '../lease.ts';
import type { Machine } from '../local/machine.ts';
import type { HeldMedium, Holder, LockInfo, Medium, Refused, Texts } from '../medium.ts';
import { addressOf } from './address.ts';
import { bytesOf, parseEnvelope, type Envelope } from './envelope.ts';
import { lockBodyOf, NOBODY, refusedBy, toldBy } from './grip.ts';
import { holdEnvelope, type HeldEnvelope } from './held.ts';
import { openWire, type Wire } from './wire.ts';

/**
 * The state behind the protocol of Terraform's http backend (`wire.ts`), which GitLab, Gitea and others serve. All texts
 * are in one (`envelope.ts`). The server keeps a lock until somebody unlocks it. So its holder writes signs of life into
 * the text, and if there are none for the lease, the next run unlocks it by its id. The ids show that the lock is
 * hfsync's: a lock that a person took stays locked.
 *
 * All of this relies on the server: it must refuse a write whose id is not the lock's. GitLab does. In case a server does
 * not, a holder checks before each write that the text is still its own.
 */
export interface HttpOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  readonly machine: Machine;
  readonly variables: { readonly [name: string]: string | undefined };
  /** The connection to the server. It is opened when it is first needed. */
  readonly transport: () => Promise<Transport>;
}

/** The lease is in the id, in case a holder dies before it writes anything. */
const OWN_ID = /^hfsync-(\d{1,5})-/;

/** Throws `UserError`: `state.variable`. Sends no request yet. */
export function httpMedium(options: HttpOptions): Medium {
  const { clock, random, machine } = options;
  const address = addressOf(options.variables);
  const lease = leaseOf(options.variables);
  const watch = createWatch(clock);
  const where = address.shown;
  const names = { state: where, backup: `${where}#backup`, journal: `${where}#journal` };
  /**
   * Whether somebody holds a lock that the text does not mention. Then only asking for the lock shows when it is free.
   */
  let isContended = false;

  return {
    ...{ names, where, tryLock, breakLock },
    read: async (text) => (await look()).read(text),
    look,
  };

  async function look(): Promise<Texts> {
    return withWire(async (wire) => textsOf(await found(wire)));
  }

  async function tryLock(operation: string, how?: 'lazily'): Promise<HeldMedium | Refused> {
    const wire = open();
    let isHeld = false;
    try {
      for (let tries = 0; ; tries += 1) {
        const now = await found(wire);
        const held = hold(wire, now, operation);
        isHeld = how === 'lazily' && !isContended && !now?.holder;
        if (isHeld) return held.medium;
        const refused = await held.take((id) => isDead(id, now));
        isHeld = refused === null;
        isContended = !isHeld;
        if (refused === null) return held.medium;
        // Whoever was faster may be done already. The number of tries is limited.
        if (refused !== 'changed') return refused;
        if (tries === 5) return refusedBy(NOBODY, await found(wire));
      }
    } finally {
      if (!isHeld) await wire.close();
    }
  }

  function hold(wire: Wire, now: Envelope | null, operation: string): HeldEnvelope {
    const holder = leasedHolder(options, operation, lease);
    const self = { ...holder, id: `hfsync-${lease}-${holder.id}` };
    const { lostHint } = textsOf(now);
    const contended = (): void => void (isContended = true);
    return holdEnvelope(
      { ...{ wire, names, where, clock, random, self, lostHint, contended }, beatMs: beatMsOf(lease) },
      now,
    );
  }

  /** Whether the holder of the lock with this id is dead. */
  function isDead(id: string, now: Envelope | null): boolean {
    const holder = now?.holder?.id === id ? now.holder : null;
    if (holder && isProvenDead(machine, holder)) return true;
    // The lease is NaN if the id is not hfsync's, and then the lock never counts as silent.
    return watch.isSilent(`${id} ${now?.nonce}`, Number(OWN_ID.exec(id)?.[1]));
  }

  async function breakLock(id: string): Promise<LockInfo> {
    return withWire(async (wire) => {
      const now = await found(wire);
      const asker: LeasedHolder = leasedHolder(options, 'state unlock', lease);
      const grip = await wire.lock(lockBodyOf(asker));
      if (grip === 'held') {
        await wire.unlock(lockBodyOf(asker));
        throw new UserError('state.not-locked', `${where} is not locked.`);
      }
      const held = grip.id ?? id;
      if (held !== id) throw new UserError('state.lock-id', `The lock of ${where} has the id ${held}, not ${id}.`);
      await wire.unlock(lockBodyOf({ ...asker, id }), grip);
      return refusedBy(grip, now).by ?? toldBy(grip, { ...asker, id });
    });
  }

  function open(): Wire {
    return openWire({ address, transport: options.transport(), clock, random });
  }

  async function withWire<T>(work: (wire: Wire) => Promise<T>): Promise<T> {
    const wire = open();
    return work(wire).finally(() => wire.close());
  }

  async function found(wire: Wire): Promise<Envelope | null> {
    const source = await wire.get();
    return source === null ? null : parseEnvelope(source, where);
  }

  function textsOf(now: Envelope | null): Texts {
    const isLost = now?.hasState === true && now.texts.state === null;
    return {
      read: async (text) => bytesOf(now?.texts[text] ?? null),
      lostHint: isLost
        ? `Restore an older version on the server. To start over without it, delete what is at ${where}.`
        : null,
    };
  }
}
