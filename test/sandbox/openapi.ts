import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The part of OpenAPI 3.0 that the community's files use in answers. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}
interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
}
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export function description(file: string): Description {
  return parse(readFileSync(new URL(`../fixtures/openapi/${file}`, import.meta.url), 'utf8')) as Description;
}

/** The schema and the example of an answer. Throws where the file has none. */
export function answerOf(file: Description, method: string, path: string, status: number): Content {
  const answer = file.paths[path]?.[method.toLowerCase()]?.responses[String(status)]?.content?.['application/json'];
  if (!answer) throw new Error(`${method} ${path} ${status} is not described.`);
  return answer;
}

/** What a value has that its schema does not know, or in another type. `known`: keys and nulls from better sources. */
export function problems(
  file: Description,
  value: unknown,
  schema: Schema,
  known: {
    readonly keys: readonly string[];
    readonly nullable: readonly string[] | 'schema';
    readonly floats: readonly string[];
  },
  path = '',
): string[] {
  if (schema.$ref !== undefined) {
    const target = file.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
    return target ? problems(file, value, target, known, path) : [`${path}: ${schema.$ref} is missing`];
  }
  const key = path.split('.').at(-1) ?? '';
  if (value === null) {
    const allowed = known.nullable === 'schema' ? schema.nullable === true : known.nullable.includes(key);
    return allowed ? [] : [`${path} is null`];
  }
  switch (schema.type) {
    case 'object': {
      if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no object`];
      const missing = (schema.required ?? [])
        .filter((name) => !(name in value))
        .map((name) => `${path}.${name} is missing`);
      const found = Object.entries(value).flatMap(([name, inner]) => {
        const property = schema.properties?.[name];
        if (property) return problems(file, inner, property, known, `${path}.${name}`);
        return known.keys.includes(name) ? [] : [`${path}.${name} is not described`];
      });
      return [...missing, ...found];
    }
    case 'array':
      if (!Array.isArray(value)) return [`${path} is no list`];
      return value.flatMap((item, index) => problems(file, item, schema.items ?? {}, known, `${path}[${index}]`));
    case 'integer':
      return Number.isInteger(value) || known.floats.includes(key) ? [] : [`${path} is no integer`];
    case 'number':
    case 'boolean':
      return typeof value === schema.type ? [] : [`${path} is no ${schema.type}`];
    case 'string':
      if (typeof value !== 'string') return [`${path} is no string`];
      return schema.format === 'date-time' && Number.isNaN(Date.parse(value)) ? [`${path} is no time`] : [];
    default:
      return [`${path} has no type`];
  }
}

/** The keys of a value, lists by their first element: `projects[].client.name`. */
export function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length > 0 ? keysOf(value[0], `${path}[]`) : [path];
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value)
    .flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
    .sort();
}
