/** The page in the browser. In: what the server tells. Out: choices. Names are text to it: no markup is ever made of them. */
import type { PageData } from '../wire.ts';
import { call, enter } from './server.ts';

const state = document.querySelector('#state')!;

async function start(): Promise<void> {
  await enter();
  const data = await call<PageData>('GET', '/api/page');
  document.title = `hfsync: ${data.config}`;
  state.textContent = data.summary;
}

start().catch((error: unknown) => {
  state.textContent = error instanceof Error ? error.message : String(error);
});
