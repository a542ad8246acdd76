import type { Random } from '../../src/model/ports.ts';
import { SIDES } from '../../src/model/side.ts';
import { control, type Control } from '../../src/sandbox/control.ts';
import { faultBox } from '../../src/sandbox/faults.ts';
import { forecastApp } from '../../src/sandbox/forecast/app.ts';
import { harvestApp } from '../../src/sandbox/harvest/app.ts';
import { requestLog } from '../../src/sandbox/log.ts';
import type { Service as SandboxService } from '../../src/sandbox/service.ts';
import type { World } from '../../src/sandbox/world.ts';
import type { Scheduler } from './scheduler.ts';
import { SERVER_EPOCH, type Answer, type Service } from './wire.ts';
import { TOKENS } from './world.ts';

/** Both accounts in virtual time, and the people who edit in them. */
export interface Accounts {
  world(): World;
  readonly hand: Control;
  /** As the service answers; what nothing has changed since is not worked out again. */
  readonly answer: Service['answer'];
  /** Somebody edited: what was answered before no longer holds. */
  changed(): void;
}

export function createAccounts(
  start: World,
  scheduler: Scheduler & { readonly random: Random },
  pageSize: number,
): Accounts {
  const holder = { world: start };
  const answers = new Map<string, Answer>();
  const clock = { now: () => SERVER_EPOCH + scheduler.now(), elapsed: scheduler.now, sleep: () => Promise.resolve() };
  const shared = { clock, random: scheduler.random, strict: {}, world: () => holder.world };
  const service: SandboxService = {
    ...shared,
    tokens: SIDES.map((side) => ({ token: TOKENS[side], as: 'administrator' as const })),
    pageSize,
    accountWritable: true,
  };
  const apps = { harvest: harvestApp(service), forecast: forecastApp(service) };
  const hand = control({
    ...shared,
    replace: (world) => void (holder.world = world),
    saved: () => Promise.resolve(),
    faults: faultBox(),
    log: requestLog(),
  });
  return {
    world: () => holder.world,
    hand,
    changed: () => answers.clear(),
    async answer({ side, method, path }, request, body) {
      const key = `${side} ${path}`;
      const known = method === 'GET' ? answers.get(key) : undefined;
      if (known) return known;
      if (method !== 'GET') answers.clear();
      const response = await apps[side].fetch(request(), { body });
      const fresh = { status: response.status, headers: [...response.headers], text: await response.text() };
      if (method === 'GET') answers.set(key, fresh);
      return fresh;
    },
  };
}
