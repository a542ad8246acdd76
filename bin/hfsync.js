#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = new URL('../dist/app/main.js', import.meta.url);

if (existsSync(main)) {
  const hfsync = await import(main.href);
  await hfsync.main(process.argv.slice(2), root);
} else {
  console.error('hfsync is not built yet: run `npm run build` in its folder.');
  process.exitCode = 1;
}
