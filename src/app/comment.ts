import type { Forge, Post } from '../forge/forge.ts';
import type { Own, Patience, Published } from '../forge/post.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { isEmpty, type Plan } from '../model/plan.ts';
import { jsonLine } from '../report/json-text.ts';
import { counted } from '../report/count.ts';
import { escapeText, printable } from '../report/escape.ts';
import type { Environment } from './environment.ts';
import { connectForge, jobOf, type ForgeName, type Job } from './forge.ts';
import { interruptible } from './interrupt.ts';
import { redacting } from './print-plan.ts';

export interface CommentOptions {
  readonly forge: ForgeName;
  /** Names the comment, if a repository has several configurations. */
  readonly id: string | null;
  readonly number: number | null;
  readonly commit: string | null;
  /** The author of our posts, if the token does not say. */
  readonly author: string | null;
  /** Seconds. */
  readonly maxWait: number;
}

export interface PostOptions extends CommentOptions {
  /** A saved plan. */
  readonly file: string;
  /** An issue about what waits, instead of the comment. */
  readonly issue: boolean;
  /** Comment even if the plan is empty. */
  readonly always: boolean;
  readonly redact: boolean;
}

/** The author of a GitHub job's posts. Its token cannot be asked. */
const JOB_AUTHOR = 'github-actions[bot]';

/** Puts a saved plan where the team reviews, and leaves a GitHub step's outputs and summary. */
export function comment(env: Environment, options: PostOptions): Promise<ExitCode> {
  return redacting(options.redact, () => post(env, options));
}

async function post(env: Environment, options: PostOptions): Promise<ExitCode> {
  checkId(options.id);
  const [{ loadUnchanged }, step] = await Promise.all([import('./saved-plan.ts'), import('./github-step.ts')]);
  const plan = await loadUnchanged(env, options.file);
  const shown = options.redact ? (await import('../report/redact.ts')).redactPlan(plan) : plan;
  if (options.forge === 'github') {
    // First, so that they are written even if the comment is refused.
    await step.writePlanOutputs(env, plan);
    await step.writeSummary(env, shown);
  }
  const posting: Posting = { plan, shown, options, job: await jobOf(env, options.forge, options) };
  const [what, kind, write] = options.issue
    ? (['issue', 'drift', postIssue] as const)
    : (['comment', 'plan', postComment] as const);
  return withForge(env, options, async (forge, patience) => {
    const own = await ownOf(forge, options, kind);
    const done = await write(posting, forge, own, patience);
    tellPublished(env, what, done);
    if (done.action === 'created') warnOfStranger(env, done.post, own);
    return EXIT.done;
  });
}

interface Posting {
  readonly plan: Plan;
  /** The plan as it may be shown there. */
  readonly shown: Plan;
  readonly options: PostOptions;
  readonly job: Job;
}

/** Prints the digest of the plan that was reviewed last in the pull request that this job's commit merged. */
export async function readDigest(env: Environment, options: CommentOptions): Promise<ExitCode> {
  checkId(options.id);
  const [{ reviewedIn }, { ownPosts }, step] = await Promise.all([
    import('../report/comment.ts'),
    import('../forge/post.ts'),
    import('./github-step.ts'),
  ]);
  const job = await jobOf(env, options.forge, options);
  return withForge(env, options, async (forge, patience) => {
    const { number, head } = await mergedBy(forge, job, patience);
    const [newest] = ownPosts(await forge.comments(number).list(), await ownOf(forge, options, 'plan'));
    const reviewed = newest ? reviewedIn(newest.body) : null;
    if (!reviewed) {
      throw new UserError('digest.missing', `${forge.name} ${number} has no hfsync comment with a digest.`, {
        hint: 'No plan was reviewed there. Make a new plan, review it, and apply it with --expect and its digest.',
      });
    }
    if (head === null) {
      env.err.write(
        printable`Warning: hfsync cannot tell which commit was merged, so the plan may be for an older one.\n`,
      );
    } else if (reviewed.commit !== head) {
      throw new UserError(
        'digest.outdated',
        `The plan reviewed in ${number} is for commit ${reviewed.commit ?? 'unknown'}, but ${head} was merged.`,
        {
          hint: 'The last push was not planned. Make a new plan, review it, and apply it with --expect and its digest.',
        },
      );
    }
    if (options.forge === 'github') await step.writeOutputs(env, { digest: reviewed.digest });
    env.out.write(env.flags.json ? jsonLine({ number, ...reviewed }) : printable`${escapeText(reviewed.digest)}\n`);
    return EXIT.done;
  });
}

async function postComment(posting: Posting, forge: Forge, own: Own, patience: Patience): Promise<Published> {
  const { plan, shown, options, job } = posting;
  if (job.number === null) throw noNumber(options.forge);
  const [{ publish }, { commentBody }] = await Promise.all([
    import('../forge/post.ts'),
    import('../report/comment.ts'),
  ]);
  const body = forge.written(commentBody(plan, shown, { id: options.id, commit: job.commit, limit: forge.limit }));
  return publish(forge.comments(job.number), own, { body, create: options.always || !isEmpty(plan) }, patience);
}

