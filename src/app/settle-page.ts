/**
 * `settle --page`: the same plan, ways and edits as `settle`, chosen on a local page. In: the configuration, both
 * accounts. Out: the files, each written completely or not at all, once a person saves there. Writes to no account.
 */
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { openSession } from '../page/session.ts';
import { editsOfChoices } from '../page/choices.ts';
import { pageData } from '../page/data.ts';
import type { Choice } from '../page/wire.ts';
import type { Plan } from '../model/plan.ts';
import { rowsOfPlan } from '../plan/list-records.ts';
import { InvalidConfig, loadFiles } from './config.ts';
import { fileEditor, type EditedFile } from './edited.ts';
import { linkFiles } from './link-files.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, makeFreshPlan } from './gather.ts';
import { interruptible } from './interrupt.ts';
import { openPage, type PageOptions } from './page.ts';
import { replaceFile } from './replace-file.ts';
import { staleFile, tellSettled, type Settled, type SettleOptions } from './settle.ts';

export type SettlePageOptions = SettleOptions & PageOptions;

export async function settleOnPage(env: Environment, options: SettlePageOptions): Promise<ExitCode> {
  refuseBeside(options);
  const { want, files } = await loadFiles(env);
  const { plan, input } = await interruptible(env, (signal) =>
    makeFreshPlan(env, { select: EVERYTHING, maxWait: options.maxWait }, signal),
  );
  if (plan.config.sha256 !== want.sha256) throw staleFile(env.flags.config);
  const known = { plan, have: input.have };
  const edit = fileEditor(env, files, linkFiles(input));
  let written: readonly EditedFile[] = [];
  const session = await openSession(
    editsOfChoices(known),
    {
      edit: (taken) => orWhy(() => edit(taken.flatMap(({ edits }) => edits))),
      save: async (changed) => {
        await refuseOthers(env, want.sha256);
        for (const file of changed) await replaceFile(env, file);
        written = changed;
      },
    },
    [],
  );
  const data = { mode: 'settle' as const, ...pageData({ ...known, rows: rowsOfPlan(input, plan) }) };
  const end = await openPage(env, { session, data }, options);
  if (end === 'closed')
    throw new UserError('settle.declined', 'The page was closed without saving. Nothing was written.');
  tellSettled(env, settledBy(plan, session.choices()), written, true);
  return EXIT.done;
}

/** Throws `UserError` for arguments that make a choice, because the page does that. */
function refuseBeside({ address, rule, exact, way, dryRun, yes }: SettleOptions): void {
  if (address === null && rule === null && way === null && !exact && !dryRun && !yes) return;
  throw new UserError('settle.which', 'The page shows every record, and what to do is chosen there.', {
    hint: 'Use --page without an address, --way, --rule, --exact, --dry-run and --yes.',
  });
}

/** Turns errors into reasons, which the page shows beside the choice. */
export async function orWhy<F>(work: () => Promise<readonly F[]>): Promise<EditedOr<F>> {
  try {
    return { ok: true, files: await work() };
  } catch (error) {
    if (error instanceof InvalidConfig)
      return { ok: false, why: error.diagnostics.map(({ message }) => message).join(' ') };
    if (error instanceof UserError) return { ok: false, why: error.message };
    throw error;
  }
}

type EditedOr<F> = { readonly ok: true; readonly files: readonly F[] } | { readonly ok: false; readonly why: string };

/** Throws `UserError` if any file of the configuration has changed since it was read, even one that is not written. */
async function refuseOthers(env: Environment, sha256: string): Promise<void> {
  try {
    if ((await loadFiles(env)).want.sha256 === sha256) return;
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
  }
  throw staleFile(env.flags.config);
}

function settledBy(plan: Plan, choices: readonly Choice[]): readonly Settled[] {
  const items = new Map([...plan.manual, ...plan.conflicts].map((item) => [item.id, item]));
  return choices.flatMap((choice) => {
    const item = choice.by === 'way' ? items.get(choice.item) : undefined;
    return item && choice.by === 'way'
      ? [{ id: item.id, address: item.address, rule: item.rule, way: choice.way }]
      : [];
  });
}
