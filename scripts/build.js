// Source → what runs. In: src, schemas. Out: dist, man and oclif.manifest.json, all ignored by git.
//
//   1 generate   schemas → validators and types in src/*/generated
//   2 compile    src → dist
//   3 copy       validators, which are JavaScript already, beside the files that import them
//   4 manifest   what oclif would otherwise learn by loading every command each time hfsync starts
//   5 man        the man pages, from the manifest
//   6 bundle     src and what it depends on → the few files of dist/program, which are what runs
//   7 warm       these files run once (scripts/compile.js), which leaves them compiled for this Node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import { bundle } from './bundle.js';
import { generate } from './generate.js';
import { writeManPages } from './man.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

await checkNode();
const generated = await generate(root);
await rm(path.join(root, 'dist'), { recursive: true, force: true });
compile();
await copyValidators(generated);
await writeManifest();
await bundle(root);
await writeManPages(root);
await checkBin();
await compileProgram();

/** npm only warns, since a tool for tests declares a newer Node than it needs. */
async function checkNode() {
  const { engines } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 20) || major >= 22) return;
  console.error(`hfsync needs Node ${engines.node}; this is ${process.versions.node}.`);
  process.exit(1);
}

function compile() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

async function copyValidators(files) {
  for (const file of files.filter((name) => name.endsWith('.js') || name.endsWith('.d.ts'))) {
    const target = path.join(root, file.replace(/^src\//, 'dist/'));
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(root, file), target);
  }
}

async function writeManifest() {
  // oclif refuses a folder that is not there; a checkout without commands builds all the same.
  await mkdir(path.join(root, 'dist/commands'), { recursive: true });
  const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true });
  await plugin.load();
  await writeFile(path.join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest)}\n`);
}

/** npm links the file as it is: without the permission, `npx hfsync` would end in "Permission denied". */
async function checkBin() {
  const bin = path.join(root, 'bin/hfsync.js');
  if (!existsSync(bin)) return;
  await access(bin, constants.X_OK);
}

/** With the environment of a plain pipe, which is what bin/hfsync.js answers at once. */
async function compileProgram() {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-build-'));
  try {
    const { PATH, HOME = folder, SystemRoot } = process.env;
    const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts/compile.js')], {
      cwd: folder,
      env: { PATH, HOME, ...(SystemRoot && { SystemRoot }) },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`scripts/compile.js ended with ${status}: ${stderr}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
