// Schemas → validators and types; the HTML page's style and script → constants. In: schemas/*.schema.json and
// src/report/html/client, src/page/client. Out: src/{config,page,report,state}/generated/, which git ignores.
//
//   schema                    | validator                              | types
//   hfsync.schema.json        | src/config/generated/hfsync-validator  | src/config/generated/written-config.ts
//   plan.schema.json          | src/report/generated/plan-validator    | src/model/plan.ts, item.ts (written by hand)
//                             |                                        | src/report/generated/plan-keys.ts: the order of keys
//   state.schema.json         | src/state/generated/state-validator    | src/model/last.ts (written by hand)
//   journal.schema.json       | src/state/generated/state-validator    | src/model/store.ts (written by hand)
//   client/*.css, page.js     |                                        | src/report/generated/page.ts
//   src/page/client           |                                        | src/page/generated/client.ts
//
// Compiling a schema when hfsync starts would cost 150 ms and make ajv a runtime dependency; a compiled one costs 3 ms.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const client = 'src/report/html/client';
const generatedFrom = (source) => `// Generated from ${source} by scripts/generate.js. Do not edit.\n`;
const banner = (schema) => generatedFrom(`schemas/${schema}`);

/** Writes every generated file below `targetRoot` (by default the project) and answers their paths, relative to it. */
export async function generate(targetRoot = root) {
  const all = [configFiles, planFiles, stateFiles, pageFiles, localPageFiles];
  const written = (await Promise.all(all.map((files) => files()))).flat();
  for (const [file, text] of written) {
    const target = path.join(targetRoot, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  return written.map(([file]) => file);
}

async function configFiles() {
  const name = 'hfsync.schema.json';
  const schema = await readSchema(name);
  const validators = { validateConfig: schema.$id, validateIncluded: `${schema.$id}#/definitions/included` };
  const folder = 'src/config/generated';
  return [
    [`${folder}/hfsync-validator.js`, banner(name) + (await compileValidators([schema], validators))],
    [`${folder}/hfsync-validator.d.ts`, banner(name) + configTypes],
    [`${folder}/written-config.ts`, banner(name) + (await configInterfaces(schema))],
  ];
}

async function planFiles() {
  const name = 'plan.schema.json';
  if (!existsSync(path.join(root, 'schemas', name))) return [];
  const schema = await readSchema(name);
  const folder = 'src/report/generated';
  return [
    [`${folder}/plan-validator.js`, banner(name) + (await compileValidators([schema], { validatePlan: schema.$id }))],
    [`${folder}/plan-validator.d.ts`, banner(name) + planTypes],
    [`${folder}/plan-keys.ts`, banner(name) + keysModule(keysOf(schema, schema))],
  ];
}

/** The keys of a value in the order in which the schema names them, each with the keys below it; a list's are those of its items. */
function keysOf(schema, node) {
  if (node.$ref) return keysOf(schema, schema.definitions[path.basename(node.$ref)]);
  const keys = Object.fromEntries(
    Object.entries(node.properties ?? {}).map(([name, below]) => [name, keysOf(schema, below)]),
  );
  const others = [
    ...(node.allOf ?? []),
    ...(node.oneOf ?? []),
    ...(node.anyOf ?? []),
    ...(node.items ? [node.items] : []),
  ];
  return others.reduce((merged, other) => mergeKeys(merged, keysOf(schema, other)), keys);
}

function mergeKeys(left, right) {
  const merged = { ...left };
  for (const [name, below] of Object.entries(right)) merged[name] = mergeKeys(merged[name] ?? {}, below);
  return merged;
}

function keysModule(keys) {
  return `import type { KeyOrder } from '../key-order.ts';

export const PLAN_KEYS: KeyOrder = ${JSON.stringify(keys)};
`;
}

/** The state and its journal share definitions with each other, and names with the plan. */
async function stateFiles() {
  const names = ['state.schema.json', 'journal.schema.json'];
  const [state, journal] = await Promise.all(names.map(readSchema));
  const validators = {
    validateState: state.$id,
    validateSealed: `${state.$id}#/definitions/sealed`,
    validateSealedLine: `${journal.$id}#/definitions/sealed`,
    validateHeader: `${journal.$id}#/definitions/header`,
    validateEntry: `${journal.$id}#/definitions/entry`,
  };
  const text = await compileValidators([state, journal, await readSchema('plan.schema.json')], validators, {
    inlineRefs: false,
  });
  const folder = 'src/state/generated';
  return [
    [`${folder}/state-validator.js`, banner(names.join(' and schemas/')) + text],
    [`${folder}/state-validator.d.ts`, banner(names.join(' and schemas/')) + stateTypes],
  ];
}

/** In their order: later rules win. */
const PAGE = {
  STYLE: ['page.css', 'head.css', 'records.css', 'screens.css'],
  SCRIPT: ['page.js', 'whole.js'],
};

/** The page carries both inside itself: real files for the editor, the checks and the reader, constants for the report. */
async function pageFiles() {
  const constants = [];
  for (const [name, files] of Object.entries(PAGE)) {
    const text = (await Promise.all(files.map((file) => readFile(path.join(root, client, file), 'utf8')))).join('\n');
    // Either would end the block early, or give it another hash than the one the page allows.
    if (/<[/!]|\r/.test(text)) throw new Error(`${client}/${name} may not hold "</", "<!" or a carriage return.`);
    constants.push(`export const ${name} = ${JSON.stringify(text)};\n`);
  }
  return [['src/report/generated/page.ts', generatedFrom(client) + constants.join('')]];
}

const local = 'src/page/client';

/** The page of `--page`, which hfsync serves itself. It looks like the report: their first style is the same. */
async function localPageFiles() {
  const styles = [`${client}/page.css`, ...['page.css', 'lists.css', 'record.css'].map((file) => `${local}/${file}`)];
  const read = (file) => readFile(path.join(root, file), 'utf8');
  const script = await build({
    entryPoints: [path.join(root, local, 'main.ts')],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
  });
  const constants = {
    MARKUP: await read(`${local}/page.html`),
    STYLE: (await Promise.all(styles.map(read))).join('\n'),
    SCRIPT: script.outputFiles[0].text,
    ICON: await read(`${local}/icon.svg`),
  };
  const lines = Object.entries(constants).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`);
  return [['src/page/generated/client.ts', generatedFrom(local) + lines.join('')]];
}

async function readSchema(name) {
  return JSON.parse(await readFile(path.join(root, 'schemas', name), 'utf8'));
}

/** One ESM file without imports: esbuild pulls in the helpers that ajv's standalone code would `require`. */
async function compileValidators(schemas, validators, options = {}) {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strictTypes: false,
    allowUnionTypes: true,
    schemas: schemas.map((schema) => withoutWords(schema)),
    code: { source: true, esm: true },
    ...options,
  });
  const result = await build({
    stdin: { contents: standalone.default(ajv, validators), resolveDir: root, sourcefile: 'validator.js' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'node20',
    legalComments: 'none',
    logLevel: 'error',
  });
  return result.outputFiles[0].text;
}

/** What only people read is left out: it would be half of the compiled file. Names under `properties` are not keywords. */
function withoutWords(schema, named = false) {
  if (Array.isArray(schema)) return schema.map((item) => withoutWords(item));
  if (schema === null || typeof schema !== 'object') return schema;
  const words = [
    'title',
    'description',
    'examples',
    'default',
    'defaultSnippets',
    'errorMessage',
    'patternErrorMessage',
  ];
  const kept = Object.entries(schema).filter(([key]) => named || !words.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, withoutWords(value, !named && ['properties', 'definitions'].includes(key))]),
  );
}

function configInterfaces(schema) {
  // Titles are for editors. The types have the names of the definitions.
  const untitled = JSON.parse(JSON.stringify(schema, (key, value) => (key === 'title' ? undefined : value)));
  const { included, ...definitions } = untitled.definitions;
  const named = {
    ...untitled,
    title: 'WrittenConfig',
    definitions: { ...definitions, included: { ...included, title: 'WrittenIncluded' } },
  };
  return compile(named, 'WrittenConfig', {
    bannerComment: '',
    additionalProperties: false,
    unreachableDefinitions: true,
    style: { singleQuote: true, printWidth: 120 },
  });
}

const errorTypes = `
/** One error as ajv reports it. */
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: { readonly [name: string]: unknown };
  readonly message?: string;
  /** The keyword's value, the schema that holds the keyword, and the value it was held against. */
  readonly schema?: unknown;
  readonly parentSchema?: { readonly [keyword: string]: unknown };
  readonly data?: unknown;
}
`;

const configTypes = `import type { WrittenConfig, WrittenIncluded } from './written-config.ts';
${errorTypes}
export interface Validate<T> {
  (data: unknown): data is T;
  readonly errors?: readonly SchemaError[] | null;
}

export declare const validateConfig: Validate<WrittenConfig>;
export declare const validateIncluded: Validate<WrittenIncluded>;
`;

const planTypes = `import type { Plan } from '../../model/plan.ts';
${errorTypes}
export interface Validate<T> {
  (data: unknown): data is T;
  readonly errors?: readonly SchemaError[] | null;
}

export declare const validatePlan: Validate<Plan>;
`;

const stateTypes = `import type { Last } from '../../model/last.ts';
import type { Intent, IntentOutcome } from '../../model/store.ts';
${errorTypes}
export interface Validate<T> {
  (data: unknown): data is T;
  readonly errors?: readonly SchemaError[] | null;
}

export interface Sealed {
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/** A state from before hfsync knew these two has neither. */
export type WrittenState = Omit<Last, 'brought' | 'temporary'> &
  Partial<Pick<Last, 'brought' | 'temporary'>> & { readonly format: string; readonly checksum?: string };
export type WrittenHeader = Pick<Last, 'lineage' | 'serial' | 'accounts'>;
export interface WrittenEntry {
  readonly intent?: Intent;
  readonly outcome?: IntentOutcome;
}

export declare const validateState: Validate<WrittenState>;
export declare const validateSealed: Validate<Sealed>;
export declare const validateSealedLine: Validate<Sealed & { readonly n: number }>;
export declare const validateHeader: Validate<WrittenHeader>;
export declare const validateEntry: Validate<WrittenEntry>;
`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await generate();
