/** What a worker prints: one JSON object a line, and each names the pair that it is about. */
import type { UserError } from '../../model/error.ts';
import { isObject } from '../../model/json.ts';
import type { Summary } from '../../model/plan.ts';
import type { Printable } from '../../report/escape.ts';
import { errorLine, messageLine, withWhose, type Whose } from '../../report/rounds.ts';
import type { Environment, Screen } from '../environment.ts';

export interface Log {
  write(line: Printable): void;
  error(whose: Whose, error: UserError): void;
  /** The same words again within a minute are left out: each worker of the queue would say them every few seconds. */
  queueError(message: string): void;
  timestamp(): string;
  /** The screens of one round; `alive` is called for each text. */
  of(whose: Whose, alive: () => void): RoundLog;
}

export interface RoundLog {
  readonly out: Screen;
  readonly err: Screen;
  planned(summary: Summary): void;
  /** What the plan counted; null: there was none. */
  summary(): Summary | null;
  /** The error that ended it; null: none did. */
  error(): { readonly code: unknown; readonly message: unknown } | null;
}

const AGAIN_MS = 60_000;

export function openLog(env: Environment): Log {
  const { out, clock } = env;
  const timestamp = (): string => new Date(clock.now()).toISOString();
  const told = new Map<string, number>();
  return {
    timestamp,
    write: (line) => out.write(line),
    error: (whose, error) => out.write(errorLine(whose, error, timestamp())),
    queueError(message) {
      if (clock.elapsed() - (told.get(message) ?? -AGAIN_MS) < AGAIN_MS) return;
      told.set(message, clock.elapsed());
      out.write(messageLine({}, { level: 'error', type: 'queue_error', message }, timestamp()));
    },
    of(whose, alive) {
      let summary: Summary | null = null;
      let error: ReturnType<RoundLog['error']> = null;
      const values = jsonValues((value) => {
        if (isObject(value) && isObject(value['error']))
          error = { code: value['error']['code'], message: value['error']['message'] };
        out.write(withWhose(value, whose));
      });
      return {
        out: {
          layout: out.layout,
          write(text) {
            alive();
            values(text);
          },
        },
        err: {
          layout: env.err.layout,
          write: (text) =>
            out.write(messageLine(whose, { level: 'warn', type: 'message', message: text.trim() }, timestamp())),
        },
        planned: (made) => void (summary = made),
        summary: () => summary,
        error: () => error,
      };
    },
  };
}

/** Takes text in pieces, and gives each JSON value in it, whether it is on one line or on several. */
function jsonValues(give: (value: unknown) => void): (text: string) => void {
  let held = '';
  return (text) => {
    const lines = (held + text).split('\n');
    const rest = lines.pop() ?? '';
    let open = '';
    for (const line of lines) {
      open += line;
      const value = parsed(open);
      if (value === undefined) continue;
      give(value);
      open = '';
    }
    held = open + rest;
  };
}

/** undefined: it is not a whole value yet. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
