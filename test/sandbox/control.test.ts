import { describe, expect, test } from 'vitest';
import { handClock, request, sandbox } from './support.ts';

describe('a person in the web apps', () => {
  test('edits with hfsync’s field names or the service’s own, and Forecast knows who', async () => {
    const at = await sandbox({ clock: handClock('2026-03-02T10:00:00.250Z') });
    const { control } = at;
    const person = { side: 'forecast', kind: 'person', id: 3002 } as const;
    expect(await control.edit({ ...person, values: { first_name: 'Anna', capacity: 72000 }, by: 3002 })).toMatchObject({
      first_name: 'Anna',
      weekly_capacity: 72000,
      updated_by_id: 3002,
      updated_at: '2026-03-02T10:00:00.250Z',
    });
    expect(await control.edit({ ...person, values: { roles: ['Producer'] } })).toMatchObject({
      roles: ['Producer'],
      updated_by_id: 3001,
    });
    const project = { kind: 'project', values: { client: 1003, code: 'X' } } as const;
    expect(await control.edit({ ...project, side: 'forecast', id: 2001 })).toMatchObject({
      client_id: 1003,
      code: 'X',
    });
    const moved = await control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { client: 5735774 } });
    expect(moved['client']).toMatchObject({ name: 'Umbrella' });
    await control.edit({ side: 'forecast', kind: 'company', values: { capacity: 144000 } });
    await control.edit({ side: 'harvest', kind: 'company', values: { capacity: 144000 } });
    expect(control.get({ side: 'forecast', kind: 'company' })['weekly_capacity']).toBe(144000);
    expect(control.get({ side: 'harvest', kind: 'person', id: 1782960 })['weekly_capacity']).toBe(144000);
  });

  test('may put a Harvest user back on the default, which the API cannot', async () => {
    const { control } = await sandbox();
    const bo = { side: 'harvest', kind: 'person', id: 1782961 } as const;
    expect((await control.edit({ ...bo, values: { capacity: null } }))['weekly_capacity']).toBe(126000);
  });

  test('is refused what the service refuses, unless forced', async () => {
    const at = await sandbox();
    const target = { side: 'harvest', kind: 'client', id: 5735776 } as const;
    await expect(at.control.archive(target)).rejects.toThrow(
      'The sandbox cannot edit harvest client 5735776: This client still has active projects. Archive them first.',
    );
    expect((await at.control.archive({ ...target, force: true }))['is_active']).toBe(false);
    await expect(at.control.edit({ ...target, id: 1, values: {} })).rejects.toThrow('Not Found');
    const placeholder = { side: 'harvest', kind: 'placeholder', values: { name: 'X' } } as const;
    await expect(at.control.create(placeholder)).rejects.toThrow('harvest has no placeholder');
  });

  test('deletes, and restores with the id and the memberships that were', async () => {
    const at = await sandbox();
    const before = at.world();
    const person = { side: 'forecast', kind: 'person', id: 3006 } as const;
    await at.control.edit({ ...person, values: { roles: ['Designer'] } });
    await at.control.delete(person);
    expect(at.world().forecast.roles[0]?.person_ids).toEqual([3001, 3002]);
    expect(await at.control.restore(person)).toMatchObject({ id: 3006, roles: ['Designer'] });
    const role = { side: 'harvest', kind: 'role', id: 617670 } as const;
    await at.control.delete(role);
    await at.control.restore(role);
    expect(at.world().harvest.roles.find(({ id }) => id === 617670)).toEqual(before.harvest.roles[0]);
    await at.control.archive(person);
    expect(await at.control.restore(person)).toMatchObject({ archived: false });
  });

  test('changes nothing that was handed in or out', async () => {
    const at = await sandbox();
    const dump = at.control.dump();
    dump.harvest.clients.length = 0;
    expect(at.world().harvest.clients).toHaveLength(3);
    await at.control.load(dump);
    expect(at.world().harvest.clients).toHaveLength(0);
    const shown = at.control.get({ side: 'forecast', kind: 'client', id: 1001 });
    shown['name'] = 'changed';
    expect(at.control.get({ side: 'forecast', kind: 'client', id: 1001 })['name']).toBe('Acme');
  });
});

describe('over HTTP', () => {
  test('the same hand: edit, create, archive, delete, restore, budget, connect', async () => {
    const at = await sandbox();
    const post = async (path: string, body: object) => await request('POST', at.urls.control + path, {}, body);
    const project = { side: 'harvest', kind: 'project', id: 14308069 };
    expect((await post('/edit', { ...project, values: { name: 'Site' } })).json['name']).toBe('Site');
    expect((await post('/archive', project)).json['is_active']).toBe(false);
    expect((await post('/restore', project)).json['is_active']).toBe(true);
    expect((await post('/delete', project)).status).toBe(200);
    expect((await post('/restore', project)).json['name']).toBe('Site');
    const created = await post('/create', { side: 'forecast', kind: 'client', values: { name: 'Hooli' }, by: 3002 });
    expect(created.json).toMatchObject({ name: 'Hooli', updated_by_id: 3002 });
    expect((await post('/budget', { project: 14308069, by: 'project', total: 10, remaining: 2.5 })).status).toBe(200);
    expect((await post('/lag', { project: 2003, hours: 1 })).status).toBe(200);
    expect((await post('/connect', { connected: true })).status).toBe(200);
    const record = await request('GET', `${at.urls.control}/record?side=harvest&kind=project&id=14308069`, {});
    expect(record.json).toMatchObject({ name: 'Site', budget: 10, budget_by: 'project' });
  });

  test('the world, the log and the faults', async () => {
    const at = await sandbox();
    const call = async (method: string, path: string, body?: object) =>
      await request(method, at.urls.control + path, {}, body);
    const fault = await call('POST', '/faults', { fault: 'status', status: 503 });
    expect((await call('GET', '/faults')).json['faults']).toMatchObject([
      { id: fault.json['id'], fault: 'status', hit: 0 },
    ]);
    expect((await request('GET', `${at.urls.forecast}/whoami`, {})).status).toBe(503);
    expect((await call('GET', '/requests')).json['requests']).toMatchObject([
      { side: 'forecast', path: '/whoami', status: 503 },
    ]);
    await call('DELETE', '/requests');
    await call('DELETE', `/faults/${String(fault.json['id'])}`);
    await call('DELETE', '/faults');
    expect(at.requests).toEqual([]);
    const world = (await call('GET', '/world')).json;
    expect((await call('PUT', '/world', world)).status).toBe(200);
    expect(at.world()).toEqual(world);
  });

  test('says what is wrong with a call', async () => {
    const at = await sandbox();
    const post = async (path: string, body: object | string) => await request('POST', at.urls.control + path, {}, body);
    const cases = [
      await post('/edit', { side: 'left', kind: 'client', id: 1, values: {} }),
      await post('/edit', { side: 'harvest', kind: 'client', id: 5735776 }),
      await post('/create', { side: 'harvest', kind: 'company', values: {} }),
      await post('/edit', '['),
      await post('/faults', { fault: 'gremlin' }),
      await request('PUT', `${at.urls.control}/world`, {}, { format: 'other' }),
    ];
    expect(cases.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422]);
    expect(cases.every(({ json }) => typeof json['message'] === 'string')).toBe(true);
    const unknown = await request('GET', `${at.urls.control}/nothing`, {});
    expect([unknown.status, Array.isArray(unknown.json['calls'])]).toEqual([404, true]);
  });
});
