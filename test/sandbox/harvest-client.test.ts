import {
  Harvest,
  HarvestNotFoundError,
  HarvestRateLimitError,
  HarvestUnprocessableError,
} from '@procyon-creative/harvest-sdk';
import { expect, test } from 'vitest';
import { buildWorld } from '../../src/sandbox/build.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { sandbox } from './support.ts';

// A client that others wrote, and that knows nothing of this sandbox.
function sdk(at: Sandbox, prefix = '/v2'): Harvest {
  return new Harvest({ accountId: '1234567', accessToken: 'sandbox-token', baseUrl: at.urls.harvest + prefix });
}

test.each(['/v2', '/api/v2', ''])(
  'a third-party client creates, reads, updates and deletes under "%s"',
  async (prefix) => {
    const api = sdk(await sandbox(), prefix);
    const client = await api.clients.create({ name: 'Hooli' });
    expect(client).toMatchObject({ name: 'Hooli', is_active: true, address: null, currency: 'EUR' });
    const project = await api.projects.create({ client_id: client.id, name: 'Nucleus', code: 'NUC' });
    expect(project).toMatchObject({
      name: 'Nucleus',
      code: 'NUC',
      bill_by: 'none',
      budget_by: 'none',
      is_billable: true,
    });
    expect((await api.projects.update(project.id, { name: 'Nucleus 2' })).name).toBe('Nucleus 2');
    await api.projects.delete(project.id);
    await expect(api.projects.get(project.id)).rejects.toBeInstanceOf(HarvestNotFoundError);
    await api.clients.delete(client.id);
    expect((await api.clients.list()).map(({ name }) => name)).toEqual(['Initech', 'Acme', 'Umbrella']);
  },
);

test('a form body names roles by repeated keys, and unknown roles come into being', async () => {
  const api = sdk(await sandbox());
  const names = { first_name: 'Gil', last_name: 'Noor', email: 'gil@acme.example' };
  const user = await api.users.create({ ...names, roles: ['Designer', 'Copywriter'], is_contractor: true });
  expect(user).toMatchObject({
    ...names,
    roles: ['Designer', 'Copywriter'],
    is_contractor: true,
    weekly_capacity: 126000,
  });
  expect((await api.roles.list()).map(({ name }) => name)).toContain('Copywriter');
  const updated = await api.users.update(user.id, { roles: ['Producer'], weekly_capacity: 72000 });
  expect(updated).toMatchObject({ roles: ['Producer'], weekly_capacity: 72000 });
});

test('the client walks all pages', async () => {
  const clients = Array.from({ length: 7 }, (_, index) => ({ name: `Client ${index}` }));
  const at = await sandbox({ data: buildWorld({ clients }), pageSize: 3 });
  const all = await sdk(at).clients.listAll().toArray();
  expect(all.map(({ name }) => name)).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `Client ${index}`));
  expect(at.requests).toHaveLength(3);
});

test('the client tells refusals and throttling apart', async () => {
  const at = await sandbox();
  const api = sdk(at);
  await expect(api.clients.create({ name: 'Acme' })).rejects.toBeInstanceOf(HarvestUnprocessableError);
  at.control.faults.add({ fault: 'limit', side: 'harvest' });
  await expect(api.company.get()).rejects.toBeInstanceOf(HarvestRateLimitError);
  expect((await api.company.get()).weekly_capacity).toBe(126000);
});
