// Source → dist/program, the files that run. In: src, node_modules, and what scripts/generate.js made. Out:
//
//   hfsync.cjs               src; a module starts when it is first imported
//   oclif.cjs, yaml.cjs, …   what it depends on, and the compiled schemas: loaded when they are first needed
//   NOTICES.txt              the licences of what is inside
//
// To find, read and compile hundreds of small files takes Node longer than a plan takes hfsync. Each file is a function of CommonJS:
// of these, every supported Node can keep what it compiled (bin/hfsync.js).
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const APART = {
  oclif: '@oclif/core',
  undici: 'undici',
  yaml: 'yaml',
  hono: 'hono',
  diff: 'diff',
  'config-validator': './src/config/generated/hfsync-validator.js',
  'plan-validator': './src/report/generated/plan-validator.js',
  'state-validator': './src/state/generated/state-validator.js',
};
/** oclif asks for them where a program is being developed. */
const NEVER = ['typescript', 'ts-node'];

/** Writes the files. */
export async function bundle(root) {
  const used = await bundleOne(root, 'hfsync', await programSource(root), [apart(root)]);
  for (const [name, from] of Object.entries(APART)) {
    used.push(...(await bundleOne(root, name, `module.exports = require('${from}');`, [])));
  }
  await writeFile(path.join(root, 'dist/program/NOTICES.txt'), await notices(root, used));
}

/** Answers the files that went into it. */
async function bundleOne(root, name, contents, plugins) {
  const { metafile } = await build({
    stdin: { contents, resolveDir: root, sourcefile: `${name}.js` },
    outfile: path.join(root, `dist/program/${name}.cjs`),
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' },
    external: NEVER,
    plugins,
    // What a script imports does not come through its loader.
    supported: { 'dynamic-import': false },
    // One byte a character, as bin/hfsync.js reads them.
    charset: 'ascii',
    // They are in NOTICES.txt.
    legalComments: 'none',
    metafile: true,
    banner: { js: "(function (exports, require, module, __filename, __dirname) { 'use strict';" },
    footer: { js: '})' },
  });
  return Object.keys(metafile.inputs);
}

async function programSource(root) {
  const files = await readdir(path.join(root, 'src/commands'), { recursive: true });
  const commands = files.filter((file) => file.endsWith('.ts')).map((file) => file.split(path.sep).join('/'));
  const row = (file) => `'${file.slice(0, -3).replaceAll('/', ':')}': () => import('./src/commands/${file}')`;
  return `import { main } from './src/app/main.ts';
const commands = { ${commands.sort().map(row).join(', ')} };
export const run = (argv, root) => main(argv, root, commands);`;
}

/** Leaves what has a file of its own to the loader. */
function apart(root) {
  const names = new Map(Object.entries(APART).map(([name, from]) => [from, name]));
  return {
    name: 'apart',
    setup(builder) {
      builder.onResolve({ filter: /./ }, ({ path: asked, resolveDir }) => {
        const from = asked.startsWith('.') ? `./${path.relative(root, path.resolve(resolveDir, asked))}` : asked;
        const name = names.get(from.split(path.sep).join('/'));
        return name && { path: `./${name}`, external: true };
      });
    },
  };
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
