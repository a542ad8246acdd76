// Source → dist/program, the files that run. In: src, node_modules, and what scripts/generate.js made. Out:
//
//   hfsync.cjs               the commands, and what reads a command line
//   check.cjs                what `validate` needs beside that
//   plan.cjs                 what `plan` needs beside that
//   apply.cjs                what an `apply` without a change needs beside that
//   write.cjs                what an `apply` that writes needs beside that
//   sandbox.cjs              both services on loopback
//   work.cjs                 all the rest of src
//   oclif.cjs, yaml.cjs, …   what all that depends on, and the compiled schemas
//   seldom.cjs               of that, what few commands use
//   at-once.json             what bin/hfsync.js answers without any of them
//   NOTICES.txt              the licences of what is inside
//
// Each is loaded when something inside is first imported, and a module inside starts when it is first imported. To find, read and
// compile hundreds of small files takes Node longer than a plan takes hfsync. They are functions of CommonJS: what Node compiled of
// these, it can keep in every version that is supported (bin/hfsync.js).
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/** File of dist/program → what is in it alone. */
const LIBRARIES = {
  oclif: '@oclif/core',
  undici: 'undici',
  yaml: 'yaml',
  hono: 'hono',
  diff: 'diff',
  pg: 'pg',
  'prom-client': 'prom-client',
  'config-validator': './src/config/generated/hfsync-validator.js',
  'plan-validator': './src/report/generated/plan-validator.js',
  'state-validator': './src/state/generated/state-validator.js',
};
/** What is used of a library, where the whole takes longer to start: of undici neither its parser, its fetch nor its caches. */
const PARTS = {
  undici: "module.exports = { buildConnector: require('undici/lib/core/connect.js') };",
};
/**
 * File of dist/program → where it begins. It holds what these import, and what that imports, without what an earlier file holds; what
 * is imported by a promise has its own place. The files of a folder end in `/`.
 */
const LAYERS = {
  hfsync: ['app/main', 'commands/'],
  check: [
    'app/environment',
    'app/print-error',
    'app/state-place',
    'app/validate',
    'config/load',
    'files/config-files',
    'state/needs',
    'report/diagnostics',
  ],
  plan: [
    ...['app/plan', 'app/gather', 'app/accounts', 'state/store', 'state/local/disk', 'http/transport', 'http/secret'],
    ...[
      'http/base-url',
      'harvest/client',
      'forecast/client',
      'snapshot/read',
      'snapshot/behind',
      'snapshot/placeholders',
      'snapshot/confirm-absences',
    ],
    ...['http/contact', 'app/pace', 'app/rights', 'plan/plan', 'report/text'],
  ],
  apply: ['app/apply', 'app/write-plan', 'plan/memory/ledger', 'report/events'],
  write: ['apply/apply-plan'],
  sandbox: ['sandbox/'],
  work: ['/'],
};

/** What oclif uses of it, without what starts other programs. It asks for the second on Windows only. */
const WSL = `export { default as isWsl } from 'is-wsl';
export const powerShellPath = async () => (await import('powershell-utils')).powerShellPath();`;

/** oclif makes a logger of it for each of its parts, and only `DEBUG` lets one speak. */
const DEBUG = `const silent = () => undefined;
module.exports = process.env.DEBUG ? require('debug') : () => silent;`;

/** oclif asks for them where a program is being developed; pg for one written in C, and for one in Cloudflare's workers. */
const NEVER = ['typescript', 'ts-node', 'pg-native', 'pg-cloudflare'];
/** What a user installs beside hfsync. Node 22.12, which it demands, is the first that can `require` a module. */
const PEERS = ['pg-boss'];
/** Start when they are first used: what takes long to start, and what hfsync has no use for. */
const LATE = [
  ...['string-width', 'ejs', 'tinyglobby', 'minimatch', 'lilconfig', 'wrap-ansi', 'widest-line', 'cli-spinners'],
  ...['ansi-escapes', 'clean-stack', 'semver', 'get-package-type', 'wordwrap', 'powershell-utils'],
  // With it comes Node's module for terminals.
  ...['ansis', 'supports-color'],
];
/** Files of dist/program that are asked for in many places, and needed in few runs. */
const LATE_LIBRARIES = ['diff', 'yaml'];
/** Modules of Node that few commands use, and that many files import. */
const LATE_IN_NODE = [
  ...['node:child_process', 'node:crypto', 'node:fs/promises', 'node:perf_hooks', 'node:readline'],
  ...['node:timers/promises'],
];

const OPTIONS = {
  ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' },
  external: [...NEVER, ...PEERS],
  // What a script imports does not come through its loader.
  supported: { 'dynamic-import': false },
  // One byte a character, as bin/hfsync.js reads them.
  charset: 'ascii',
  // They are in NOTICES.txt.
  legalComments: 'none',
  metafile: true,
  // oclif would load a library to compare versions of Node; scripts/build.js and npm have done so.
  define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"' },
  banner: {
    js: `(function (exports, require, module, __filename, __dirname) { 'use strict';
const __node = (own) => Object.create(own, { default: { value: own } });`,
  },
  footer: { js: '})' },
};

