#!/usr/bin/env bash
# daff 1.4.2: the patch of a table with two equal rows empties that table, header and all.
#
# Expected: `daff patch old.csv` with what `daff diff old.csv new.csv` wrote gives new.csv.
# Seen:     it does, as long as the rows that change have no equal. Here two entries of a day are equal, as in many a list of hours. If one of
#           them is removed, or a third like them is added, the patch shows just that. Applied, it gives a table of `NULL`, and the header is
#           gone or stands last. The exit is 0, and nothing is said.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts daff@1.4.2
daff() { node node_modules/.bin/daff "$@"; }
table() { printf '%s\n' person,date,hours "$@"; }
seen=
tried() { # LABEL; the two tables are old.csv and new.csv
  daff diff --output patch.csv old.csv new.csv
  daff patch --output got.csv old.csv patch.csv >said 2>&1
  [ ! -s said ]
  local same=no
  [ "$(tr -d '\r' <got.csv)" = "$(cat new.csv)" ] && same=yes
  seen+="$1: changes in the patch $(grep -cE '^(---|\+\+\+),' patch.csv), as new.csv: $same, "
  seen+="rows of NULL: $(grep -c '^NULL,NULL,NULL' got.csv || true)"$'\n'
}
ann=Ann,2026-01-05,4
bo=Bo,2026-01-05,8
cy=Cy,2026-01-05,8
table $ann $bo $cy >old.csv
table $ann $bo >new.csv
tried 'no two equal, one removed'
table $ann $ann $bo >old.csv
table $ann $bo >new.csv
tried 'two equal, one removed'
table $ann $ann $ann $bo >new.csv
tried 'two equal, a third added'
printf 'daff %s\n%s' "$(node -p "require('./node_modules/daff/package.json').version")" "$seen"
[ "$seen" = 'no two equal, one removed: changes in the patch 1, as new.csv: yes, rows of NULL: 0
two equal, one removed: changes in the patch 1, as new.csv: no, rows of NULL: 3
two equal, a third added: changes in the patch 1, as new.csv: no, rows of NULL: 3
' ]
