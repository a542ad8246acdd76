import { UserError } from '../model/error.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { Side } from '../model/side.ts';
import { find, Refusal, type Operation, type Input, type Json, type Row, type Strict } from './resource.ts';
import { collectionOf } from './collections.ts';
import { accountView, updateAccount } from './forecast/account.ts';
import type { Edit, Target } from './edit.ts';
import type { Faults } from './faults.ts';
import { companyView, updateCompany } from './harvest/company.ts';
import { setBudget, type Budget } from './harvest/projects.ts';
import type { LoggedRequest, RequestLog } from './log.ts';
import type { SandboxKind, World } from './world.ts';

/**
 * Acts as a person with a browser, and as somebody who cuts wires. Edits return the record as the service would. They
 * throw `UserError` if the service refuses.
 */
export interface Control {
  /** A record as its service shows it to an administrator. */
  get(of: Omit<Edit, 'values'>): Json;
  edit(edit: Edit): Promise<Json>;
  create(edit: Omit<Edit, 'id' | 'kind'> & { readonly kind: SandboxKind }): Promise<Json>;
  archive(target: Target): Promise<Json>;
  /** Brings back an archived record, or a deleted one with its id and its memberships. */
  restore(target: Target): Promise<Json>;
  delete(target: Target): Promise<Json>;
  /** A Harvest project's budget; hours, or money for fee budgets. */
  budget(budget: Budget & { readonly project: number }): Promise<void>;
  /** The hours that Forecast still shows for a project while it lags behind Harvest. Null: it has caught up. */
  lag(project: number, hours: number | null): Promise<void>;
  /** Connects the accounts, so that Forecast shows remaining hours, or disconnects them. */
  connect(connected: boolean): Promise<void>;
  /** A copy of both accounts. */
  dump(): World;
  load(world: World): Promise<void>;
  requests(): readonly LoggedRequest[];
  resetRequests(): void;
  readonly faults: Faults;
}

export interface ControlParts {
  world(): World;
  replace(world: World): void;
  saved(): Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly strict: Strict;
  readonly faults: Faults;
  readonly log: RequestLog;
}

export function control(parts: ControlParts): Control {
  const operation = (by: number | null | undefined, force: boolean | undefined): Operation => {
    const world = parts.world();
    const { clock, random, strict } = parts;
    const editor = by === undefined ? world.forecast.me : by;
    return { world, clock, random, strict, editor, byHand: true, force: force ?? false };
  };
  const act = async <T>(what: string, work: () => T): Promise<T> => {
    const done = explained(what, work);
    await parts.saved();
    return done;
  };
  const edit = (wanted: Edit) =>
    act(`edit ${wanted.side} ${wanted.kind} ${wanted.id ?? ''}`, () => {
      const { side, kind, id } = wanted;
      const at = operation(wanted.by, wanted.force);
      const values = serviceKeys(side, kind, wanted.values);
      if (kind === 'company') return side === 'harvest' ? updateCompany(at, values) : updateAccount(at, values);
      return collectionOf(side, kind).update(at, id ?? 0, values);
    });

  return {
    get: ({ side, kind, id }) =>
      explained(`show ${side} ${kind} ${id ?? ''}`, () => shown(parts.world(), side, kind, id)),
    edit,
    create: (wanted) =>
      act(`create a ${wanted.kind} in ${wanted.side}`, () => {
        const at = operation(wanted.by, wanted.force);
        const { side, kind, values } = wanted;
        return collectionOf(side, kind).create(at, serviceKeys(side, kind, values));
      }),
    archive: (target) => edit({ ...target, values: { status: 'archived' } }),
    async restore(target) {
      const { deleted } = parts.world();
      const gone = deleted.findLast((one) => same(one, target));
      if (!gone) return await edit({ ...target, values: { status: 'active' } });
      return await act(`restore ${target.side} ${target.kind} ${target.id}`, () => {
        const world = parts.world();
        const { side, kind, id } = target;
        for (const role of world[side].roles) {
          if (gone.role_ids.includes(role.id)) membersOf(role, kind).push(id);
        }
        deleted.splice(deleted.indexOf(gone), 1);
        return collectionOf(side, kind).putBack(world, gone.record);
      });
    },
    delete: (target) =>
      act(`delete ${target.side} ${target.kind} ${target.id}`, () => {
        const at = operation(target.by, target.force);
        const { side, kind, id } = target;
        const answer = collectionOf(side, kind).show(at.world, id);
        const roles = at.world[side].roles.filter((role) => membersOf(role, kind).includes(id)).map((role) => role.id);
        const record = collectionOf(side, kind).remove(at, id);
        at.world.deleted.push({ side, kind, id, record, role_ids: roles });
        return answer;
      }),
    budget: (budget) =>
      act(`set the budget of Harvest project ${budget.project}`, () => {
        const at = operation(undefined, false);
        setBudget(at, find(at.world.harvest.projects, budget.project), budget);
      }),
    lag: (project, hours) =>
      act(`set the hours of Forecast project ${project}`, () => {
        const { lag, forecast } = parts.world();
        find(forecast.projects, project);
        if (hours === null) delete lag[String(project)];
        else lag[String(project)] = hours;
      }),
    connect: (connected) =>
      act('connect the accounts', () => {
        parts.world().connected = connected;
      }),
    dump: () => structuredClone(parts.world()),
    load: (world) => act('load', () => parts.replace(structuredClone(world))),
    requests: () => parts.log.entries,
    resetRequests: () => parts.log.reset(),
    faults: parts.faults,
  };
}

function shown(world: World, side: Side, kind: SandboxKind | 'company', id = 0): Json {
  if (kind === 'company') return side === 'harvest' ? companyView(world) : accountView(world);
  return collectionOf(side, kind).show(world, id);
}

/** Translates hfsync's field names to those of the service. All other keys stay as they are. */
function serviceKeys(side: Side, kind: SandboxKind | 'company', values: Input): Input {
  const { status, capacity, client, pointer, ...rest } = values;
  const words: Record<string, unknown> = { ...rest };
  if (status !== undefined) {
    if (side === 'harvest') words['is_active'] = status === 'active';
    else words['archived'] = status === 'archived';
  }
  if (capacity !== undefined) words['weekly_capacity'] = capacity;
  if (client !== undefined) words['client_id'] = client;
  if (pointer !== undefined) words[POINTER[kind]] = pointer;
  return words;
}

const POINTER = {
  client: 'harvest_id',
  project: 'harvest_id',
  person: 'harvest_user_id',
  role: 'harvest_role_id',
  placeholder: 'harvest_id',
  company: 'harvest_id',
} as const;

function membersOf(role: Row, kind: SandboxKind): number[] {
  if (kind === 'placeholder' && 'placeholder_ids' in role) return role.placeholder_ids as number[];
  if (kind !== 'person') return [];
  if ('user_ids' in role) return role.user_ids as number[];
  return 'person_ids' in role ? (role.person_ids as number[]) : [];
}

function same(one: { side: Side; kind: SandboxKind; id: number }, other: Target): boolean {
  return one.side === other.side && one.kind === other.kind && one.id === other.id;
}

function explained<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new UserError('sandbox.refused', `The sandbox cannot ${what.trim()}: ${error.message.replace(/\.$/, '')}.`, {
      cause: error,
    });
  }
}
