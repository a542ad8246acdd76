import { UserError } from '../../model/error.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { reasonIn, type Program, type Ran } from './program.ts';
import { openObjects } from './objects.ts';
import { NO_REFS, REF_NAMES, type Move, type RefName, type Refs } from './refs.ts';

/** The refs of a state on a remote. Every method but those that put is one round trip, if the network holds. Throws `UserError`. */
export interface Remote {
  /** What messages call the remote. */
  readonly shown: string;
  name(ref: RefName): string;
  /** Where the refs are, and what is in them, at one moment. */
  look(): Promise<Look>;
  list(): Promise<Refs>;
  /** Puts bytes into the local clone, from where a push takes them. Answers their id. */
  put(content: Uint8Array | string): Promise<string>;
  /** The same for a text that grows at its end (`parts.ts`). */
  putGrowing(text: Buffer): Promise<string>;
  /**
   * All moves or none. At least one of them is to an id that nobody else can have, so that a lost answer can be settled by looking
   * again. `stale`: some ref was not where it was expected.
   */
  push(moves: readonly Move[]): Promise<'done' | 'stale'>;
}

export interface Look {
  readonly refs: Refs;
  /** null: there is no such ref. */
  content(ref: RefName): Buffer | null;
}

export interface RemoteOptions {
  readonly program: Program;
  readonly clock: Clock;
  readonly random: Random;
  /** A name in the clone, or an address. */
  readonly remote: string;
  /** The refs begin with it: `refs/hfsync`. */
  readonly prefix: string;
}

/** A push whose client died may land 2 to 8 s later: seen with git 2.39 over smart HTTP. */
const SETTLE_MS = [1_000, 2_000, 4_000, 4_000] as const;
/** What a server says when somebody else's push was at work on the same refs. */
const BUSY = /failed to update ref|cannot lock ref|failed to lock|atomic|stale info|reference already exists/;

