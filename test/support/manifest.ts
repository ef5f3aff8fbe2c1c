import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as analyzer from '@custom-elements-manifest/analyzer';
import { repositoryRoot } from './stack.ts';

/*
 * The custom-elements manifest (https://github.com/webcomponents/custom-elements-manifest) of the widget, from its source: what the gallery
 * shows and what `test/arch/manifest.test.ts` holds to the source. That of the host SDK is published with it, `host-sdk/custom-elements.json`.
 */

type SourceFile = object;

/** What its declarations leave out. */
const { create, ts } = analyzer as unknown as {
  create(options: { readonly modules: readonly SourceFile[]; readonly plugins: readonly object[]; readonly context: object }): Manifest;
  readonly ts: {
    createSourceFile(path: string, text: string, target: number, setParentNodes: boolean): SourceFile;
    readonly ScriptTarget: { readonly ES2015: number };
  };
};

/** A thing with a name and what is said of it: an attribute, event, slot, part or custom property. */
export type Named = { readonly name: string; readonly description?: string; readonly default?: string };

export type Member = Named & {
  readonly kind: 'field' | 'method';
  readonly type?: { readonly text: string };
  readonly privacy?: 'private' | 'protected' | 'public';
  readonly static?: boolean;
  readonly attribute?: string;
  readonly inheritedFrom?: object;
};

export type ElementEntry = {
  /** Path of its module from the repository's root. */
  readonly path: string;
  readonly tagName: string;
  readonly summary?: string;
  readonly description?: string;
  readonly members?: readonly Member[];
  readonly events?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssProperties?: readonly Named[];
};

type Manifest = {
  readonly modules: readonly { readonly path: string; readonly declarations: readonly (ElementEntry & { readonly customElement?: boolean })[] }[];
};

const folders = ['widget/src/elements', 'widget/src/views'];

const analyzedFiles = (): readonly string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/\.(test|styles|mocks)\.ts$/.test(name))
      .map((name) => `${folder}/${name}`),
  );

/** Lit's decorators for properties; the analyzer ships them as a plugin without types. */
async function litPlugin(): Promise<readonly object[]> {
  const path: string = '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';
  return (await import(path)).litPlugin();
}

/** The analyzer also guesses names from `dispatchEvent`; those of events.ts cannot be guessed and are told by JSDoc. */
const isNamedEvent = ({ name }: Named): boolean => /^alc-/.test(name ?? '');

/** Every element and view of the widget, in the order of their paths. */
export async function readElements(): Promise<readonly ElementEntry[]> {
  const modules = analyzedFiles().map((path) => ts.createSourceFile(path, readFileSync(join(repositoryRoot, path), 'utf8'), ts.ScriptTarget.ES2015, true));
  const manifest = create({ modules, plugins: await litPlugin(), context: { dev: false } });
  return manifest.modules
    .flatMap(({ path, declarations }) =>
      declarations
        .filter(({ customElement, tagName }) => customElement === true && tagName !== undefined)
        .map((entry) => ({ ...entry, path, events: (entry.events ?? []).filter(isNamedEvent) })),
    )
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** What a view shares with others, its base class among it, lies in the folder above. */
function sharedModules(path: string, found = new Set<string>()): ReadonlySet<string> {
  for (const [, name] of read(path).matchAll(/^(?:import (?!type )[^']*|\} from )'(\.\.?\/[\w-]+\.ts)'/gm)) {
    const target = join(dirname(path), name ?? '');
    if (dirname(target) !== 'widget/src/views' || found.has(target)) continue;
    found.add(target);
    sharedModules(target, found);
  }
  return found;
}

/** The sources of an element: its module and what lies beside it, tests apart, and what it shares with others. */
export function sourcesOf(entry: ElementEntry): { readonly code: string; readonly styles: string } {
  const folder = dirname(entry.path);
  const paths = readdirSync(join(repositoryRoot, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
  const [styles, code] = [paths.filter((path) => path.endsWith('.styles.ts')), paths.filter((path) => !path.endsWith('.styles.ts'))];
  // A second element in a folder is one file; the first has all others.
  const isFirst = entry.path === join(folder, `${basename(folder)}.ts`);
  const own = isFirst ? code.filter((path) => path === entry.path || !read(path).includes('@customElement(')) : [entry.path];
  const shared = new Set(own.flatMap((path) => [...sharedModules(path)]));
  const together = (list: Iterable<string>): string => [...list].map(read).join('\n');
  return { code: together([...own, ...shared]), styles: together(styles) };
}

/** A property that a page or a screen sets. */
export const isPublicProperty = ({ kind, privacy, static: isStatic, name, inheritedFrom }: Member): boolean =>
  kind === 'field' && privacy !== 'private' && privacy !== 'protected' && isStatic !== true && !name.startsWith('#') && inheritedFrom === undefined;
