/** Reads files that are not written yet as if they were. In: files. Out: *want*, and the plan that follows from it. */
import path from 'node:path';
import type { Have } from '../../model/have.ts';
import type { Plan } from '../../model/plan.ts';
import type { Want } from '../../model/want.ts';
import type { Connection } from '../accounts.ts';
import { InvalidConfig } from '../config.ts';
import type { Environment } from '../environment.ts';
import { EVERYTHING, inputOf, openState, type PlanInput } from '../gather.ts';
import type { Chosen } from './choose-accounts.ts';
import type { FileOptions, Files } from './first-file.ts';
import { schemasFor } from './schemas.ts';
import { placeOf } from './write-files.ts';

/** The options of the files. */
export function fileOptions(env: Environment, accounts: Chosen, ignoreRest: boolean): FileOptions {
  const schemas = schemasFor(path.dirname(placeOf(env, '')), env.packageFolder).path;
  return { accounts, schemas, ignoreRest };
}

/** The plan of such files. */
export async function firstPlan(
  env: Environment,
  connection: Connection,
  files: Files,
  have: Have,
): Promise<{ readonly plan: Plan; readonly input: PlanInput }> {
  const want = await wantOf(env, files);
  const { last } = await (await openState(env, want)).read();
  const input = await inputOf(env, connection, { want, have, last, select: EVERYTHING });
  const { makePlan } = await import('../../plan/plan.ts');
  return { plan: makePlan(input), input };
}

/** *want* of files that are not written yet. Throws `InvalidConfig`. */
export async function wantOf(env: Environment, files: Files): Promise<Want> {
  const [{ loadConfig }, disk] = await Promise.all([import('../../config/load.ts'), env.configFiles()]);
  const texts = new Map([...files].map(([name, text]) => [placeOf(env, name), new TextEncoder().encode(text)]));
  const absolute = (name: string): string => path.resolve(env.folder, name);
  const loaded = await loadConfig(env.flags.config, {
    environment: env.variables,
    files: {
      read: async (name, limit) => {
        const bytes = texts.get(absolute(name));
        return bytes ? { ok: true, bytes } : disk.read(absolute(name), limit);
      },
      list: async (folder) => {
        const inside = [...texts.keys()].filter((place) => path.dirname(place) === absolute(folder));
        const folders = [...texts.keys()].some((place) => path.dirname(path.dirname(place)) === absolute(folder));
        const known = await disk.list(absolute(folder));
        const made = inside.map((place) => ({ name: path.basename(place), kind: 'file' as const }));
        return [...known, ...made, ...(folders ? [{ name: 'links', kind: 'folder' as const }] : [])];
      },
      realpath: async (name) => {
        const place = absolute(name);
        const isOurs = texts.has(place) || [...texts.keys()].some((text) => path.dirname(text) === place);
        const real = await disk.realpath(place);
        return (
          real ??
          (isOurs ? realPlace(await disk.realpath(path.dirname(placeOf(env, ''))), placeOf(env, ''), place) : null)
        );
      },
    },
  });
  if (!loaded.ok) throw new InvalidConfig(env.flags.config, loaded.diagnostics);
  return loaded.want;
}

/** The real path that a file will have: its folder may be a symbolic link. */
function realPlace(folder: string | null, config: string, place: string): string {
  return path.join(folder ?? path.dirname(config), path.relative(path.dirname(config), place));
}