export function gitRemote(options: RemoteOptions): Remote {
  const { program, clock, random, remote, prefix } = options;
  // An address may hold credentials.
  const shown = remote.replace(/\/\/[^/@\s]*@/, '//');
  const name = (ref: string): string => `${prefix}/${ref}`;

  const objects = openObjects(program, shown);

  return { shown, name, look, list, push, put: objects.put, putGrowing: objects.putGrowing };

  async function look(): Promise<Look> {
    // Git fetches several refs that may be missing only by a pattern, and a pattern needs names of its own here.
    const own = `refs/hfsync-read/${random.uuid()}`;
    await reaching(() => [
      ...[
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-prune',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--refmap=',
        // In a partial clone, parts of the journal would be fetched one by one.
        '--no-filter',
      ],
      ...['--', remote, `${name('*')}:${own}/*`],
    ]);
    try {
      return await contents(own);
    } finally {
      const names = REF_NAMES.map((ref) => `delete ${own}/${ref}\n`).join('');
      await program.run(['update-ref', '--no-deref', '--stdin'], names);
    }
  }

  async function contents(own: string): Promise<Look> {
    const ids: { [R in RefName]: string | null } = { ...NO_REFS };
    const found = new Map<RefName, Buffer>();
    const all = await objects.read(REF_NAMES.map((ref) => `${own}/${ref}`));
    for (const [index, ref] of REF_NAMES.entries()) {
      const object = all[index];
      if (!object) continue;
      const isTree = ref === 'journal' && object.kind === 'tree';
      if (object.kind !== 'blob' && !isTree)
        throw objects.unreadable(`fatal: ${name(ref)} is a ${object.kind}, and not a text`);
      ids[ref] = object.id;
      found.set(ref, isTree ? await objects.joined(object) : object.bytes);
    }
    return { refs: ids, content: (ref) => found.get(ref) ?? null };
  }

  async function list(): Promise<Refs> {
    const { out } = await reaching(() => ['ls-remote', '--quiet', '--', remote, ...REF_NAMES.map(name)]);
    const lines = out.toString('utf8').split('\n');
    const ids = new Map(lines.map((line) => line.split('\t')).map(([id = '', ref = '']) => [ref, id]));
    return Object.fromEntries(REF_NAMES.map((ref) => [ref, ids.get(name(ref)) ?? null])) as unknown as Refs;
  }

  async function push(moves: readonly Move[]): Promise<'done' | 'stale'> {
    for (const [tries, settleMs] of SETTLE_MS.entries()) {
      const ran = await program.run(pushArgs(moves));
      if (ran.code === 0) return 'done';
      const refusals = refusalsIn(ran.out.toString('utf8'));
      // A lost answer says nothing, and neither does a refusal after a try that may have landed: only the refs do.
      const seen = await where(moves).catch((error: unknown) => {
        if (refusals.length > 0 || tries === SETTLE_MS.length - 1) throw error;
        return 'from' as const;
      });
      if (seen !== 'from') return seen === 'to' ? 'done' : 'stale';
      const isFinal = refusals.length > 0 && !refusals.some((why) => BUSY.test(why));
      if (isFinal || tries === SETTLE_MS.length - 1) throw refused(ran, refusals);
      await clock.sleep(settleMs * (0.5 + random.fraction()), NEVER);
    }
    throw new Error('a push was neither done nor refused');
  }

  /** Where a push left its refs: where they were, where they should go, or elsewhere. */
  async function where(moves: readonly Move[]): Promise<'from' | 'to' | 'elsewhere'> {
    const { out } = await reaching(() => ['ls-remote', '--quiet', '--', remote, ...moves.map(({ ref }) => ref)]);
    const ids = new Map(
      out
        .toString('utf8')
        .split('\n')
        .map((line) => line.split('\t').toReversed() as [string, string]),
    );
    const isAt = (end: 'from' | 'to') => moves.every((move) => (ids.get(move.ref) ?? null) === move[end]);
    return isAt('to') ? 'to' : isAt('from') ? 'from' : 'elsewhere';
  }

  function pushArgs(moves: readonly Move[]): readonly string[] {
    return [
      ...['push', '--porcelain', '--atomic', '--no-verify', '--no-signed', '--no-thin'],
      ...moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`),
      ...['--', remote, ...moves.map(({ ref, to }) => `${to ?? ''}:${ref}`)],
    ];
  }

  /** A reading command; what may pass by itself is tried again. */
  async function reaching(args: () => readonly string[]): Promise<Ran> {
    for (const [tries, settleMs] of SETTLE_MS.entries()) {
      const ran = await program.run(args());
      if (ran.code === 0) return ran;
      if (tries === 2 || FINAL.test(ran.err)) throw unreachable(`The state on ${shown}`, ran.code, ran.err);
      await clock.sleep(settleMs, NEVER);
    }
    throw new Error('a command was neither done nor refused');
  }

  function refused({ code, err }: Ran, refusals: readonly string[]): UserError {
    const [why = code === null ? 'it does not answer' : reasonIn(err)] = refusals;
    const told = err.split('\n').find((line) => line.startsWith('remote: ') && !/^remote:\s*$/.test(line));
    const more = refusals.length > 0 && told !== undefined ? ` ${reasonIn(told)}` : '';
    return new UserError('state.unwritable', `${shown} does not accept the state: ${why}.${more}`, {
      hint: refusals.length > 0 ? `Whoever runs hfsync must be able to push to ${prefix}/*.` : hintFor(err),
    });
  }
}

/** `what` cannot be read. */
export function unreachable(what: string, code: number | null, err: string): UserError {
  const why = code === null ? 'it does not answer' : reasonIn(err);
  return new UserError('state.unreachable', `${what} cannot be read: ${why}`, { hint: hintFor(err) });
}

/** A wait that an interrupt does not end: what is under way is finished. */
const NEVER = new AbortController().signal;

const DENIED = /authentication|permission|denied|could not read username|access rights|40[13]/i;
/** What no second try helps with. */
const FINAL = new RegExp(
  `${DENIED.source}|not a git repository|dubious ownership|does not appear to be|not found`,
  'i',
);

function hintFor(err: string): string {
  if (/not a git repository/.test(err))
    return 'The git backend keeps the state in the repository of the configuration. Run hfsync in a clone of it.';
  if (/dubious ownership/.test(err)) return 'Let git trust the folder: git config --global --add safe.directory FOLDER';
  if (/does not appear to be/.test(err))
    return 'Check the address of the remote: git remote -v. If it is right, check that git may read and push there.';
  if (DENIED.test(err))
    return 'Give git credentials that can read and push. GitHub: permissions: { contents: write } and actions/checkout. GitLab: a project access token with write_repository.';
  return 'Check the network and the remote: git ls-remote';
}

/** The reasons for which `--porcelain` says that refs were not moved. */
function refusalsIn(out: string): readonly string[] {
  const lines = out.split('\n').filter((line) => line.startsWith('!\t'));
  const reasons = lines.map((line) => line.split('\t')[2] ?? '');
  // The server took the push, and its report did not arrive: nobody refused anything.
  return reasons.filter((why) => why.startsWith('[rejected]') || why.startsWith('[remote rejected]'));
}
