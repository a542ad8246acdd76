import type { Services } from './services.ts';

/**
 * The least that any program has to do for a plan: ask for the same answers, six at a time on kept connections, and parse them. In:
 * the requests of a plan. Out: a script for bare Node.
 */
export function floorScript(requests: ReturnType<Services['requests']>): string {
  return `const http = require('node:http');
const requests = ${JSON.stringify(requests.map(({ url, headers }) => ({ url, headers })))};
const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });
let left = requests.length;
let rows = 0;
for (const { url, headers } of requests) {
  http.get(url, { agent, headers }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => {
      rows += Object.keys(JSON.parse(Buffer.concat(chunks).toString())).length;
      if (--left === 0) agent.destroy();
    });
  });
}
`;
}
