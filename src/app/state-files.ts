/** The texts of a state by hand, under its lock: put the backup in place, encrypt what is plain. Reads neither account. */
import { EXIT, type ExitCode } from '../model/error.ts';
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

async function withState<T>(env: Environment, operation: string, work: Parameters<typeof withTexts<T>>[3]): Promise<T> {
  const want = await loadWant(env, { offline: true });
  const { withTexts } = await import('../state/store.ts');
  return withTexts(want.state, await storeOptions(env, want), operation, work);
}
