import path from 'node:path';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

/** A file that exists in the compiler's eyes alone, beside this one, so that it finds the same packages. */
const VIRTUAL = path.join(import.meta.dirname, 'kubernetes-manifest.ts');

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  types: [],
  lib: ['lib.es5.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** The package's files, parsed once for all manifests. */
const PARSED = new Map<string, ts.SourceFile | undefined>();

function parsed(file: string, parse: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!PARSED.has(file)) PARSED.set(file, parse());
  return PARSED.get(file);
}

/**
 * What Kubernetes' published API refuses in the text of a manifest, strictly, as `kubectl apply --validate=strict` does: a key that it
 * does not know, one that it needs, a value of another type, a kind or version that it does not have. `kubernetes-types` is
 * generated from that API; the compiler refuses an unknown key in a literal at any depth.
 */
export function manifestFaults(text: string): string[] {
  const manifests = parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]!;
    return document.toJS() as { apiVersion?: string; kind?: string };
  });
  const unnamed = manifests.filter(({ apiVersion, kind }) => apiVersion === undefined || kind === undefined);
  if (unnamed.length > 0) return unnamed.map(() => 'a manifest has no apiVersion, or no kind');
  const source = manifests.map(({ apiVersion = '', kind = '', ...rest }, index) => {
    // The core group has no name: `v1` is `core/v1`, and `networking.k8s.io/v1` is `networking/v1`.
    const [version = '', group = 'core'] = apiVersion.split('/').reverse();
    const module = `kubernetes-types/${group.split('.')[0]}/${version}`;
    const manifest = JSON.stringify({ apiVersion, kind, ...rest }, null, 1);
    return `import type { ${kind} as Kind${index} } from '${module}';\nexport const manifest${index}: Kind${index} = ${manifest};\n`;
  });
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === VIRTUAL || fileExists(file);
  host.getSourceFile = (file, ...more) =>
    file === VIRTUAL
      ? ts.createSourceFile(file, source.join(''), ts.ScriptTarget.Latest)
      : parsed(file, () => getSourceFile(file, ...more));
  const program = ts.createProgram([VIRTUAL], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
