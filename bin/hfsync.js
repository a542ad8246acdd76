#!/usr/bin/env node
'use strict';
// Answers at once what needs no program, and starts it for everything else (load.js).
const fs = require('node:fs');
const path = require('node:path');

const root = path.dirname(__dirname);
const argv = process.argv.slice(2);
/** Variables by which oclif's libraries would choose colours or another width. */
const CHANGES = /^(FORCE_COLOR|COLORTERM|TF_BUILD|TEAMCITY_VERSION|CI|OCLIF_.*|PM2_HOME|NEXT_RUNTIME)$|TEAMCI/;

if (!fs.existsSync(path.join(root, 'dist', 'program', 'hfsync.cjs'))) {
  console.error('hfsync is not built yet: run `npm run build` in its folder.');
  process.exitCode = 1;
} else if (!answerAtOnce()) {
  const { load, keep } = require('./load.js');
  load('hfsync').run(argv, root).then(keep);
}

/** The version, and the help as oclif prints it into a pipe, word for word. false: oclif is asked. */
function answerAtOnce() {
  const isVersion = argv.length === 1 && ['--version', '-v'].includes(argv[0]);
  const isHelp = argv.length === 0 || (argv.length === 1 && ['--help', '-h'].includes(argv[0]));
  if (!(isVersion || (isHelp && isPlain())) || process.env.DEBUG || isPerhapsWsl()) return false;
  try {
    const { program, help } = JSON.parse(fs.readFileSync(path.join(root, 'dist', 'program', 'at-once.json'), 'utf8'));
    const agent = `${program} ${process.platform}-${process.arch === 'ia32' ? 'x86' : process.arch} node-${process.version}`;
    const text = Buffer.from(isVersion ? `${agent}\n` : help.join(agent));
    return fs.writeSync(1, text) === text.length;
  } catch {
    // A full disk, a reader that has left: told where all output is told.
    return false;
  }
}

/** Not on a terminal, which has its own width. */
function isPlain() {
  if (Object.keys(process.env).some((name) => CHANGES.test(name))) return false;
  return !fs.fstatSync(1).isCharacterDevice() || !require('node:tty').isatty(1);
}

/** oclif gives it a platform of its own, and finds it by more than this. */
function isPerhapsWsl() {
  if (process.platform !== 'linux') return false;
  const version = fs.readFileSync('/proc/version', 'utf8');
  return (
    /microsoft/i.test(version) || fs.existsSync('/proc/sys/fs/binfmt_misc/WSLInterop') || fs.existsSync('/run/WSL')
  );
}