/** Writes the files. */
export async function bundle(root) {
  const source = await programSource(root);
  const { inputs } = await bundleOne(root, null, source, [libraries(root)]);
  const homes = homesOf(inputs);
  const names = await exportsOf(root, [...homes.keys()]);
  const used = [];
  const seldom = new Map();
  for (const home of Object.keys(LAYERS)) {
    const own = home === 'hfsync' ? source : '';
    const doors = importedFromOutside(inputs, homes, home).map(
      (file) => `exports['${file}'] = () => require('./${file}');`,
    );
    used.push(
      await bundleOne(root, home, own + doors.join('\n'), [
        late(root, seldom, LATE_LIBRARIES),
        libraries(root),
        neighbours(root, homes, home, names),
      ]),
    );
  }
  for (const [name, from] of Object.entries(LIBRARIES))
    used.push(await bundleOne(root, name, PARTS[name] ?? `module.exports = require('${from}');`, [late(root, seldom)]));
  used.push(await bundleSeldom(root, seldom));
  const files = used.flatMap((each) => Object.keys(each.inputs));
  await writeFile(path.join(root, 'dist/program/NOTICES.txt'), await notices(root, files));
}

/** Answers what went into it. Without a name, nothing is written. */
async function bundleOne(root, name, contents, plugins) {
  const { metafile } = await build({
    ...OPTIONS,
    stdin: { contents, resolveDir: root, sourcefile: `${name}.js` },
    outfile: path.join(root, `dist/program/${name}.cjs`),
    write: name !== null,
    plugins,
  });
  if (name !== null) await finish(path.join(root, `dist/program/${name}.cjs`));
  return metafile;
}

/**
 * esbuild leaves templates with a tag and regular expressions as they are. No tag of hfsync looks at what is escaped. And it copies each
 * name of a module of Node, for each file that imports the module whole.
 */
async function finish(file) {
  const text = await readFile(file, 'utf8');
  const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const whole = text.replace(/__toESM\((require\("node:[\w/]+"\))(?:, 1)?\)/g, '__node($1)');
  await writeFile(file, whole.replace(/[^\0-\x7f]/g, escape));
}

async function programSource(root) {
  const files = await readdir(path.join(root, 'src/commands'), { recursive: true });
  const commands = files.filter((file) => file.endsWith('.ts')).map((file) => file.split(path.sep).join('/'));
  const row = (file) => `'${file.slice(0, -3).replaceAll('/', ':')}': () => import('./src/commands/${file}')`;
  return `import { main } from './src/app/main.ts';
const commands = { ${commands.sort().map(row).join(', ')} };
exports.run = (argv, root) => main(argv, root, commands);
`;
}

/** Each file of src → the file of dist/program that it is in. */
function homesOf(inputs) {
  const homes = new Map();
  const all = Object.keys(inputs).filter((file) => file.startsWith('src/'));
  for (const [home, beginnings] of Object.entries(LAYERS)) {
    const take = (file) => {
      if (!file.startsWith('src/') || homes.has(file)) return;
      homes.set(file, home);
      for (const { path: next, kind } of inputs[file].imports) if (kind === 'import-statement') take(next);
    };
    for (const beginning of beginnings) {
      const found = all.filter((file) =>
        beginning.endsWith('/')
          ? `/${file.slice(4)}`.startsWith(`/${beginning}`.replace('//', '/'))
          : file === `src/${beginning}.ts`,
      );
      if (found.length === 0) throw new Error(`scripts/bundle.js: there is no src/${beginning}`);
      found.forEach(take);
    }
  }
  return homes;
}

/** A name that is looked up in another file each time it is used costs a plan a twentieth of its time; none of src is ever reassigned. */
async function exportsOf(root, files) {
  const { metafile } = await build({
    entryPoints: files.map((file) => path.join(root, file)),
    ...{
      outdir: path.join(root, 'dist'),
      outbase: root,
      write: false,
      metafile: true,
      format: 'esm',
      absWorkingDir: root,
    },
  });
  const outputs = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint);
  return new Map(outputs.map(({ entryPoint, exports }) => [entryPoint, exports]));
}

function importedFromOutside(inputs, homes, home) {
  const wanted = new Set();
  for (const [file, { imports }] of Object.entries(inputs)) {
    const from = homes.get(file);
    if (!from || from === home) continue;
    for (const { path: target } of imports) if (homes.get(target) === home) wanted.add(target);
  }
  return [...wanted].sort();
}

/** Leaves what has a file of its own to the loader. */
function libraries(root) {
  const names = new Map(Object.entries(LIBRARIES).map(([name, from]) => [from, name]));
  return {
    name: 'libraries',
    setup(builder) {
      builder.onResolve({ filter: /./ }, ({ path: asked, resolveDir }) => {
        const name = names.get(asked.startsWith('.') ? `./${relative(root, resolveDir, asked)}` : asked);
        return name && { path: `./${name}`, external: true };
      });
    },
  };
}

