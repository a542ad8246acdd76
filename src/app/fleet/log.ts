/** What a worker prints: one JSON object per line, in the form of `events.ts`. Each names the pair that it is about. */
import { EXIT, type UserError } from '../../model/error.ts';
import { isObject } from '../../model/json.ts';
import type { Summary } from '../../model/plan.ts';
import type { Printable } from '../../report/escape.ts';
import { diagnosticEvent, errorEvent, warningEvent } from '../../report/events.ts';
import { withWhose, type Whose } from '../../report/rounds.ts';
import type { Environment, Screen } from '../environment.ts';
import { diagnosticsOf } from '../print-error.ts';

export interface Log {
  write(line: Printable): void;
  error(whose: Whose, error: UserError): void;
  /**
   * Leaves out a message that was already printed within the last minute: each worker of the queue would repeat it
   * every few seconds.
   */
  queueError(message: string): void;
  timestamp(): string;
  /** The screens of one round. `alive` is called for each text. */
  of(whose: Whose, alive: () => unknown): RoundLog;
}

export interface RoundLog {
  readonly out: Screen;
  readonly err: Screen;
  planned(summary: Summary): void;
  /** The counts of the plan. Null if there was none. */
  summary(): Summary | null;
  /** The error that ended the round. Null if none did. */
  error(): Ending | null;
}

/** An error in the form of `errorEvent`. */
interface Ending {
  readonly code: unknown;
  readonly summary: unknown;
}

const AGAIN_MS = 60_000;

export function openLog(env: Environment): Log {
  const { out, clock } = env;
  const timestamp = (): string => new Date(clock.now()).toISOString();
  const told = new Map<string, number>();
  return {
    timestamp,
    write: (line) => out.write(line),
    error(whose, error) {
      const tell = eachLine((value) => out.write(withWhose(value, whose)));
      for (const found of diagnosticsOf(error) ?? []) tell(diagnosticEvent(found, timestamp()));
      tell(errorEvent(error, timestamp()));
    },
    queueError(message) {
      if (clock.elapsed() - (told.get(message) ?? -AGAIN_MS) < AGAIN_MS) return;
      told.set(message, clock.elapsed());
      out.write(errorEvent({ code: 'fleet.queue', message, hint: null, exitCode: EXIT.error }, timestamp()));
    },
    of(whose, alive) {
      let summary: Summary | null = null;
      let ending: Ending | null = null;
      const tell = eachLine((value) => {
        ending = endingIn(value) ?? ending;
        out.write(withWhose(value, whose));
      });
      const write: Screen['write'] = (text) => {
        alive();
        tell(text);
      };
      return {
        out: { layout: out.layout, write },
        err: { layout: env.err.layout, write: (text) => write(warningEvent(text.trim(), timestamp())) },
        planned: (made) => void (summary = made),
        summary: () => summary,
        error: () => ending,
      };
    },
  };
}

/** Takes JSON lines in pieces, and passes on each value. */
function eachLine(give: (value: object) => void): (text: string) => void {
  let held = '';
  return (text) => {
    const lines = (held + text).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) give(JSON.parse(line) as object);
  };
}

function endingIn(value: object): Ending | null {
  const found = 'diagnostic' in value ? value.diagnostic : null;
  return isObject(found) && 'exit_code' in found ? { code: found['code'], summary: found['summary'] } : null;
}
