import type { Pair } from './fleet-stage.ts';

const PROJECTS = [14308069, 14307913, 14308070, 14308071] as const;
const TWIN = { 14308069: 2001, 14307913: 2002, 14308070: 2003, 14308071: 2004 } as const;

/** What people do in Harvest: each edit is one write in Forecast, and the role one create. */
export async function edit({ sandbox: { control } }: Pair): Promise<void> {
  for (const id of PROJECTS)
    await control.edit({ side: 'harvest', kind: 'project', id, values: { name: `New ${id}` } });
  await control.create({ side: 'harvest', kind: 'role', values: { name: 'Gardener' } });
}

export function isInStep({ sandbox }: Pair): boolean {
  const { projects, roles } = sandbox.world().forecast;
  return (
    PROJECTS.every((id) => projects.find((project) => project.id === TWIN[id])?.name === `New ${id}`) &&
    roles.filter(({ name }) => name === 'Gardener').length === 1
  );
}

/** What reached the services, sorted. */
export const writes = ({ sandbox }: Pair): readonly string[] =>
  sandbox.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`)
    .sort();

/** The writes that the edits ask for, each once. */
export const EXPECTED = ['POST /roles', ...Object.values(TWIN).map((id) => `PUT /projects/${id}`)].sort();
