import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Problem {
  readonly message: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

export interface Completion {
  readonly label: string;
  readonly text: string;
}

export interface LanguageServer {
  /** What an editor underlines in a text of this name. */
  problems(name: string, text: string): Promise<readonly Problem[]>;
  /** What an editor shows over each of these places, in Markdown; '' for nothing. Lines and characters count from 0. */
  hovers(name: string, text: string, places: readonly Position[]): Promise<readonly string[]>;
  /** What an editor offers at the `|` in the text. */
  completions(name: string, text: string): Promise<readonly Completion[]>;
  stop(): Promise<void>;
}

type Message = { readonly [key: string]: unknown };
interface Item {
  readonly label: string;
  readonly insertText?: string;
  readonly textEdit?: { readonly newText: string };
}

/**
 * The YAML language server that editors run, over stdio, in a repository of a user: the package is in `node_modules`, as `npm install`
 * puts it there.
 */
export async function startLanguageServer(): Promise<LanguageServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-editor-'));
  const schemas = path.resolve(import.meta.dirname, '../../schemas');
  await mkdir(path.join(folder, 'node_modules/hfsync'), { recursive: true });
  await cp(schemas, path.join(folder, 'node_modules/hfsync/schemas'), { recursive: true });
  const bin = path.join(
    path.dirname(createRequire(import.meta.url).resolve('yaml-language-server/package.json')),
    'bin/yaml-language-server',
  );
  const child = spawn(process.execPath, [bin, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const answers = new Map<number, (result: unknown) => void>();
  const published = new Map<string, (problems: readonly Problem[]) => void>();
  const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
  let sent = 0;
  let version = 0;

  function send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  function request(method: string, params: Message): Promise<unknown> {
    sent += 1;
    const id = sent;
    send({ id, method, params });
    return new Promise((resolve) => answers.set(id, resolve));
  }

  function receive(message: Message): void {
    const params = message['params'] as { uri: string; diagnostics: readonly Problem[]; items: readonly Message[] };
    if (message['method'] === 'workspace/configuration') {
      const result = params.items.map(({ section }) => (section === 'yaml' ? SETTINGS : null));
      send({ id: message['id'], result });
    } else if (message['method'] === 'textDocument/publishDiagnostics') {
      published.get(params.uri)?.(params.diagnostics);
    } else if (message['method'] !== undefined && message['id'] !== undefined) {
      send({ id: message['id'], result: null });
    } else if (typeof message['id'] === 'number') {
      answers.get(message['id'])?.(message['result']);
    }
  }

  let buffer = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let end = buffer.indexOf('\r\n\r\n'); end >= 0; end = buffer.indexOf('\r\n\r\n')) {
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())?.[1]);
      if (buffer.length < end + 4 + length) return;
      const body = buffer.subarray(end + 4, end + 4 + length).toString();
      buffer = buffer.subarray(end + 4 + length);
      receive(JSON.parse(body) as Message);
    }
  });

  function open(name: string, text: string): Promise<readonly Problem[]> {
    const uri = uriOf(name);
    version += 1;
    const result = new Promise<readonly Problem[]>((resolve) => published.set(uri, resolve));
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version, text } } });
    return result;
  }

  await request('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { completion: { completionItem: { snippetSupport: true } }, publishDiagnostics: {} },
    },
  });
  send({ method: 'initialized', params: {} });
  return {
    problems: open,
    async hovers(name, text, places) {
      await open(name, text);
      const over = async ({ line, character }: Position): Promise<string> => {
        const params = { textDocument: { uri: uriOf(name) }, position: { line, character } };
        const answer = await request('textDocument/hover', params);
        return (answer as { contents: { value: string } } | null)?.contents.value ?? '';
      };
      return Promise.all(places.map(over));
    },
    async completions(name, text) {
      const [before = '', after = ''] = text.split('|');
      await open(name, before + after);
      const lines = before.split('\n');
      const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      const answer = await request('textDocument/completion', { textDocument: { uri: uriOf(name) }, position });
      const items = Array.isArray(answer) ? (answer as Item[]) : (answer as { items: Item[] }).items;
      return items.map(({ label, insertText, textEdit }) => ({ label, text: insertText ?? textEdit?.newText ?? '' }));
    },
    async stop() {
      child.kill();
      await rm(folder, { recursive: true });
    },
  };
}

/** Without the catalogue of schemas in the web. */
const SETTINGS = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
