'use strict';
// Loads dist/program (scripts/bundle.js). Each of its files is compiled once, and kept compiled in a folder beside them: whoever can
// write there could change the program as well. This is CommonJS because Node 20 can keep a script compiled, but no module.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');

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
  const isKept = script.cachedDataRejected === false || (cachedData !== undefined && hasFlags());
  const module = { exports: {}, script, kept: isKept ? null : kept };
  loaded.set(name, module);
  script.runInThisContext()(module.exports, requireFrom, module, filename, folder);
  return module.exports;
}

function requireFrom(name) {
  return name.startsWith('./') ? load(name.slice(2)) : require(name);
}

/** Flags of Node, some of them V8's. Two starts with different ones would replace what the other has kept, again and again. */
function hasFlags() {
  return process.execArgv.length > 0 || Boolean(process.env.NODE_OPTIONS);
}

/** Another for each change of the file and each Node; V8 itself refuses what was compiled with other flags. */
function keptFile(filename, name) {
  const { size, mtimeMs } = fs.statSync(filename);
  return path.join(folder, 'compiled', `${name}-${size}-${Math.round(mtimeMs)}-${process.version}-${process.arch}`);
}

/** undefined: there is none, or it is damaged, which V8 would not notice and might crash on. Node 22.0 and 22.1 lack `crc32`. */
function read(file) {
  try {
    const kept = fs.readFileSync(file);
    const compiled = kept.subarray(0, -4);
    return crc32(compiled) === kept.readUInt32LE(compiled.length) ? compiled : undefined;
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

/** Whole or not at all, also if the power fails. A checksum stands at the end: what is before it has to begin where V8 can read it. */
function write(file, compiled) {
  const draft = `${file}.${process.pid}`;
  try {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(compiled));
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
    const open = fs.openSync(draft, 'w', 0o644);
    fs.writeSync(open, Buffer.concat([compiled, checksum]));
    fs.fsyncSync(open);
    fs.closeSync(open);
    fs.renameSync(draft, file);
    return true;
  } catch {
    return false;
  }
}
