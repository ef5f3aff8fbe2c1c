import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../arch/sources.ts';

/** A fenced block of code that a reader may copy. */
export type Example = {
  /** File and line where it stands. */
  readonly place: string;
  readonly language: 'ts' | 'tsx';
  readonly code: string;
  /** The module whose comment it is in; its exports need no import. */
  readonly source: string | undefined;
};

function blocks(path: string, text: string, source: string | undefined): Example[] {
  const found: Example[] = [];
  for (const match of text.matchAll(/^([ \t]*(?:\* ?)?)```(tsx?)\n([\s\S]*?)^[ \t]*(?:\* ?)?```/gm)) {
    const [, prefix = '', language, body = ''] = match;
    const code = body.replace(/^[ \t]*\* ?/gm, (start) => (prefix.includes('*') ? '' : start));
    const line = text.slice(0, match.index).split('\n').length;
    found.push({ place: `${path}:${line}`, language: language as 'ts' | 'tsx', code, source });
  }
  return found;
}

/** Every `ts` and `tsx` block of the host SDK's sources, its README and the first page. */
export function readExamples(): readonly Example[] {
  const sources = ['host-sdk/src', 'host-sdk/src/contract'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`),
  );
  const pages = ['README.md', 'host-sdk/README.md'];
  return [
    ...sources.flatMap((path) => blocks(path, readFileSync(join(root, path), 'utf8'), path)),
    ...pages.flatMap((path) => blocks(path, readFileSync(join(root, path), 'utf8'), undefined)),
  ];
}

/** What examples may speak of without saying where it comes from. */
const surroundings = `
import type { Provider, Wallet } from '${root}/host-sdk/src/index.ts';
import type { Frame, FrameOptions } from '${root}/host-sdk/src/core.ts';
declare global {
  const wallet: Wallet;
  const provider: Provider;
  const myFrame: (options: FrameOptions) => Frame;
  const account: string, address: string, from: string, to: string;
  const domain: object, message: object, types: object;
}
`;

/** The exports of a module that a block neither imports nor declares itself. */
function exportsOf(path: string, code: string): string {
  const text = readFileSync(join(root, path), 'utf8');
  const names = [...text.matchAll(/^export (?:async )?(?:declare )?(?:function|const|class) (\w+)/gm)].map(([, name]) => name ?? '');
  const free = names.filter((name) => !new RegExp(`(import[^;]*\\b|const |function |class )${name}\\b`).test(code));
  return free.length === 0 ? '' : `import { ${free.join(', ')} } from '${join(root, path)}';`;
}

/** Type-checks the examples, each as a module of its own. @returns one line for each error, with the place of its example. */
export function checkExamples(examples: readonly Example[]): readonly string[] {
  const folder = join(root, 'test/types/__examples__');
  const files = new Map<string, string>([[join(folder, 'surroundings.ts'), surroundings]]);
  const places = new Map<string, string>();
  for (const [index, { place, language, code, source }] of examples.entries()) {
    const name = join(folder, `example-${index}.${language}`);
    const implied = source === undefined ? '' : exportsOf(source, code);
    const elements = language === 'tsx' ? `import { AlcoveButton, AlcoveProvider, useAccounts, useStatus, useWallet } from '@alcove/host-sdk/react';` : '';
    files.set(name, `${implied}${code.includes('@alcove/host-sdk/react') || source?.endsWith('react.ts') ? '' : elements}\n${code}\nexport {};\n`);
    places.set(name, place);
  }
  const options: ts.CompilerOptions = {
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, jsx: ts.JsxEmit.ReactJSX },
    ...{
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      types: [],
      lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    },
    paths: { '@alcove/host-sdk': [`${root}/host-sdk/src/index.ts`], '@alcove/host-sdk/*': [`${root}/host-sdk/src/*.ts`] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, languageVersion, ...rest) : ts.createSourceFile(path, text, languageVersion, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => `${places.get(name) ?? name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}
