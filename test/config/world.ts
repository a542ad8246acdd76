import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Want } from '../../src/model/want.ts';
import type { ConfigFiles, FolderEntry } from '../../src/files/config-files.ts';
import { loadConfig, type ConfigResult } from '../../src/config/load.ts';

/** Files by path, in memory; a value may be bytes. Folders are what the paths say. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): ConfigFiles {
  const paths = Object.keys(contents);
  return {
    read(path, limit) {
      const content = contents[path];
      if (content === undefined) return Promise.resolve({ ok: false, reason: 'missing' });
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return Promise.resolve(bytes.length > limit ? { ok: false, reason: 'large' } : { ok: true, bytes });
    },
    list(folder) {
      const prefix = folder === '.' ? '' : `${folder}/`;
      const names = new Map<string, FolderEntry['kind']>();
      for (const path of paths.filter((name) => name.startsWith(prefix))) {
        const [name = '', ...below] = path.slice(prefix.length).split('/');
        names.set(name, below.length > 0 ? 'folder' : 'file');
      }
      return Promise.resolve([...names].map(([name, kind]) => ({ name, kind })));
    },
    realpath(path) {
      if (path === '.') return Promise.resolve('/config');
      const there = paths.some((name) => name === path || name.startsWith(`${path}/`));
      return Promise.resolve(there ? `/config/${path}` : null);
    },
  };
}

export const HEAD = `version: 1
harvest: { account: 1234567, token: "\${HARVEST_TOKEN}" }
forecast: { account: 7654321, token: "\${FORECAST_TOKEN}" }
`;
export const ENVIRONMENT = { HARVEST_TOKEN: 'h', FORECAST_TOKEN: 'f' };

/** Loads `hfsync.yaml` among these files; a bare text is that file. */
export function load(
  files: string | Uint8Array | Readonly<Record<string, string | Uint8Array>>,
  environment: Readonly<Record<string, string | undefined>> | null = ENVIRONMENT,
): Promise<ConfigResult> {
  const contents = typeof files === 'string' || files instanceof Uint8Array ? { 'hfsync.yaml': files } : files;
  return loadConfig('hfsync.yaml', { files: memoryFiles(contents), environment });
}

export async function loadWant(...input: Parameters<typeof load>): Promise<Want> {
  const result = await load(...input);
  if (!result.ok) throw new Error(lines(result.diagnostics).join('\n'));
  return result.want;
}

export async function findings(...input: Parameters<typeof load>): Promise<readonly Diagnostic[]> {
  const result = await load(...input);
  return result.ok ? [] : result.diagnostics;
}

/** `path:line:column+length code message | hint` */
export function lines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ path, line, column, length, code, message, hint }) => {
    return `${path}:${line}:${column}+${length} ${code} ${message}${hint === undefined ? '' : ` | ${hint}`}`;
  });
}
