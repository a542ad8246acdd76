import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sandboxVariables } from '../../src/app/sandbox.ts';
import { SANDBOX_TOKEN } from '../../src/sandbox/access.ts';
import { buildWorld } from '../../src/sandbox/build.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Peer, Sides, Stage } from './peer.ts';
import { wayTo } from './way.ts';

/** Harvest and Forecast of the sandbox. In the file, each record of Harvest is to be made in Forecast. */
export function hfsync(root: string): Peer {
  const bin = path.join(root, 'bin/hfsync.js');
  return {
    name: 'hfsync',
    driven:
      'clients, projects and people of Harvest, all declared with `forecast: create`; then names are edited on both sides. Both services are those of `hfsync sandbox`, without rate limit; `rate` is raised so that hfsync does not wait',
    version: async () =>
      /^hfsync\/(\S+)/.exec(execFileSync(process.execPath, [bin, '--version'], { encoding: 'utf8' }))![1]!,
    open,
  };

  async function open(folder: string, records: number): Promise<Stage> {
    const clients = Math.max(1, Math.round(records / 20));
    const people = Math.round(records * 0.3);
    const count = <T>(size: number, make: (index: number) => T): T[] => Array.from({ length: size }, (_, n) => make(n));
    const world = buildWorld({
      clients: count(clients, (n) => ({ harvest: 10_000 + n, forecast: null, name: `Client ${n}` })),
      people: count(people, (n) => ({
        ...{ harvest: 20_000 + n, forecast: null, name: `Kim Allen-${n}`, email: `kim.${n}@company.example` },
      })),
      projects: count(records - clients - people, (n) => ({
        ...{ harvest: 30_000 + n, forecast: null, name: `Website ${n}`, code: `P-${n}` },
        client: { harvest: `Client ${n % clients}`, forecast: null },
      })),
    });
    const sandbox = await startSandbox({
      clock: {
        now: () => Date.now(),
        elapsed: () => performance.now(),
        sleep: (ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
      },
      random: { fraction: Math.random, uuid: () => crypto.randomUUID() },
      data: world,
    });
    const ways = [await wayTo(sandbox.urls.harvest), await wayTo(sandbox.urls.forecast)] as const;
    const urls = { harvest: ways[0].url, forecast: ways[1].url, id: sandbox.urls.id };
    const entries = (kind: 'clients' | 'projects' | 'users'): string =>
      world.harvest[kind].map(({ id }) => `    - { harvest: ${id}, forecast: create }`).join('\n');
    const rate = '  rate: { requests: 100000, seconds: 1 }';
    await writeFile(
      path.join(folder, 'hfsync.yaml'),
      [
        'version: 1',
        `harvest:\n  account: ${world.harvest.account}\n  token: \${HARVEST_TOKEN}\n${rate}`,
        `forecast:\n  account: ${world.forecast.account}\n  token: \${FORECAST_TOKEN}\n${rate}`,
        `links:\n  clients:\n${entries('clients')}\n  projects:\n${entries('projects')}\n  people:\n${entries('users')}`,
        '',
      ].join('\n'),
    );
    const command = (...args: string[]) => ({
      ...{ program: process.execPath, args: [bin, ...args], folder },
      env: sandboxVariables(urls, SANDBOX_TOKEN),
    });

    /** Projects alone: their names go both ways. */
    const sides: Sides = {
      async rename(side, record, name) {
        const id = side === 0 ? 30_000 + record : twin(record).id;
        await sandbox.control.edit({
          ...{ side: side === 0 ? 'harvest' : 'forecast', kind: 'project', id, values: { name } },
        });
      },
      async names(side) {
        const { harvest, forecast } = sandbox.world();
        return (side === 0 ? harvest : forecast).projects.map(({ name }) => name);
      },
      name: async (side, record) =>
        side === 0
          ? sandbox.world().harvest.projects.find(({ id }) => id === 30_000 + record)?.name
          : sandbox.world().forecast.projects.find(({ harvest_id }) => harvest_id === 30_000 + record)?.name,
    };

    function twin(record: number): { readonly id: number } {
      const found = sandbox.world().forecast.projects.find(({ harvest_id }) => harvest_id === 30_000 + record);
      if (!found) throw new Error(`project ${record} is not in Forecast`);
      return found;
    }

    let edits = 0;
    return {
      sync: command(
        'apply',
        '--auto-approve',
        '--allow',
        'first_sync',
        '--allow',
        'max_changed_share',
        '--allow',
        'max_changes',
      ),
      look: command('plan'),
      ways,
      async edit(size) {
        edits++;
        for (let n = 0; n < size; n++) await sides.rename(n < size / 2 ? 0 : 1, n, `Website ${n}, ${edits}`);
      },
      sides,
      async stop() {
        for (const way of ways) await way.stop();
        await sandbox.stop();
      },
    };
  }
}
