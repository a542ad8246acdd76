import { demand, isFilled, take, type Operation, type Resource } from '../resource.ts';
import { readFields } from '../input.ts';
import type { ForecastPlaceholder } from '../world.ts';
import { edited, save, stamps } from './edit.ts';
import { leaveRoles, rolesOf, setRoles } from './roles.ts';

const FIELDS = { name: 'text', archived: 'flag' } as const;

/** Placeholders stand for people still to be hired. Forecast only (community OpenAPI files). */
export const placeholders: Resource<ForecastPlaceholder> = {
  rows: (world) => world.forecast.placeholders,

  create(operation, input) {
    const { forecast } = operation.world;
    const { roles } = readFields(input, { roles: 'texts' });
    const placeholder: ForecastPlaceholder = {
      id: forecast.next_id++,
      name: '',
      archived: false,
      ...stamps(operation),
      ...readFields(input, FIELDS),
    };
    check(operation, placeholder);
    forecast.placeholders.push(placeholder);
    if (roles) setRoles(operation, 'placeholder_ids', placeholder.id, roles);
    return placeholder;
  },

  update(operation, placeholder, input) {
    const next = edited(operation, placeholder, input, FIELDS);
    const { roles } = readFields(input, { roles: 'texts' });
    check(operation, next);
    const joined = roles ? setRoles(operation, 'placeholder_ids', placeholder.id, roles) : false;
    return save(operation, placeholder, next, joined);
  },

  remove(operation, placeholder) {
    leaveRoles(operation.world, 'placeholder_ids', placeholder.id);
    return take(operation.world.forecast.placeholders, placeholder);
  },

  view(world) {
    const roles = rolesOf(world, 'placeholder_ids');
    return (placeholder) => ({ ...placeholder, roles: roles.get(placeholder.id) ?? [] });
  },
};

function check(operation: Operation, next: ForecastPlaceholder): void {
  demand(operation, [[isFilled(next.name), "Name can't be blank"]]);
}
