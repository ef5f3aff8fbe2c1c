import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { TOKEN_PREFIX, themeTokens } from '../../../host-sdk/src/contract/theme-tokens.ts';
import { readElements, sourcesOf } from '../../../test/support/manifest.ts';
import { repositoryRoot } from '../../../test/support/stack.ts';
import type { GalleryData, GalleryElement, HostElement, Token } from './data.ts';

/*
 * `npm run gallery`: writes the gallery as static files to `examples/gallery`, where `npm start` serves it at `/gallery/`. It opens from any
 * static host.
 */

const at = (path: string): string => join(repositoryRoot, path);
const out = at('examples/gallery');

/** Names and kinds of what a host page may set, from the list that lets them through. */
function readThemable(): GalleryData['themable'] {
  return Object.entries(themeTokens).map(([name, kind]) => ({ name: `${TOKEN_PREFIX}${name}`, kind }));
}

/** Custom properties of tokens.css in their order, with the comment above them. */
function readTokens(themable: GalleryData['themable']): readonly Token[] {
  const css = readFileSync(at('widget/src/styles/tokens.css'), 'utf8');
  const root = css.slice(css.indexOf(':root {'), css.indexOf('color-scheme: light dark'));
  const tokens: Token[] = [];
  let group = '';
  for (const [, comment, name, value] of root.matchAll(/\/\*\s*([\s\S]*?)\s*\*\/|(--alcove-[\w-]+):\s*([^;]+);/g)) {
    if (comment !== undefined) group = comment.replace(/\s+/g, ' ');
    else if (name !== undefined && value !== undefined)
      tokens.push({ name, value: value.replace(/\s+/g, ' '), group, kind: themable.find((token) => token.name === name)?.kind ?? null });
  }
  return tokens;
}

/** By the tag of a view, the names of the states that show it. */
async function readStates(): Promise<ReadonlyMap<string, readonly string[]>> {
  const file = join(out, 'states.mjs');
  const source = `export { viewStates } from './widget/dev/view-states.ts'; export { chooseScreen } from './widget/src/views/app-root/screen.ts';`;
  await build({ stdin: { contents: source, resolveDir: repositoryRoot }, outfile: file, bundle: true, format: 'esm', logLevel: 'error' });
  const { viewStates, chooseScreen } = (await import(pathToFileURL(file).href)) as {
    readonly viewStates: Readonly<Record<string, { readonly approvals: readonly object[] }>>;
    chooseScreen(state: object, lastApproval: object | null): { readonly name: string };
  };
  rmSync(file);
  const tagOf = (name: string): string => `alc-${name}-view`;
  const shown = Object.entries(viewStates).map(([name, state]) => ({ name, tag: tagOf(chooseScreen(state, state.approvals[0] ?? null).name) }));
  return new Map([...Map.groupBy(shown, ({ tag }) => tag)].map(([tag, list]) => [tag, list.map(({ name }) => name)]));
}

function readHostElements(): readonly HostElement[] {
  const manifest = JSON.parse(readFileSync(at('host-sdk/custom-elements.json'), 'utf8')) as {
    readonly modules: readonly { readonly declarations: readonly HostElement[] }[];
  };
  return manifest.modules.flatMap(({ declarations }) => declarations).filter(({ tagName }) => tagName !== undefined);
}

/** All that the gallery says, from the sources. */
export async function readGallery(): Promise<GalleryData> {
  mkdirSync(out, { recursive: true });
  const themable = readThemable();
  const states = await readStates();
  const elements: readonly GalleryElement[] = (await readElements()).map((entry) => ({
    ...entry,
    tokens: [...new Set([...sourcesOf(entry).styles.matchAll(/var\((--alcove-[\w-]+)/g)].map(([, name]) => name ?? ''))].sort(),
    states: states.get(entry.tagName) ?? [],
    isView: entry.path.startsWith('widget/src/views/') && states.has(entry.tagName),
  }));
  return { elements, hostElements: readHostElements(), tokens: readTokens(themable), themable };
}

/** Writes all files of it. */
export async function writeGallery(): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  const data = await readGallery();
  await build({
    entryPoints: [
      { in: at('widget/dev/gallery/main.ts'), out: 'main' },
      { in: at('widget/dev/gallery/frame.ts'), out: 'frame' },
    ],
    outdir: out,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    chunkNames: 'parts/[name]-[hash]',
    tsconfig: at('tsconfig.json'),
    logLevel: 'error',
  });
  writeFileSync(join(out, 'data.json'), JSON.stringify(data));
  for (const [from, to, change] of [
    ['widget/dev/gallery/index.html', 'index.html'],
    ['widget/dev/gallery/gallery.css', 'gallery.css'],
    ['widget/dev/views.css', 'views.css'],
    ['widget/dev/views.html', 'frame.html', (text: string) => text.replace('./views.js', './frame.js')],
    ['widget/src/styles/tokens.css', 'tokens.css'],
  ] as const)
    writeFileSync(join(out, to), (change ?? ((text: string) => text))(readFileSync(at(from), 'utf8')));
  console.log(`gallery: ${data.elements.length} elements and views, ${data.elements.flatMap(({ states }) => states).length} states, in examples/gallery`);
}

if (import.meta.main) await writeGallery();
