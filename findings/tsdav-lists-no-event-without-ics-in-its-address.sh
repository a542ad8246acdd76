#!/usr/bin/env bash
# tsdav 2.3.4: `fetchCalendarObjects` leaves out events whose address has no `.ics` in it, and a sync takes the new token without them.
#
# Expected: all events of the calendar. A server or another client names them as it likes (RFC 4791 asks for no ending), and some have none.
# Seen:     the server lists three events, one of them named `.ics`, and the caller gets that one. No error, no warning. `smartCollectionSync`
#           with three changes takes over one, and the new token with it, so the other two do not come again. `fetchVCards` of the same package
#           gives all contacts, whatever their names. The page of `fetchCalendarObjects` does not name the filter behind this.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts tsdav@2.3.4
cat >tool.mjs <<'JS'
import { createServer } from 'node:http';
import { calendarMultiGet, fetchCalendarObjects, fetchVCards, smartCollectionSync } from 'tsdav';

// A calendar and an address book of three objects each, as REPORT gives them: those that are asked for by address, or all.
const NAMES = ['a.ics', 'b.EML', 'c'];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const asked = [...body.matchAll(/<d:href>([^<]+)</g)].map(([, href]) => href);
  const hrefs = asked.length > 0 ? asked : NAMES.map((name) => request.url + name);
  const found = '<d:propstat><d:prop><d:getetag>"1"</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>';
  const objects = hrefs.map((href) => `<d:response><d:href>${href}</d:href>${found}</d:response>`);
  response.writeHead(207, { 'Content-Type': 'application/xml' });
  response.end(`<d:multistatus xmlns:d="DAV:">${objects.join('')}<d:sync-token>token-2</d:sync-token></d:multistatus>`);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const at = (path) => `http://127.0.0.1:${server.address().port}/${path}/`;
const names = (objects) => objects.map(({ url }) => url.split('/').at(-1)).join(' ');

console.log(`events:   ${names(await fetchCalendarObjects({ calendar: { url: at('calendar') } }))}`);
console.log(`contacts: ${names(await fetchVCards({ addressBook: { url: at('contacts') } }))}`);
const collection = {
  url: at('calendar'),
  reports: ['syncCollection'],
  syncToken: 'token-1',
  objects: [],
  objectMultiGet: calendarMultiGet,
};
const account = { accountType: 'caldav', homeUrl: at('home') };
const synced = await smartCollectionSync({ collection, account });
console.log(`synced:   ${names(synced.objects)}, ${synced.syncToken}`);
server.close();
JS
seen=$(node tool.mjs)
printf 'tsdav %s\n%s\n' "$(sed -n 's/.*"version": "\(.*\)".*/\1/p' node_modules/tsdav/package.json | head -1)" "$seen"
[ "$seen" = 'events:   a.ics
contacts: a.ics b.EML c
synced:   a.ics, token-2' ]
