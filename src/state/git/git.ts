import { UserError } from '../../model/error.ts';
import type { Clock, Random } from '../../model/ports.ts';
import type { Machine } from '../local/machine.ts';
import type { HeldMedium, Holder, LockInfo, Medium, Refused, Texts } from '../medium.ts';
import { holdRefs } from './held.ts';
import { createJudge, holderIn, isHeld } from './judge.ts';
import { locked } from '../take-lock.ts';
import { beatMsOf, leasedHolder, leaseOf } from '../lease.ts';
import { formatLock, parseLock } from './lock-text.ts';
import { gitProgram, type Program } from './program.ts';
import { gitRemote, unreachable, type Look, type Remote } from './remote.ts';

/**
 * The state as refs of the repository that the configuration is in: no service is needed beside the one that keeps the code. The texts
 * and the lock are blobs (`refs.ts`), every write is one atomic push that moves the lock too (`held.ts`), and a lock whose holder shows
 * no sign of life for its lease is taken over (`judge.ts`).
 */
export interface GitOptions {
  /** The folder of the configuration, inside a clone. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  readonly machine: Machine;
  readonly variables: { readonly [name: string]: string | undefined };
}

/** Throws `UserError`: `state.variable`. Asks nobody yet. */
export function gitMedium(options: GitOptions): Medium {
  const { clock, random, machine } = options;
  const prefix = prefixOf(options.variables);
  const lease = leaseOf(options.variables);
  const judge = createJudge(clock, machine, lease);
  const names = { state: `${prefix}/state`, backup: `${prefix}/backup`, journal: `${prefix}/journal` };
  const where = names.state;
  const program = gitProgram(options.folder, options.variables);
  let known: Promise<Remote> | null = null;
  const remoteOf = (): Promise<Remote> =>
    (known ??= remoteName(program, options.variables).then((remote) =>
      gitRemote({ ...{ program, clock, random, remote, prefix } }),
    ));

  return {
    names,
    where,
    read: async (text) => (await (await remoteOf()).look()).content(text),
    async look() {
      const remote = await remoteOf();
      return textsOf(await remote.look(), remote);
    },
    tryLock,
    breakLock,
  };

  async function tryLock(operation: string, how?: 'lazily'): Promise<HeldMedium | Refused> {
    const remote = await remoteOf();
    for (let tries = 0; ; tries += 1) {
      const look = await remote.look();
      if (isHeld(look) && !judge.isDead(look)) return holderIn(look);
      const self = leasedHolder(options, operation, lease);
      const { lostHint } = textsOf(look, remote);
      const beatMs = beatMsOf(lease);
      const held = holdRefs({ ...{ remote, names, where, clock, random, self, lostHint, beatMs } }, look);
      if (how === 'lazily' || (await held.claim())) return held;
      // Whoever was faster may be done already; but nobody can be that unlucky for ever.
      if (tries === 5) return holderIn(await remote.look());
    }
  }

  async function breakLock(id: string): Promise<LockInfo> {
    const remote = await remoteOf();
    const look = await remote.look();
    const { by } = holderIn(look);
    if (!isHeld(look)) throw new UserError('state.not-locked', `${where} on ${remote.shown} is not locked.`);
    // A lock that does not say whose it is has the id of its blob.
    const held = by?.id ?? look.refs.lock ?? '';
    if (held !== id) throw new UserError('state.lock-id', `The lock of ${where} has the id ${held}, not ${id}.`);
    const free = await remote.put(formatLock({ holder: null, hasState: look.refs.state !== null }, random.uuid()));
    if ((await remote.push([{ ref: remote.name('lock'), from: look.refs.lock, to: free }])) === 'done')
      return by ?? { ...leasedHolder(options, 'unknown', lease), id };
    // It moved in that very moment, so its holder is alive.
    throw locked(where, holderIn(await remote.look()));
  }
}

function textsOf(look: Look, remote: Remote): Texts {
  const bytes = look.content('lock');
  const isLost = bytes !== null && parseLock(bytes)?.hasState === true && look.refs.state === null;
  return { read: async (text) => look.content(text), lostHint: isLost ? lostHint(remote) : null };
}

function lostHint({ shown, name }: Remote): string {
  return (
    `Something deleted the ref, as git push --mirror does. Another clone may still have it.\n` +
    `To start over without it: git push ${shown} --delete ${name('lock')}`
  );
}

/** The remote that keeps the state: the one that is named, or the only one, or `origin`. */
async function remoteName(program: Program, variables: GitOptions['variables']): Promise<string> {
  const named = variables['HFSYNC_STATE_GIT_REMOTE'];
  if (named !== undefined && named !== '') return named;
  const { code, out, err } = await program.run(['remote']);
  if (code !== 0) throw unreachable('The state', code, err);
  const names = out.toString('utf8').split('\n').filter(Boolean);
  const [only] = names;
  if (names.includes('origin')) return 'origin';
  if (only !== undefined && names.length === 1) return only;
  throw new UserError('state.git', `The clone has ${counted(names.length)}, so it is not clear where the state is.`, {
    hint: 'Name the remote, or its address: HFSYNC_STATE_GIT_REMOTE=origin',
  });
}

function counted(remotes: number): string {
  return remotes === 0 ? 'no remote' : `${remotes} remotes, and none is called origin`;
}

function prefixOf(variables: GitOptions['variables']): string {
  const prefix = variables['HFSYNC_STATE_GIT_REFS'] || 'refs/hfsync';
  // Branches and tags are for people, and a branch cannot be at a blob.
  const isOurs =
    /^refs(\/[A-Za-z0-9_][A-Za-z0-9_-]*)+$/.test(prefix) &&
    !/^refs\/(heads|tags|remotes|notes|pull|merge-requests)\b/.test(prefix);
  if (isOurs) return prefix;
  throw new UserError('state.variable', `HFSYNC_STATE_GIT_REFS is ${prefix}, which cannot hold a state.`, {
    hint: 'Use letters, digits and hyphens after refs/, such as refs/hfsync-berlin. Branches and tags cannot hold it.',
  });
}
