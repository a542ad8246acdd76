/*
 * The control API over HTTP, for checks that are not written in TypeScript. In and out: JSON. If `Control` refuses, the answer is
 * a 422 with a `message`.
 *
 *   GET /                 this list                      POST /edit      {side, kind, id, values, by?, force?}
 *   GET /record           ?side=&kind=&id=               POST /create    {side, kind, values, by?, force?}
 *   GET PUT /world        both accounts                  POST /archive /restore /delete   {side, kind, id, by?, force?}
 *   GET DELETE /requests  the log                        POST /budget    {project, by?, monthly?, total?, remaining?}
 *   GET POST DELETE /faults, DELETE /faults/{id}         POST /lag       {project, hours}
 *                                                        POST /connect   {connected}
 */
import { Hono, type Context } from 'hono';
import { UserError } from '../model/error.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { Control } from './control.ts';
import type { Edit } from './edit.ts';
import type { Input } from './resource.ts';
import type { Fault } from './faults.ts';
import { readFields } from './input.ts';
import { type SandboxKind } from './world.ts';
import { asWorld } from './empty-world.ts';

const KINDS = ['client', 'project', 'person', 'role', 'placeholder', 'company'] as const;

const CALLS = [
  'GET /record?side=&kind=&id=',
  'GET /world',
  'PUT /world',
  'GET /requests',
  'DELETE /requests',
  'POST /edit {side, kind, id, values, by?, force?}',
  'POST /create {side, kind, values, by?, force?}',
  'POST /archive {side, kind, id, by?, force?}',
  'POST /restore {side, kind, id, by?, force?}',
  'POST /delete {side, kind, id, by?, force?}',
  'POST /budget {project, by?, monthly?, total?, remaining?}',
  'POST /lag {project, hours}',
  'POST /connect {connected}',
  'GET /faults',
  'POST /faults {fault, side?, method?, path?, nth?, times?, status?, headers?, body?, applied?, trims?, keys?, delayMs?, …}',
  'DELETE /faults',
  'DELETE /faults/{id}',
];

export function controlApp(control: Control): Hono {
  const app = new Hono();
  app.onError((error, call) => {
    if (error instanceof UserError || error.name === 'Refusal') return call.json({ message: error.message }, 422);
    throw error;
  });
  app.notFound((call) => call.json({ message: 'This call does not exist.', calls: CALLS }, 404));
  app.get('/', (call) => call.json({ calls: CALLS }));

  app.get('/record', (call) => call.json(control.get(readTarget(call.req.query()))));
  app.get('/world', (call) => call.json(control.dump()));
  app.put('/world', async (call) => {
    await control.load(asWorld(await input(call), 'The body'));
    return call.json({});
  });
  app.get('/requests', (call) => call.json({ requests: control.requests() }));
  app.delete('/requests', (call) => {
    control.resetRequests();
    return call.json({});
  });

  app.post('/edit', async (call) => call.json(await control.edit(readEdit(await input(call)))));
  app.post('/create', async (call) => {
    const { kind, ...edit } = readEdit(await input(call));
    return call.json(await control.create({ ...edit, kind: recordKind(kind) }));
  });
  for (const verb of ['archive', 'restore', 'delete'] as const) {
    app.post(`/${verb}`, async (call) => {
      const { kind, id, ...target } = readTarget(await input(call));
      return call.json(await control[verb]({ ...target, kind: recordKind(kind), id: id ?? 0 }));
    });
  }
  app.post('/budget', async (call) => {
    const { project = 0, ...budget } = readFields(await input(call), {
      project: 'whole',
      by: 'text',
      monthly: 'flag',
      total: 'number',
      remaining: 'number',
    });
    await control.budget({ ...budget, project });
    return call.json({});
  });
  app.post('/lag', async (call) => {
    const { project = 0, hours = null } = readFields(await input(call), { project: 'whole', hours: 'number?' });
    await control.lag(project, hours);
    return call.json({});
  });
  app.post('/connect', async (call) => {
    await control.connect(readFields(await input(call), { connected: 'flag' }).connected ?? true);
    return call.json({});
  });

  app.get('/faults', (call) => call.json({ faults: control.faults.list() }));
  app.post('/faults', async (call) => call.json({ id: control.faults.add(await call.req.json<Fault>()) }));
  app.delete('/faults', (call) => {
    control.faults.clear();
    return call.json({});
  });
  app.delete('/faults/:id', (call) => {
    control.faults.remove(Number(call.req.param('id')));
    return call.json({});
  });
  return app;
}

async function input(call: Context): Promise<Input> {
  const text = await call.req.text();
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError('sandbox.call', 'The body is not a JSON object.');
}

function readTarget(given: Input): Omit<Edit, 'values'> {
  const { side, kind, by, force } = given;
  const known = KINDS.find((one) => one === kind);
  if (!isSide(side) || !known) {
    throw new UserError(
      'sandbox.call',
      `A record is named by side (${SIDES.join(', ')}), kind (${KINDS.join(', ')}) and id.`,
    );
  }
  const { id } = readFields(given, { id: 'whole' });
  return {
    side,
    kind: known,
    ...(id === undefined ? {} : { id }),
    ...(typeof by === 'number' || by === null ? { by } : {}),
    ...(force === true ? { force } : {}),
  };
}

function readEdit(given: Input): Edit {
  const { values } = given;
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new UserError('sandbox.call', 'An edit needs "values", an object.');
  }
  return { ...readTarget(given), values: values as Input };
}

function recordKind(kind: Edit['kind']): SandboxKind {
  if (kind !== 'company') return kind;
  throw new UserError('sandbox.call', 'The company can only be edited, not created or deleted.');
}

function isSide(value: unknown): value is Side {
  return SIDES.some((side) => side === value);
}
