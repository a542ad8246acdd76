'use strict';
// Loads dist/program (scripts/bundle.js). Each of its files is compiled once, and kept compiled in a folder beside them: whoever can
// write there could change the program as well. This is CommonJS because Node 20 can keep a script compiled, but no module.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const folder = path.join(path.dirname(__dirname), 'dist', 'program');
const loaded = new Map();

module.exports = { load, keep };

function load(name) {
  const known = loaded.get(name);
  if (known) return known.exports;
  const filename = path.join(folder, `${name}.cjs`);
  const kept = keptFile(filename, name);
  const cachedData = read(kept);
  const script = new vm.Script(fs.readFileSync(filename, 'latin1'), { filename, cachedData });
  const module = { exports: {}, script, kept: script.cachedDataRejected === false ? null : kept };
  loaded.set(name, module);
  script.runInThisContext()(module.exports, requireFrom, module, filename, folder);
  return module.exports;
}

function requireFrom(name) {
  return name.startsWith('./') ? load(name.slice(2)) : require(name);
}

/** Another for each change of the file and each Node; V8 itself refuses what was compiled with other flags. */
function keptFile(filename, name) {
  const { size, mtimeMs } = fs.statSync(filename);
  return path.join(folder, 'compiled', `${name}-${size}-${Math.round(mtimeMs)}-${process.version}-${process.arch}`);
}

function read(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** After the work, when it is known what of each file was needed. In a folder that cannot be written, each start compiles. */
function keep() {
  for (const { script, kept } of loaded.values()) {
    if (kept !== null && !write(kept, script.createCachedData())) return;
  }
}

/** Whole or not at all, also if the power fails: Node would crash on one that is damaged. */
function write(file, bytes) {
  const draft = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
    const open = fs.openSync(draft, 'w', 0o644);
    fs.writeSync(open, bytes);
    fs.fsyncSync(open);
    fs.closeSync(open);
    fs.renameSync(draft, file);
    return true;
  } catch {
    return false;
  }
}
