/*
 * Harvest API v2 over a world. In: requests under `/v2`, `/api/v2` or the root, with JSON or form bodies.
 * Out: what the Harvest API docs and recorded answers show, refusals included.
 *
 *   /company                                GET PATCH
 *   /clients /projects /users /roles        GET POST, and GET PATCH DELETE under /{id}
 *   /users/me                               GET
 *   /user_assignments                       GET
 *   /projects/{id}/user_assignments         GET POST, and GET PATCH DELETE under /{id}
 *   /reports/project_budget                 GET
 */
import { Hono, type Context } from 'hono';
import { accessOf, bearer, owner, type Access } from '../access.ts';
import { find, reads, Refusal, type Operation, type Input, type Json, type Resource } from '../resource.ts';
import { readBody } from '../input.ts';
import { apiOperation, type Bindings, type Service } from '../service.ts';
import type { HarvestUserAssignment } from '../world.ts';
import { assignments } from './assignments.ts';
import { budgeted, budgetView } from './budgets.ts';
import { clients } from './clients.ts';
import { companyView, updateCompany } from './company.ts';
import { select, type Listed } from './filters.ts';
import { page } from './pages.ts';
import { projects } from './projects.ts';
import { roles } from './roles.ts';
import { users } from './users.ts';

type Env = { Bindings: Bindings; Variables: { operation: Operation; access: Access } };
type Call = Context<Env>;

const PREFIX = /^(\/api)?\/v2(?=\/|$)/;

const INVALID_TOKEN = 'The access token provided is expired, revoked, malformed or invalid for other reasons.';

export function harvestApp(service: Service): Hono<Env> {
  const app = new Hono<Env>({ getPath: (request) => new URL(request.url).pathname.replace(PREFIX, '') || '/' });

  app.use(async (call, next) => {
    const refused = authenticate(service, call);
    if (refused) return refused;
    call.set('operation', apiOperation(service));
    if (call.req.method !== 'GET') mustBeAdministrator(call.var.operation);
    await next();
  });
  app.notFound((call) => call.html(NOT_ROUTABLE, 404));
  app.onError((error, call) => {
    if (error instanceof Refusal) return refuse(call, error);
    throw error;
  });

  app.get('/company', (call) => call.json(companyView(call.var.operation.world)));
  app.patch('/company', (call) => {
    allow(call, 'administrator');
    return call.json(updateCompany(call.var.operation, body(call)));
  });
  app.get('/users/me', (call) => {
    const { world } = call.var.operation;
    return call.json(viewOf(call, users)(find(users.rows(world), owner(world).id)));
  });
  mount(app, service, '/clients', clients, 'manager');
  mount(app, service, '/projects', projects, 'manager');
  mount(app, service, '/users', users, 'manager');
  mount(app, service, '/roles', roles, 'administrator');
  mountAssignments(app, service);
  app.get('/reports/project_budget', (call) => {
    const { world } = call.var.operation;
    const rows = select(budgeted(world), new URL(call.req.url).searchParams, ['is_active']);
    const view = budgetView(world, call.var.access.as === 'administrator');
    return call.json(page(rows, 'results', view, asked(call, service, false)));
  });
  return app;
}

function mustBeAdministrator(operation: Operation): void {
  const { users, me } = operation.world.harvest;
  const roles = users.find(({ id }) => id === me)?.access_roles ?? [];
  if (reads(operation, 'onlyAdministratorsWrite') && !roles.includes('administrator'))
    throw new Refusal(403, ["You don't have permission to do that."]);
}

/** The five routes of a resource, for tokens of at least `needs`. */
function mount<R extends Listed>(
  app: Hono<Env>,
  service: Service,
  path: string,
  resource: Resource<R>,
  needs: 'manager' | 'administrator',
): void {
  const record = (call: Call) => find(resource.rows(call.var.operation.world), Number(call.req.param('id')));
  app.use(`${path}/*`, async (call: Call, next) => {
    allow(call, needs);
    await next();
  });
  app.get(path, (call) => {
    const filters = path === '/roles' ? [] : (['is_active', 'client_id', 'updated_since'] as const);
    const rows = select(resource.rows(call.var.operation.world), new URL(call.req.url).searchParams, filters);
    return call.json(page(rows, path.slice(1), viewOf(call, resource), asked(call, service, true)));
  });
  app.post(path, (call) => created(call, resource, resource.create(call.var.operation, body(call))));
  app.get(`${path}/:id`, (call) => call.json(viewOf(call, resource)(record(call))));
  app.patch(`${path}/:id`, (call) => {
    const input = body(call);
    if (path === '/users' && ['email', 'roles', 'access_roles', 'is_active'].some((key) => key in input)) {
      allow(call, 'administrator');
    }
    const updated = resource.update(call.var.operation, record(call), input);
    return call.json(viewOf(call, resource)(updated));
  });
  app.delete(`${path}/:id`, (call) => {
    if (path === '/users') allow(call, 'administrator');
    // Rendered before it is removed: the answer shows the record as it was.
    const view = viewOf(call, resource);
    const before = view(record(call));
    const removed = view(resource.remove(call.var.operation, record(call)));
    return call.json({ ...removed, ...('roles' in before ? { roles: before['roles'] } : {}) });
  });
}

