import { describe, expect, it } from 'vitest';
import { list, type ListOptions } from '../../src/app/list.ts';
import type { Listed } from '../../src/model/listed.ts';
import { world, type World } from './world.ts';

const LIST: ListOptions = { format: 'json', select: { only: [], except: [] }, maxWait: 5 };

/** A project that is renamed, one that is new, one that is new and archived, and a person whom Forecast alone ties to one of Harvest. */
async function prepared(): Promise<World> {
  const at = await world();
  await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Web site' } });
  await at.control.create({ side: 'harvest', kind: 'project', values: { name: 'Podcast', client: 5735776 } });
  const old = await at.control.create({ side: 'forecast', kind: 'project', values: { name: 'Old', client: 1001 } });
  await at.control.archive({ side: 'forecast', kind: 'project', id: Number(old.id), by: 3001 });
  const text = await at.read('hfsync.yaml');
  await at.write('hfsync.yaml', text.replace(/^.*1782964.*\n/m, ''));
  return at;
}

async function listed(at: World, only: readonly string[] = [], except: readonly string[] = []): Promise<Listed[]> {
  const { code, out, err } = await at.run((env) => list(env, { ...LIST, select: { only, except } }));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return (JSON.parse(out) as { records: Listed[] }).records;
}

describe('hfsync list', () => {
  it('has every record of both accounts once, with what the plan makes of it', async () => {
    const at = await prepared();
    const all = await listed(at);
    const ids = all.flatMap(({ kind, harvest, forecast }) => [
      `harvest ${kind} ${harvest?.id}`,
      `forecast ${kind} ${forecast?.id}`,
    ]);
    const known = ids.filter((id) => !id.endsWith('undefined'));
    expect(new Set(known).size).toBe(known.length);
    const of = (name: string) => all.filter(({ harvest, forecast }) => (harvest ?? forecast)!.name === name);
    expect(of('Web site')).toMatchObject([
      {
        address: 'project:14308069/2001',
        verdict: 'to-sync',
        rules: ['project.name'],
        link: 'declared',
        client: 'Acme',
      },
    ]);
    expect(of('Web site')[0]?.forecast?.name).toBe('Website');
    expect(of('Podcast')).toMatchObject([{ verdict: 'waiting', rules: ['project.new-in-harvest'], link: null }]);
    expect(of('Old')).toMatchObject([{ verdict: 'archived', harvest: null, rules: [] }]);
    expect(of('Finn Maas')).toMatchObject([{ verdict: 'waiting', rules: ['link.undeclared'], link: 'pointer' }]);
    expect(of('Meeting room 1')).toMatchObject([{ verdict: 'ignored' }]);
    expect(of('Time Off')).toMatchObject([{ verdict: 'built-in' }]);
    expect(of('Kim Allen')).toMatchObject([{ verdict: 'in-sync', email: 'kim@acme.example' }]);
    expect(at.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('lists a part: a kind, a name, an id, a rule, a line, and less what is left out', async () => {
    const at = await prepared();
    const addresses = async (only: readonly string[], except: readonly string[] = []): Promise<string[]> =>
      (await listed(at, only, except)).map(({ address }) => address);
    expect((await addresses(['people'])).every((address) => address.startsWith('person:'))).toBe(true);
    expect(await addresses(['Meeting*'])).toEqual(['person:-/3099']);
    expect(await addresses(['2001'])).toEqual(['project:14308069/2001']);
    expect(await addresses(['project.name'])).toEqual(['project:14308069/2001']);
    expect(await addresses(['link.undeclared'])).toEqual(['person:1782964/3006']);
    expect(await addresses(['client'], ['Acme'])).toEqual(['client:5735774/1002', 'client:5735778/1003']);
    expect(await addresses(['project'], ['project.name'])).not.toContain('project:14308069/2001');
    const line = (await at.read('hfsync.yaml')).split('\n').findIndex((each) => each.includes('14308070')) + 1;
    expect(await addresses([`hfsync.yaml:${line}`])).toEqual(['project:14308070/2003']);
    const none = await at.run((env) => list(env, { ...LIST, select: { only: ['Nobody*'], except: [] } }));
    expect(none).toMatchObject({ code: 1, out: '', err: expect.stringContaining('"Nobody*" is not known here') });
  });
});
