import { connect } from 'node:net';
import { systemCode } from '../../model/error.ts';
import { parseInfo, type LocalLockInfo } from './info.ts';

/** The answer of the process that listens on a socket. */
export interface Answer {
  /** True if it holds the lock, false if it only asks for it. Null if it does not say. */
  readonly held: boolean | null;
  readonly info: LocalLockInfo | null;
}

/** Stands for a process that says neither. */
export const SILENT: Answer = { held: null, info: null };
/** How long to wait for an answer. A process that is stopped never answers. */
const PATIENCE_MS = 1_000;
const TRIES = 50;

/** The text with which a process answers. */
export function answerOf(held: boolean, info: LocalLockInfo): string {
  return JSON.stringify({ held, info });
}

/** Asks who listens on the socket. Returns `dead` if nobody does any more. */
export async function ask(path: string): Promise<Answer | 'dead'> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await askOnce(path);
    if (answer !== 'ended') return answer;
  }
  return SILENT;
}

/** Returns `ended` if the other process ended the connection before it answered. */
function askOnce(path: string): Promise<Answer | 'dead' | 'ended'> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path);
    socket.setTimeout(PATIENCE_MS, () => finish(SILENT));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    socket.once('end', () => finish(text === '' ? 'ended' : readAnswer(text)));
    socket.on('error', (error) => finish(meaningOf(systemCode(error))));

    function finish(answer: Answer | 'dead' | 'ended'): void {
      socket.destroy();
      resolve(answer);
    }
  });
}

function meaningOf(code: string | null): Answer | 'dead' | 'ended' {
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return 'dead';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'ended';
  // EAGAIN: too many ask at once. EACCES: the socket is another user's, and its process may be alive.
  return SILENT;
}

function readAnswer(text: string): Answer {
  try {
    const { held, info } = JSON.parse(text) as { readonly held?: unknown; readonly info?: unknown };
    return { held: typeof held === 'boolean' ? held : null, info: parseInfo(JSON.stringify(info)) };
  } catch {
    return SILENT;
  }
}
