/*
 * The Forecast API over a world. In: requests with JSON bodies in the singular envelope. Out: what the community's OpenAPI files
 * and recorded answers show; there is no official documentation.
 *
 *   /whoami                                                GET
 *   /accounts/{id}                                         GET PUT PATCH
 *   /people /clients /projects /roles /placeholders        GET POST, and GET PUT PATCH DELETE under /{id}
 *   /assignments /milestones                               GET
 *   /aggregate/remaining_budgeted_hours                    GET
 */
import { Hono, type Context } from 'hono';
import { accessOf, bearer, type Access } from '../access.ts';
import { find, Refusal, type Operation, type Input, type Resource, type Row } from '../resource.ts';
import { readBody } from '../input.ts';
import { apiOperation, type Bindings, type Service } from '../service.ts';
import { accountView, readRange, remainingBudgetedHours, updateAccount } from './account.ts';
import { clients } from './clients.ts';
import { people } from './people.ts';
import { placeholders } from './placeholders.ts';
import { projects } from './projects.ts';
import { roles } from './roles.ts';

type Env = { Bindings: Bindings; Variables: { operation: Operation; access: Access } };
type Call = Context<Env>;

/** The body of a 404 is not known for certain; this one is from a specification that a production client uses. */
const NOT_FOUND = { error_code: 404, error_name: 'Not Found', message: 'The requested resource could not be found.' };

export function forecastApp(service: Service): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (call, next) => {
    const refused = authenticate(service, call);
    if (refused) return refused;
    call.set('operation', apiOperation(service));
    const writes = call.req.method !== 'GET' && call.req.method !== 'HEAD';
    if (writes && call.var.access.as === 'member') throw new Refusal(403, ['You are not allowed to do that.']);
    await next();
  });
  app.notFound((call) => call.json(NOT_FOUND, 404));
  app.onError((error, call) => {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 404) return call.json(NOT_FOUND, 404);
    return call.json({ errors: error.messages }, error.status);
  });

  app.get('/whoami', (call) => {
    const { forecast } = call.var.operation.world;
    return call.json({ current_user: { id: forecast.me, account_ids: [forecast.account] } });
  });
  app.get('/accounts/:id', (call) => call.json({ account: accountView(ownAccount(call)) }));
  app.on(['PUT', 'PATCH'], '/accounts/:id', (call) => {
    ownAccount(call);
    if (!service.accountWritable) throw new Refusal(404, ['Not Found']);
    return call.json({ account: updateAccount(call.var.operation, body(call, 'account')) });
  });
  mount(app, 'people', 'person', people);
  mount(app, 'clients', 'client', clients);
  mount(app, 'projects', 'project', projects);
  mount(app, 'roles', 'role', roles);
  mount(app, 'placeholders', 'placeholder', placeholders);

  app.get('/assignments', (call) => {
    const asked = new URL(call.req.url).searchParams;
    const { from, to } = readRange(asked, true);
    const wanted = call.var.operation.world.forecast.assignments.filter(
      (one) =>
        one.start_date <= to &&
        one.end_date >= from &&
        ['project_id', 'person_id', 'placeholder_id'].every(
          (key) => !asked.has(key) || String(one[key]) === asked.get(key),
        ),
    );
    return call.json({ assignments: wanted });
  });
  app.get('/milestones', (call) => {
    const { from, to } = readRange(new URL(call.req.url).searchParams, false);
    const { milestones } = call.var.operation.world.forecast;
    return call.json({ milestones: milestones.filter(({ date }) => date >= from && date <= to) });
  });
  app.get('/aggregate/remaining_budgeted_hours', (call) =>
    call.json({ remaining_budgeted_hours: remainingBudgetedHours(call.var.operation.world) }),
  );
  return app;
}

/** The routes of a resource. PUT and PATCH do the same: clients use both, and absent keys keep their values. */
function mount<R extends Row>(app: Hono<Env>, plural: string, singular: string, resource: Resource<R>): void {
  const record = (call: Call) => find(resource.rows(call.var.operation.world), Number(call.req.param('id')));
  const view = (call: Call) => resource.view(call.var.operation.world);
  app.get(`/${plural}`, (call) => {
    const rows = resource.rows(call.var.operation.world);
    const active = plural === 'people' && call.req.query('state') === 'active';
    const wanted = active ? rows.filter((row) => !('archived' in row && row.archived === true)) : rows;
    return call.json({ [plural]: wanted.map(view(call)) });
  });
  app.post(`/${plural}`, (call) => {
    const created = resource.create(call.var.operation, body(call, singular));
    return call.json({ [singular]: view(call)(created) }, 201);
  });
  app.get(`/${plural}/:id`, (call) => call.json({ [singular]: view(call)(record(call)) }));
  app.on(['PUT', 'PATCH'], `/${plural}/:id`, (call) => {
    const updated = resource.update(call.var.operation, record(call), body(call, singular));
    return call.json({ [singular]: view(call)(updated) });
  });
  app.delete(`/${plural}/:id`, (call) => {
    resource.remove(call.var.operation, record(call));
    return call.body(null, 204);
  });
}

/** 401 in the recorded shapes: a reason, and the account id as it was sent. */
function authenticate(service: Service, call: Call): Response | null {
  const account = call.req.header('forecast-account-id') ?? '';
  const token = bearer(call.req.raw, new URL(call.req.url));
  if (token === null) return call.json({ reason: 'missing-token', account_id: account }, 401);
  const access = accessOf(service.tokens, token);
  if (access?.as === 'expired') return call.json({ reason: 'expired-token', account_id: account }, 401);
  if (!access || Number(account) !== service.world().forecast.account) {
    return call.json({ reason: 'non-existent-token', account_id: account }, 401);
  }
  call.set('access', access);
  return null;
}

function ownAccount(call: Call) {
  const { world } = call.var.operation;
  if (Number(call.req.param('id')) !== world.forecast.account) throw new Refusal(404, ['Not Found']);
  return world;
}

function body(call: Call, singular: string): Input {
  const inner = readBody(call.env.body, call.req.header('content-type') ?? '')[singular];
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
    throw new Refusal(400, [`param is missing or the value is empty: ${singular}`]);
  }
  return inner as Input;
}
