import type { Random } from '../../src/model/ports.ts';
import { SIDES } from '../../src/model/side.ts';
import { control, type Control } from '../../src/sandbox/control.ts';
import { faultBox } from '../../src/sandbox/faults.ts';
import { forecastApp } from '../../src/sandbox/forecast/app.ts';
import { harvestApp } from '../../src/sandbox/harvest/app.ts';
import { requestLog } from '../../src/sandbox/log.ts';
import type { Strict } from '../../src/sandbox/resource.ts';
import type { Service as SandboxService } from '../../src/sandbox/service.ts';
import type { World } from '../../src/sandbox/world.ts';
import type { Scheduler } from './scheduler.ts';
import { SERVER_EPOCH, type Answer, type Service } from './wire.ts';
import { TOKENS } from './world.ts';

/** Both accounts in virtual time, and the people who edit in them. */
export interface Accounts {
  world(): World;
  readonly hand: Control;
  /** As the service answers, from how the account was at `seenAt`; what nothing has changed since is not worked out again. */
  readonly answer: Service['answer'];
  /** Somebody edited: what was answered before no longer holds. */
  changed(): void;
}

export function createAccounts(
  start: World,
  scheduler: Scheduler & { readonly random: Random },
  options: {
    readonly pageSize: number;
    readonly isRemembered: boolean;
    readonly isApart?: boolean;
    readonly strict?: Strict;
  },
): Accounts {
  const holder = { world: start };
  const past = createPast(start, options.isRemembered);
  const answers = new Map<string, Answer>();
  const clock = { now: () => SERVER_EPOCH + scheduler.now(), elapsed: scheduler.now, sleep: () => Promise.resolve() };
  /** What the next request sees. */
  let shown: World | null = null;
  const shared = { clock, random: scheduler.random, strict: options.strict ?? {}, world: () => shown ?? holder.world };
  const service: SandboxService = {
    ...shared,
    tokens: SIDES.map((side) => ({ token: TOKENS[side], as: 'administrator' as const })),
    pageSize: options.pageSize,
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

  /** `isApart`: no two changes within one second, which is all that an `updated_at` tells. */
  function changed(): void {
    answers.clear();
    past.add(scheduler.now(), holder.world);
    if (options.isApart) scheduler.sleep(1_000);
  }

  return {
    world: () => holder.world,
    hand,
    changed,
    async answer({ side, method, path }, request, body, seenAt) {
      const version = past.at(seenAt);
      const key = `${side} ${version ?? ''} ${path}`;
      const known = method === 'GET' ? answers.get(key) : undefined;
      if (known) return known;
      shown = version === null ? null : past.worlds[version]!;
      const response = await apps[side].fetch(request(), { body });
      const fresh = { status: response.status, headers: [...response.headers], text: await response.text() };
      shown = null;
      if (method === 'GET') answers.set(key, fresh);
      else changed();
      return fresh;
    },
  };
}

/** How the accounts were; nothing is kept where nobody looks back. */
function createPast(start: World, isRemembered: boolean) {
  const worlds = [structuredClone(start)];
  const times = [0];
  return {
    worlds,
    add(at: number, world: World): void {
      if (!isRemembered) return;
      worlds.push(structuredClone(world));
      times.push(at);
    },
    /** The version that held at that time; null: the present one. */
    at(time: number): number | null {
      const index = times.findLastIndex((at) => at <= time);
      return index === times.length - 1 ? null : index;
    },
  };
}
