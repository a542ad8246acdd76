/*
 * Loaded before the real program (`node --import`), so that the product needs no hook of its own. In: HFSYNC_TEST_HOOK, JSON:
 *
 *   folder   the folder of the state; calls on files below it are points, and so is every request
 *   trace    a file: the points met, one a line, written when the process ends or is killed
 *   kill     { point, when }: SIGKILL at the point of this number, `before` or `after` it, or `torn`: in the middle of a write;
 *            or just before it a rejection that nobody handles (`reject`), or all memory taken (`memory`)
 *   refuse   [{ match, code, nth?, times? }]: calls on files whose label starts with `match` fail with this code; `short`: a write takes half
 *   hurry    waits of a second and more are this many times shorter
 *
 * Only calls that change something on the disk count: a process that dies before it reads has done nothing since.
 */
import { writeFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const fs = require('node:fs/promises');
const http = require('node:http');
const timers = require('node:timers/promises');
const hook = JSON.parse(process.env.HFSYNC_TEST_HOOK);
const refusals = (hook.refuse ?? []).map((rule) => ({ nth: 1, times: null, ...rule, seen: 0 }));
const trace = [];

/** A point begins. Answers what is still to be done at it. */
function met(label) {
  trace.push(label);
  const kill = hook.kill?.point === trace.length ? hook.kill.when : null;
  if (kill === 'before') die();
  if (kill === 'reject') void Promise.reject(new Error('nobody handles this'));
  if (kill === 'memory') takeAllMemory();
  return kill;
}

/** Runs one call on a file as a point. `torn` does half of it. */
async function point(label, call, torn) {
  const kill = met(label);
  if (kill === 'torn') {
    if (torn) await torn();
    die();
  }
  const code = refusalOf(label);
  if (code === 'short' && torn) return torn();
  if (code !== null && code !== 'short') throw Object.assign(new Error(`${code}: ${label}`), { code });
  const result = await call();
  if (kill === 'after') die();
  return result;
}

/** Nothing that this process does comes after it: the signal is delivered before the call returns. */
function die() {
  writeTrace();
  process.kill(process.pid, 'SIGKILL');
}

function takeAllMemory() {
  const hoard = [];
  for (;;) hoard.push(new Array(1_000_000).fill(hoard.length));
}

function writeTrace() {
  if (hook.trace) writeFileSync(hook.trace, trace.map((label) => `${label}\n`).join(''));
}

function refusalOf(label) {
  for (const rule of refusals) {
    if (!label.startsWith(rule.match)) continue;
    rule.seen += 1;
    if (rule.seen >= rule.nth && (rule.times === null || rule.seen < rule.nth + rule.times)) return rule.code;
  }
  return null;
}

const isInside = (file) =>
  typeof file === 'string' && (file === hook.folder || file.startsWith(hook.folder + path.sep));

/** Short enough to compare runs: the random part of a temporary name is left out. */
const named = (file) => path.relative(hook.folder, file).replace(/[0-9a-f-]{36}/, '*') || '.';

function patch(name, labelOf) {
  const real = fs[name];
  fs[name] = (file, ...rest) => {
    if (!isInside(file)) return real(file, ...rest);
    const label = labelOf(file, ...rest);
    return point(label, () => real(file, ...rest));
  };
}

patch('rename', (from, to) => `rename ${named(from)} ${named(to)}`);
patch('rm', (file) => `rm ${named(file)}`);
patch('mkdir', (file) => `mkdir ${named(file)}`);

const realOpen = fs.open;
fs.open = async (file, flags, ...rest) => {
  if (!isInside(file)) return realOpen(file, flags, ...rest);
  const isRead = flags === 'r' || (typeof flags === 'number' && (flags & 3) === 0);
  const call = () => realOpen(file, flags, ...rest);
  const handle = isRead ? await call() : await point(`open ${named(file)}`, call);
  const { write, sync } = handle;
  handle.write = (bytes) =>
    point(
      `write ${named(file)}`,
      () => write.call(handle, bytes),
      () => write.call(handle, bytes.subarray(0, Math.max(1, bytes.length >> 1))),
    );
  handle.sync = () => point(`sync ${named(file)}`, () => sync.call(handle));
  return handle;
};

const realRequest = http.request;
http.request = (url, options) => {
  // The way through a proxy is asked for by other arguments.
  if (!(url instanceof URL)) return realRequest(url, options);
  const kill = met(`${options.method} ${url.pathname}`);
  const request = realRequest(url, options);
  // Before the program learns of the answer.
  if (kill === 'after') request.once('response', die);
  return request;
};

if (hook.hurry) {
  const realTimeout = timers.setTimeout;
  timers.setTimeout = (ms, ...rest) => realTimeout(ms >= 1000 ? ms / hook.hurry : ms, ...rest);
}

syncBuiltinESMExports();
process.on('exit', writeTrace);
