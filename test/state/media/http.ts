import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from '../../../src/http/transport.ts';
import { httpMedium, type HttpOptions } from '../../../src/state/http/http.ts';
import { FAKE_MACHINE } from '../parts.ts';
import { serveState, type Kind, type StateServer } from './http-server.ts';
import type { MediumUnderTest } from './under-test.ts';

export function httpOptions({ url }: Pick<StateServer, 'url'>, more: Partial<HttpOptions> = {}): HttpOptions {
  return {
    clock: {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      sleep: async (ms, signal) => void (await sleep(ms, undefined, { ...(signal && { signal }), ref: false })),
    },
    random: { fraction: () => 0.5, uuid: () => randomUUID() },
    holder: { pid: 1, host: 'here', user: 'kim' },
    machine: FAKE_MACHINE,
    variables: { HFSYNC_STATE_HTTP_ADDRESS: url },
    transport: async () => createTransport({ userAgent: 'hfsync (test)', env: {} }),
    ...more,
  };
}

interface Shared {
  readonly hfsync: { readonly texts: { [name: string]: string | null } };
}

/** The state behind the protocol of Terraform's http backend. */
export async function httpState(kind: Kind): Promise<MediumUnderTest> {
  const at = await serveState(kind);
  const dead = new Set<number>();
  let pids = 0;
  return {
    ...{ leases: true, recallsLoss: true },
    open: (user = 'kim') =>
      httpMedium(
        httpOptions(at, {
          holder: { pid: (pids += 1), host: 'here', user },
          machine: { ...FAKE_MACHINE, isAlive: (pid) => !dead.has(pid) },
        }),
      ),
    kill: async () => {
      for (let pid = 1; pid <= pids; pid += 1) dead.add(pid);
    },
    text: async (name) => (at.text === null ? null : (JSON.parse(at.text) as Shared).hfsync.texts[name]!),
    async put(name, content) {
      const shared = JSON.parse(at.text ?? 'null') as Shared;
      shared.hfsync.texts[name] = content;
      at.text = JSON.stringify(shared);
    },
  };
}
