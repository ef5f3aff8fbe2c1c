import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../support/stack.ts';

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

/** The dev page that shows one state of the wallet inside a dimmed page, and what it loads. */
const files = ['widget/dev/views.html', 'widget/dev/views.css', 'widget/src/styles/tokens.css'];

export type Site = {
  /** Address of a page with nothing but `.frame` in it, and the script that puts states there ({@link file://./in-page.ts}). */
  readonly shotsUrl: string;
  /** Address of the page for people: `?state=pay&scheme=dark&language=ko`. */
  readonly viewsUrl: string;
  /** Names of all states, in the order of the gallery. */
  readonly names: readonly string[];
  stop(): void;
};

/** Builds the pages that show states, from source, and serves them on a free port. */
export async function startSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-shots-'));
  const at = (path: string): string => join(repositoryRoot, path);
  await build({
    entryPoints: [at('widget/dev/views.ts'), at('widget/dev/view-states.ts'), at('test/shots/in-page.ts')].map((path) => ({
      in: path,
      out: basename(path, '.ts'),
    })),
    outdir: folder,
    bundle: true,
    // In one piece each: no picture is taken before a part has come.
    splitting: false,
    format: 'esm',
    target: 'es2022',
    tsconfig: at('tsconfig.json'),
    logLevel: 'error',
  });
  const { viewStates } = (await import(join(folder, 'view-states.js'))) as { readonly viewStates: object };

  const contents = new Map(files.map((path) => [basename(path), readFileSync(at(path))]));
  const page = contents.get('views.html')?.toString() ?? '';
  contents.set('shots.html', Buffer.from(page.replace('./views.js', './in-page.js')));

  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
    try {
      const body = contents.get(name) ?? readFileSync(join(folder, basename(name)));
      response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    shotsUrl: `${base}/shots.html?by-script`,
    viewsUrl: `${base}/views.html`,
    names: Object.keys(viewStates),
    stop: () => {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
