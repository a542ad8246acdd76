import { UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { sideName, SIDES, type Side } from '../model/side.ts';
import type { Environment } from './environment.ts';

/** Loads a saved plan exactly as hfsync saved it. Throws `UserError` if it is redacted, or was changed since. */
export async function loadUnchanged(env: Environment, file: string): Promise<Plan> {
  const { loadPlan } = await import('./plan-file.ts');
  const plan = await loadPlan(env, file);
  if (plan.redacted) {
    throw new UserError('plan.redacted', `${file} was saved for reading only: names and hours are left out.`, {
      hint: 'Use the plan that plan --out saved. Or approve by digest: hfsync apply --expect DIGEST',
    });
  }
  if (await isHonest(env, plan)) return plan;
  throw new UserError(
    'plan.tampered',
    `${file} was changed after it was saved, or it was made with another HFSYNC_STATE_KEY or without one.`,
    { hint: 'Save it again with: hfsync plan --out FILE' },
  );
}

/** Whether the digest of a plan matches its changes. */
export async function isHonest(env: Environment, plan: Plan): Promise<boolean> {
  const [{ digestOf }, { stateKey }] = await Promise.all([import('../plan/digest.ts'), import('./gather.ts')]);
  return digestOf(plan, await stateKey(env)) === plan.digest;
}

/** Throws `UserError` if the plan is for other accounts than `accounts`: none of its records would be found. */
export function checkAccounts(file: string, plan: Plan, accounts: { readonly [S in Side]: number }): void {
  for (const side of SIDES) {
    if (plan.accounts[side].id === accounts[side]) continue;
    throw new UserError(
      'plan.other-accounts',
      `${file} is for ${sideName(side)} ${plan.accounts[side].id}, but the configuration is for ${accounts[side]}. Nothing was written.`,
      { hint: 'Plan again with this configuration, or choose the right one with --config.' },
    );
  }
}
