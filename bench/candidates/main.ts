/**
 * How good the candidates are, and how long they take. Arguments: the first seed, how many labelled sets, how many pairs to time
 * (0: none), and `show` for every mistake.
 */
import { RECORD_KINDS, type RecordKind } from '../../src/model/kind.ts';
import { recordName, type AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import { matchAccounts } from '../../src/match/match.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { want } from '../../test/support/world.ts';
import { labelledSet, type Labelled } from './labelled.ts';
import { measure } from './measure.ts';

const [first = '1', sets = '5', timed = '10000', show = ''] = process.argv.slice(2);
for (let seed = Number(first); seed < Number(first) + Number(sets); seed += 1) quality(seed);
if (Number(timed) > 0) speed(Number(timed));

function quality(seed: number): void {
  const labelled = labelledSet(seed, 2000);
  const { found, precision, recall, missed, wrong } = measure(labelled);
  const exact = `exact ${found.exact} (${percent(precision.exact)} right)`;
  const likely = `likely ${found.likely} (${percent(precision.likely)} right)`;
  console.log(`seed ${seed}: ${labelled.truth.length} pairs, ${exact}, ${likely}, found ${percent(recall)}`);
  if (show !== 'show') return;
  for (const pair of wrong) console.log(`  wrong   ${pair.class} ${named(labelled, pair)}`);
  for (const pair of missed) console.log(`  missed  ${pair.by} ${named(labelled, pair)}`);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function named({ have }: Labelled, pair: { readonly [S in Side]: number } & { readonly kind: RecordKind }): string {
  const of = (side: Side): string => {
    const record = have[side].records[pair.kind].get(pair[side] as never) as AccountRecord;
    return `${JSON.stringify(recordName(record))} ${record.values.code ?? record.values.email ?? ''}`;
  };
  return `${pair.kind} ${of('harvest')} – ${of('forecast')}`;
}

/** Beside the plan of the same accounts, in which nothing is linked. */
function speed(pairs: number): void {
  const { have } = labelledSet(1, pairs);
  const count = (side: Side): number => RECORD_KINDS.reduce((sum, kind) => sum + have[side].records[kind].size, 0);
  const select = { only: [], except: [] };
  const base = { want: want(), have, last: null, select, version: '', createdAt: '', digestKey: null };
  const known = { linkedTo: () => undefined, isIgnored: () => false };
  for (let round = 0; round < 3; round += 1) {
    const plan = seconds(() => makePlan(base));
    const match = seconds(() => matchAccounts(have, known));
    console.log(`${count('harvest')} × ${count('forecast')} records: plan ${plan} s, candidates ${match} s`);
  }
}

/** Of this process alone, whatever else the machine does. */
function seconds(run: () => unknown): string {
  const start = process.cpuUsage();
  run();
  return (process.cpuUsage(start).user / 1e6).toFixed(2);
}