function mountAssignments(app: Hono<Env>, service: Service): void {
  const path = '/projects/:project/user_assignments';
  const rows = (call: Call): HarvestUserAssignment[] => {
    const project = find(projects.rows(call.var.operation.world), Number(call.req.param('project')));
    return assignments.rows(call.var.operation.world).filter((one) => one.project_id === project.id);
  };
  const record = (call: Call) => find(rows(call), Number(call.req.param('id')));
  const list = (call: Call, all: HarvestUserAssignment[], cursors: boolean) => {
    allow(call, 'manager');
    const wanted = select(all, new URL(call.req.url).searchParams, ['is_active', 'user_id', 'updated_since']);
    return call.json(page(wanted, 'user_assignments', viewOf(call, assignments), asked(call, service, cursors)));
  };
  app.get('/user_assignments', (call) => list(call, assignments.rows(call.var.operation.world), true));
  app.get(path, (call) => list(call, rows(call), false));
  app.post(path, (call) => {
    rows(call);
    const input = { ...body(call), project_id: call.req.param('project') };
    return created(call, assignments, assignments.create(call.var.operation, input));
  });
  app.get(`${path}/:id`, (call) => call.json(viewOf(call, assignments)(record(call))));
  app.patch(`${path}/:id`, (call) => {
    const updated = assignments.update(call.var.operation, record(call), body(call));
    return call.json(viewOf(call, assignments)(updated));
  });
  app.delete(`${path}/:id`, (call) =>
    call.json(viewOf(call, assignments)(assignments.remove(call.var.operation, record(call)))),
  );
}

/** Order as the docs suggest: who calls (400), with what token (401), for which account (401). */
function authenticate(service: Service, call: Call): Response | null {
  const url = new URL(call.req.url);
  if (!call.req.header('user-agent')) return call.json({ message: 'User-Agent header is missing.' }, 400);
  const access = accessOf(service.tokens, bearer(call.req.raw, url));
  const account = call.req.header('harvest-account-id') ?? url.searchParams.get('account_id');
  if (!access || access.as === 'expired' || Number(account) !== service.world().harvest.account) {
    const challenge = `error="invalid_token", error_description="${INVALID_TOKEN}"`;
    return call.json({ error: 'invalid_token', error_description: INVALID_TOKEN }, 401, {
      'WWW-Authenticate': `Bearer realm="Rack::OAuth2 Protected Resources", ${challenge}`,
    });
  }
  call.set('access', access);
  return null;
}

function allow(call: Call, needs: 'manager' | 'administrator'): void {
  const { as } = call.var.access;
  if (as === 'administrator' || as === needs) return;
  throw new Refusal(403, ['Not authorized!'], true);
}

function refuse(call: Call, refusal: Refusal): Response {
  if (refusal.status === 404) return call.json({ status: 404, error: 'Not Found' }, 404);
  const headers: Record<string, string> = refusal.hint ? { Hint: refusal.message } : {};
  return call.json({ message: refusal.message }, refusal.status, headers);
}

function created<R extends Listed>(call: Call, resource: Resource<R>, record: R): Response {
  const url = new URL(call.req.url);
  // Recorded: Location refers to /api/v2 whatever prefix was asked.
  const path = url.pathname.replace(PREFIX, '');
  return call.json(viewOf(call, resource)(record), 201, { Location: `${url.origin}/api/v2${path}/${record.id}` });
}

function viewOf<R extends Listed>(call: Call, resource: Resource<R>): (record: R) => Json {
  return resource.view(call.var.operation.world, { rates: call.var.access.as === 'administrator' });
}

function body(call: Call): Input {
  return readBody(call.env.body, call.req.header('content-type') ?? '');
}

function asked(call: Call, service: Service, cursors: boolean) {
  return { url: new URL(call.req.url), most: service.pageSize, cursors };
}

const NOT_ROUTABLE = `<!DOCTYPE html>
<html lang="en"><head><title>Not found</title></head><body><h1>The page you were looking for doesn't exist.</h1></body></html>
`;
