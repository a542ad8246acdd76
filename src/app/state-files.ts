/**
 * Handles the texts of a state: restores the backup, encrypts them, exports to and imports from a file, moves to
 * another place. Reads neither account.
 */
import path from 'node:path';
import { userFiles } from '../files/user-files.ts';
import { EXIT, systemCode, UserError, type ExitCode } from '../model/error.ts';
import type { Want } from '../model/want.ts';
import type { withTexts } from '../state/store.ts';
import { loadWant } from './config.ts';
import type { Environment } from './environment.ts';
import { storeOptions } from './gather.ts';

export async function stateRestore(env: Environment): Promise<ExitCode> {
  const { restoreBackup } = await import('../state/restore.ts');
  const restored = await withState(env, 'state restore', async (context, held) => ({
    ...(await restoreBackup(context, held)),
    path: context.medium.names.state,
  }));
  const { stateRestoredJson, stateRestoredText } = await import('../report/state-files.ts');
  env.out.write(env.flags.json ? stateRestoredJson(restored) : stateRestoredText(restored, env.out.layout));
  return EXIT.done;
}

export async function stateSeal(env: Environment): Promise<ExitCode> {
  const { sealState } = await import('../state/seal.ts');
  const sealed = await withState(env, 'state seal', sealState);
  const { stateSealedJson, stateSealedText } = await import('../report/state-files.ts');
  env.out.write(env.flags.json ? stateSealedJson(sealed) : stateSealedText(sealed, env.out.layout));
  return EXIT.done;
}

/** Prints the state as it is kept, for a file: encrypted if it is encrypted there. */
export async function statePull(env: Environment): Promise<ExitCode> {
  const want = await loadWant(env, { offline: true });
  const [{ openMedium }, { readText }, { noState }, { pulledText }] = await Promise.all([
    import('../state/open.ts'),
    import('../state/remembered.ts'),
    import('../state/transfer.ts'),
    import('../report/state-files.ts'),
  ]);
  const medium = openMedium(want.state, await storeOptions(env, want));
  const source = await readText(medium, 'state');
  if (source === null) throw noState(medium.names.state);
  env.out.write(pulledText(source));
  return EXIT.done;
}

export async function statePush(env: Environment, file: string, isForced: boolean): Promise<ExitCode> {
  const source = await readSource(env, file);
  const { pushState } = await import('../state/transfer.ts');
  const pushed = await withState(env, 'state push', async (context, held) => ({
    ...(await pushState(context, held, { source, name: file, isForced })),
    where: context.medium.names.state,
  }));
  const { statePushedJson, statePushedText } = await import('../report/state-files.ts');
  env.out.write(env.flags.json ? statePushedJson(pushed) : statePushedText(pushed, env.out.layout));
  return EXIT.done;
}

/**
 * Copies the state to another place. The old one stays, so nothing is lost if nobody ever changes the configuration.
 */
export async function stateMigrate(env: Environment, to: Want['state']['backend']): Promise<ExitCode> {
  const want = await loadWant(env, { offline: true });
  if (to === want.state.backend)
    throw new UserError('state.same-place', `The state is kept with the backend ${to} already.`);
  const [{ withTexts }, { pushState, settledState }, { encodeState }] = await Promise.all([
    import('../state/store.ts'),
    import('../state/transfer.ts'),
    import('../state/encode.ts'),
  ]);
  const options = await storeOptions(env, want);
  const pushed = await withTexts(want.state, options, 'state migrate', async (old, held) => {
    const source = encodeState(old, await settledState(old, held));
    return withTexts({ ...want.state, backend: to }, options, 'state migrate', async (context, target) => ({
      ...(await pushState(context, target, { source, name: old.medium.names.state, isForced: false })),
      ...{ from: old.medium.names.state, where: context.medium.names.state, to },
    }));
  });
  const { stateMigratedJson, stateMigratedText } = await import('../report/state-files.ts');
  env.out.write(env.flags.json ? stateMigratedJson(pushed) : stateMigratedText(pushed, env.out.layout));
  return EXIT.done;
}

async function readSource(env: Environment, file: string): Promise<string> {
  try {
    return await userFiles.text(path.resolve(env.folder, file));
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    throw new UserError('state.unreadable', `${file} cannot be read (${code}).`, { cause: error });
  }
}

async function withState<T>(env: Environment, operation: string, work: Parameters<typeof withTexts<T>>[3]): Promise<T> {
  const want = await loadWant(env, { offline: true });
  const { withTexts } = await import('../state/store.ts');
  return withTexts(want.state, await storeOptions(env, want), operation, work);
}