async function postIssue(posting: Posting, forge: Forge, own: Own, patience: Patience): Promise<Published> {
  const { plan, shown, options, job } = posting;
  const [{ publish, withdraw }, { issueBody }] = await Promise.all([
    import('../forge/post.ts'),
    import('../report/comment.ts'),
  ]);
  const tracker = forge.issues(`hfsync: waiting for a person${options.id === null ? '' : ` (${options.id})`}`);
  if (plan.summary.manual + plan.summary.conflicts === 0) return withdraw(tracker, own, madeAt(plan), patience);
  const body = forge.written(issueBody(shown, { id: options.id, commit: job.commit, limit: forge.limit }));
  return publish(tracker, own, { body, create: true }, patience);
}

/** When the plan was made, in ms since 1970. Null if a saved plan does not say. */
function madeAt({ created_at: at }: Plan): number | null {
  const time = Date.parse(at);
  return Number.isNaN(time) ? null : time;
}

async function withForge(
  env: Environment,
  options: CommentOptions,
  work: (forge: Forge, patience: Patience) => Promise<ExitCode>,
): Promise<ExitCode> {
  return interruptible(env, async (signal) => {
    const { forge, close } = await connectForge(env, options.forge, { maxWait: options.maxWait, signal });
    try {
      return await work(forge, { clock: env.clock, signal });
    } finally {
      await close();
    }
  });
}

async function ownOf(forge: Forge, options: CommentOptions, kind: 'plan' | 'drift'): Promise<Own> {
  const { planMarker, driftMarker, plannedAt } = await import('../report/comment.ts');
  const author = (await forge.author()) ?? options.author ?? JOB_AUTHOR;
  return { author, marker: kind === 'plan' ? planMarker(options.id) : driftMarker(options.id), plannedAt };
}

/**
 * Waits before asking again, in ms: right after a merge, a forge may not know yet which pull request made the commit.
 */
const LOOK_AGAIN_MS = [1_000, 2_000, 3_000];

async function mergedBy(
  forge: Forge,
  job: Job,
  { clock, signal }: Patience,
): Promise<{ number: number; head: string | null }> {
  if (job.number !== null) return { number: job.number, head: job.commit === job.built ? null : job.commit };
  if (job.built !== null) {
    for (const wait of [0, ...LOOK_AGAIN_MS]) {
      if (wait > 0) await clock.sleep(wait, signal);
      const merged = await forge.mergedAs(job.built);
      if (merged) return merged;
    }
  }
  throw new UserError(
    'digest.unmerged',
    `Commit ${job.built ?? '(none)'} does not come from a merge, so no plan for it was reviewed.`,
    {
      hint: 'Give --number N. Or make a new plan, review it, and apply it with --expect and its digest.',
    },
  );
}

function tellPublished(env: Environment, what: string, { action, post, others }: Published): void {
  if (env.flags.json) {
    env.out.write(jsonLine({ action, id: post?.id ?? null, url: post?.url ?? null, others }));
    return;
  }
  if (others > 0) {
    const left = others === 1 ? 'left as it is' : 'left as they are';
    const found = `${counted(others, 'other post')} by hfsync as well, ${action === 'closed' ? 'closed too' : left}`;
    env.err.write(printable`Found ${escapeText(found)}.\n`);
  }
  const where = post ? printable` ${escapeText(post.url ?? String(post.id))}` : printable``;
  env.out.write(printable`${escapeText(WORDS[action](what))}${where}\n`);
}

const WORDS = {
  created: (what: string) => `Created the ${what}`,
  updated: (what: string) => `Updated the ${what}`,
  newer: (what: string) => `A newer plan is there already, in the ${what}`,
  kept: (what: string) => `Nothing new for the ${what}`,
  closed: (what: string) => `Nothing is waiting. Closed the ${what}`,
  none: (what: string) => `Nothing to say, so no ${what} was created.`,
} as const satisfies Record<Published['action'], (what: string) => string>;

/** Warns about a token of another app: without its name, the next run would not find the post and would make another. */
function warnOfStranger(env: Environment, post: Post | null, { author }: Own): void {
  if (!post || post.author === author) return;
  env.err.write(
    printable`Warning: this token writes as ${escapeText(post.author)}. Give --author ${escapeText(post.author)}, or the next run will not find it.\n`,
  );
}

function checkId(id: string | null): void {
  if (id === null || /^[a-z0-9-]{1,40}$/.test(id)) return;
  throw new UserError('comment.id', `${escapeText(id)} is not a valid --id.`, {
    hint: 'Use 1 to 40 of the characters a to z, 0 to 9 and -.',
  });
}

function noNumber(forge: ForgeName): UserError {
  return new UserError('forge.number', 'It is unclear which pull request to comment on.', {
    hint:
      forge === 'github'
        ? 'Run it in a job of a pull_request event, or give --number N.'
        : 'Run it in a merge request pipeline (CI_MERGE_REQUEST_IID), or give --number N.',
  });
}
