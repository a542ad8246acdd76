import { demand, isFilled, take, type Desk, type Resource } from '../desk.ts';
import { readFields } from '../input.ts';
import type { ForecastPlaceholder } from '../world.ts';
import { edited, save, stamps } from './edit.ts';
import { leaveRoles, rolesOf, setRoles } from './roles.ts';

const FIELDS = { name: 'text', archived: 'flag' } as const;

/** Placeholders: somebody to be hired. Forecast only (community OpenAPI files). */
export const placeholders: Resource<ForecastPlaceholder> = {
  rows: (world) => world.forecast.placeholders,

  create(desk, input) {
    const { forecast } = desk.world;
    const { roles } = readFields(input, { roles: 'texts' });
    const placeholder: ForecastPlaceholder = {
      id: forecast.next_id++,
      name: '',
      archived: false,
      ...stamps(desk),
      ...readFields(input, FIELDS),
    };
    check(desk, placeholder);
    forecast.placeholders.push(placeholder);
    if (roles) setRoles(desk, 'placeholder_ids', placeholder.id, roles);
    return placeholder;
  },

  update(desk, placeholder, input) {
    const next = edited(desk, placeholder, input, FIELDS);
    const { roles } = readFields(input, { roles: 'texts' });
    check(desk, next);
    const joined = roles ? setRoles(desk, 'placeholder_ids', placeholder.id, roles) : false;
    return save(desk, placeholder, next, joined);
  },

  remove(desk, placeholder) {
    leaveRoles(desk.world, 'placeholder_ids', placeholder.id);
    return take(desk.world.forecast.placeholders, placeholder);
  },

  view(world) {
    const roles = rolesOf(world, 'placeholder_ids');
    return (placeholder) => ({ ...placeholder, roles: roles.get(placeholder.id) ?? [] });
  },
};

function check(desk: Desk, next: ForecastPlaceholder): void {
  demand(desk, [[isFilled(next.name), "Name can't be blank"]]);
}
