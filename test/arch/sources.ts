import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export type SourceFile = {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Relative imports (types and dynamic ones included), as paths from the root. */
  readonly imports: readonly string[];
  /** Bare imports, e.g. `lit` or `node:fs`. */
  readonly packages: readonly string[];
};

function walk(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (name === 'dist' || name === 'node_modules') return [];
    return statSync(join(root, path)).isDirectory() ? walk(path) : [path];
  });
}

/** Import specifiers of a module: `import`, `export … from`, `import()`, `import('…').Type`. */
function specifiers(path: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push(node.moduleSpecifier.text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteral(argument)) found.push(argument.text);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      found.push(node.argument.literal.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const all = specifiers(path, text);
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    imports: all.filter((name) => name.startsWith('.')).map((name) => relative(root, resolve(root, dirname(path), name))),
    packages: all.filter((name) => !name.startsWith('.')),
  };
}

/** Every TypeScript file under the three packages' `src`, and of the operators' page. */
export const sources: readonly SourceFile[] = ['host-sdk/src', 'widget/src', 'widget/admin', 'mock-server/src']
  .flatMap(walk)
  .filter((path) => path.endsWith('.ts'))
  .map(read);

export const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.includes('/testing/');

export const production: readonly SourceFile[] = sources.filter((source) => !isTest(source.path));
