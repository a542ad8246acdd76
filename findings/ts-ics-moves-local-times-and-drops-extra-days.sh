#!/usr/bin/env bash
# ts-ics 2.4.6: read and written again, a shift at 9 o'clock local time is one at 9 o'clock UTC, and the extra days of a series are gone.
#
# Expected: a calendar that is read and written is the same calendar ("aims to be fully RFC 5545 compliant").
# Seen:     `DTSTART:20260105T090000`, a time without a zone (RFC 5545, 3.3.5, form 1), is written with a `Z`: in Berlin the shift is at 10
#           o'clock now. `RDATE`, the days that a series has beside its rule (3.8.5.2), is left out without a word, while `EXDATE` is kept.
#           Times with a zone and whole days come back as they were.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ts-ics@2.4.6
cat >tool.mjs <<'JS'
import { convertIcsCalendar, generateIcsCalendar } from 'ts-ics';

// The lines of one event that is read and written, without those that no example is about.
function written(...lines) {
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20260101T000000Z'];
  const text = [...head, ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
  const back = generateIcsCalendar(convertIcsCalendar(undefined, text)).split(/\r?\n/);
  return back.filter((line) => /^(DTSTART|RRULE|RDATE|EXDATE)/.test(line)).join(' ');
}
console.log(`local time: ${written('DTSTART:20260105T090000')}`);
console.log(`in a zone:  ${written('DTSTART;TZID=Europe/Berlin:20260105T090000')}`);
console.log(`whole day:  ${written('DTSTART;VALUE=DATE:20260105')}`);
const series = ['DTSTART:20260105T090000Z', 'RRULE:FREQ=WEEKLY;COUNT=3', 'RDATE:20260107T090000Z', 'EXDATE:20260112T090000Z'];
console.log(`a series:   ${written(...series)}`);
JS
seen=$(node tool.mjs)
printf 'ts-ics %s\n%s\n' "$(node -p "require('./node_modules/ts-ics/package.json').version")" "$seen"
[ "$seen" = 'local time: DTSTART;VALUE=DATE-TIME:20260105T090000Z
in a zone:  DTSTART;VALUE=DATE-TIME;TZID=Europe/Berlin:20260105T090000
whole day:  DTSTART;VALUE=DATE:20260105
a series:   DTSTART;VALUE=DATE-TIME:20260105T090000Z RRULE:FREQ=WEEKLY;COUNT=3 EXDATE;VALUE=DATE-TIME:20260112T090000Z' ]