/** A module of src that is in another file: asked of that file, so that there is one of each. */
function neighbours(root, homes, home, names) {
  return {
    name: 'neighbours',
    setup(builder) {
      builder.onResolve({ filter: /^\./ }, ({ path: asked, resolveDir, kind }) => {
        const file = relative(root, resolveDir, asked);
        const other = homes.get(file);
        if (!other || other === home || kind === 'entry-point') return undefined;
        return { path: file, namespace: 'neighbour' };
      });
      builder.onResolve({ filter: /./, namespace: 'neighbour' }, ({ path: name }) => ({ path: name, external: true }));
      builder.onLoad({ filter: /./, namespace: 'neighbour' }, ({ path: file }) => ({
        contents: `const real = require('./${homes.get(file)}')['${file}']();
${(names.get(file) ?? []).map((name) => `export const ${name} = real.${name};`).join('\n')}`,
      }));
    },
  };
}

/**
 * In place of a package or a module of Node, something that asks it when it is asked. `seldom` collects the packages, which have a
 * file of their own; null: they stay where they are asked for. `libraries`: files of dist/program.
 */
function late(root, seldom, libraries = []) {
  return {
    name: 'late',
    setup(builder) {
      builder.onResolve({ filter: named(LATE) }, ({ namespace, path: name, resolveDir }) => {
        if (namespace === 'late') return undefined;
        // Each importer has its own version of it.
        const own = relative(root, resolveDir, name);
        seldom?.set(own, { name, resolveDir });
        const real = seldom ? `require('./seldom')['${own}']()` : `require('${name}')`;
        return { path: own, namespace: 'late', pluginData: { real, resolveDir } };
      });
      builder.onResolve({ filter: named(LATE_IN_NODE) }, ({ namespace, path: name }) =>
        namespace === 'late'
          ? { path: name, external: true }
          : { path: name, namespace: 'late', pluginData: { real: `require('${name}')` } },
      );
      builder.onResolve({ filter: /^wsl-utils$/ }, ({ path: name, resolveDir }) => ({
        path: name,
        namespace: 'wsl',
        pluginData: resolveDir,
      }));
      builder.onLoad({ filter: /./, namespace: 'wsl' }, ({ pluginData: resolveDir }) => ({
        contents: WSL,
        resolveDir,
      }));
      builder.onResolve({ filter: /^debug$/ }, ({ namespace, path: name, resolveDir }) =>
        namespace === 'debug' ? undefined : { path: name, namespace: 'debug', pluginData: resolveDir },
      );
      builder.onLoad({ filter: /./, namespace: 'debug' }, ({ pluginData: resolveDir }) => ({
        contents: DEBUG,
        resolveDir,
      }));
      builder.onResolve({ filter: named(libraries) }, ({ path: name }) => ({
        path: name,
        namespace: 'late',
        pluginData: { real: `require('./${name}')` },
      }));
      builder.onResolve({ filter: /^\.\//, namespace: 'late' }, ({ path: name }) => ({ path: name, external: true }));
      // What is imported by name is looked up in the prototype, since esbuild copies what the thing itself has.
      builder.onLoad({ filter: /./, namespace: 'late' }, ({ pluginData: { real, resolveDir } }) => ({
        contents: `const real = () => ${real};
const get = (_, key) => (key === '__esModule' ? undefined : real()[key]);
const names = new Proxy({}, { get });
module.exports = new Proxy(function () {}, {
  get,
  getPrototypeOf: () => names,
  apply: (_, self, given) => (real().default ?? real())(...given),
});`,
        resolveDir,
      }));
    },
  };
}

function named(names) {
  return new RegExp(`^(${names.join('|')})$`);
}

/** Each package of `seldom`, for those who ask for it late. */
async function bundleSeldom(root, seldom) {
  const rows = [...seldom.keys()].sort().map((own) => `exports['${own}'] = () => require('seldom:${own}');`);
  const found = {
    name: 'seldom',
    setup(builder) {
      builder.onResolve({ filter: /^seldom:/ }, ({ path: asked, kind }) => {
        const { name, resolveDir } = seldom.get(asked.slice('seldom:'.length));
        return builder.resolve(name, { resolveDir, kind, namespace: 'late' });
      });
    },
  };
  return bundleOne(root, 'seldom', rows.join('\n'), [found, late(root, null)]);
}

function relative(root, folder, file) {
  return path.relative(root, path.resolve(folder, file)).split(path.sep).join('/');
}

/** What the licences of the packages ask for: that they stay with every copy. */
async function notices(root, files) {
  const folders = new Set(files.flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const parts = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(path.join(root, folder))).find((each) => /^licen[cs]e/i.test(each));
    const text = file ? await readFile(path.join(root, folder, file), 'utf8') : `Licence: ${license}`;
    parts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}
