import { spawn } from 'node:child_process';
import { systemCode, UserError } from '../../model/error.ts';

/** The `git` program, run in the repository of the configuration. In: arguments, perhaps bytes for its input. Out: what it printed. */
export interface Program {
  run(args: readonly string[], input?: Uint8Array | string): Promise<Ran>;
}

export interface Ran {
  /** null: it was killed because it took too long, so nobody knows what the remote did. */
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** How long one command may take, in ms: a network that is cut is silent for ever. */
const PATIENCE_MS = 45_000;

/** Hooks and background work of the repository are none of ours, and its settings for people's pushes do not count. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'gc.auto=0',
  'maintenance.auto=false',
  'push.gpgSign=false',
  'push.followTags=false',
  'push.recurseSubmodules=no',
  'core.quotePath=true',
].flatMap((setting) => ['-c', setting]);

/** `folder`: inside the repository. `variables`: of this process; the services' tokens and hfsync's secrets stay here. */
export function gitProgram(folder: string, variables: { readonly [name: string]: string | undefined }): Program {
  const own = Object.entries(variables).filter(([name]) => !/^(HARVEST|FORECAST|HFSYNC)_/i.test(name));
  const env = {
    ...Object.fromEntries(own),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
  return {
    run: (args, input) =>
      new Promise((resolve, reject) => {
        // A group of its own: Ctrl-C ends what is planned, and not a push that is under way.
        const child = spawn('git', [...SETTINGS, ...args], { cwd: folder, env, detached: true });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        let isLate = false;
        const timer = setTimeout(() => {
          isLate = true;
          endGroup(child.pid);
        }, PATIENCE_MS);
        child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
        child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
        child.on('error', (error) => {
          clearTimeout(timer);
          reject(notStarted(error, folder));
        });
        child.on('close', (code) => {
          clearTimeout(timer);
          resolve({ code: isLate ? null : code, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8') });
        });
        // It may end before it has read everything; its exit code says why.
        child.stdin.on('error', () => undefined);
        child.stdin.end(input);
      }),
  };
}

/** With its helpers (ssh, git-remote-https), which hold the connection. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

function notStarted(error: unknown, folder: string): UserError {
  const isMissing = systemCode(error) === 'ENOENT';
  return new UserError('state.git', `git cannot be run in ${folder} (${systemCode(error) ?? String(error)}).`, {
    hint: isMissing
      ? 'Install git, and run hfsync in a clone of the repository that keeps the state. Or use `backend: local`.'
      : 'The git backend needs the git program.',
    cause: error,
  });
}

/** The line in which git or its remote says why, without credentials. */
export function reasonIn(err: string): string {
  const lines = err.split('\n').map((line) => line.replace(/^remote: /, '').trim());
  const said = lines.find((line) => /^(fatal|error|ERROR):/.test(line)) ?? lines.findLast((line) => line !== '');
  const plain = (said ?? 'git gave no reason').replaceAll(/\/\/[^/@\s]*@/g, '//').replaceAll(/\p{Cc}/gu, ' ');
  return plain.length > 200 ? `${plain.slice(0, 199)}…` : plain;
}
