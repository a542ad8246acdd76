import { otherSide, type Side } from '../../src/model/side.ts';
import { stageOf } from '../../test/apply/stage.ts';
import { changeOf, project } from '../../test/support/changes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';

export interface AtRate {
  readonly requests: number;
  readonly reads: number;
  readonly seconds: number;
  /** Writes per second beside the requests per second that are allowed, once the first window is full. */
  readonly share: number;
}

const LIMIT = 100;
const WINDOW_S = 15;
/** To the server, and the same back. */
const WAY_MS = 25;

/** The real applier on the sandbox in process, on a clock that skips waits. */
export async function atRate(side: Side, updates: number, volleys: boolean): Promise<AtRate> {
  const clock = createVirtualClock();
  const other = otherSide(side);
  const writes: number[] = [];
  const stage = await clock.run(
    stageOf(
      {
        clients: [{ harvest: 1, forecast: 1, name: 'Acme' }],
        projects: Array.from({ length: updates }, (_, index) => ({
          ...{ harvest: index + 2, forecast: index + 2, client: 'Acme' },
          name: { [side]: `Site ${index}`, [other]: `Web ${index}` } as Record<Side, string>,
        })),
      },
      {
        clock,
        before: async ({ method }) => {
          await clock.sleep(WAY_MS);
          if (method !== 'GET') writes.push(clock.elapsed());
        },
        after: () => clock.sleep(WAY_MS),
      },
    ),
  );
  if (volleys) stage.ledger.learn('partial-put.project', 'yes');
  const start = clock.elapsed();
  const { done } = await clock.run(
    stage.run(
      Array.from({ length: updates }, (_, index) =>
        changeOf(side, 'update', project(index + 2, index + 2), { name: [`Site ${index}`, `Web ${index}`] }),
      ),
    ),
  );
  if (done !== updates) throw new Error(`${done} of ${updates} were done`);
  return {
    requests: stage.requests(side).length,
    reads: stage.requests(`${side} GET`).length,
    seconds: (clock.elapsed() - start) / 1000,
    share: steady(writes, start) / (LIMIT / WINDOW_S),
  };
}

/** Writes per second in whole windows: the first one is a burst, and the last one is not full. */
function steady(writes: readonly number[], start: number): number {
  const first = start + WINDOW_S * 1000;
  const from = writes.findIndex((at) => at >= first);
  const windows = Math.floor((writes.at(-1)! - writes[from]!) / (WINDOW_S * 1000));
  const end = writes.findIndex((at) => at >= writes[from]! + windows * WINDOW_S * 1000);
  return ((end === -1 ? writes.length : end) - from) / (windows * WINDOW_S);
}
