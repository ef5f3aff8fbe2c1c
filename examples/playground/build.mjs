import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { widgetHeaders } from '../../mock-server/src/http/security-headers.ts';
import { pagesStyle } from '../../mock-server/src/idp/pages-style.ts';

/*
 * Makes `dist/`: static files with the built widget and the built host SDK as they are, and the server, the enclave and a chain to run
 * in the visitor's browser. `npm run build:playground`, after `npm run build`.
 */

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const out = join(here, 'dist');
const server = join(root, 'mock-server/src');
const require = createRequire(import.meta.url);

/** What cannot run in a browser, and what stands for it. Everything else of mock-server is taken as it is. */
const standIns = {
  'enclave/crypto/secp256k1-addon.ts': 'enclave/secp256k1-addon.ts',
  'enclave/kms-transport.ts': 'enclave/kms-transport.ts',
  'enclave-client/spawn.ts': 'stack/spawn.ts',
  'kms/file-key-store.ts': 'stack/key-store.ts',
  'kms/server.ts': 'stack/kms-server.ts',
  'stack/byte-relay.ts': 'stack/byte-relay.ts',
  'stack/stored-json.ts': 'stack/stored-json.ts',
};
const nodeModules = {
  'node:crypto': 'node/crypto.ts',
  'node:fs': 'node/files.ts',
  'node:net': 'node/net.ts',
  'node:path': 'node/files.ts',
  'node:sqlite': 'node/sqlite.ts',
  'node:timers/promises': 'node/timers.ts',
  'node:util': 'node/util.ts',
};

/** @param {Record<string, string>} modules name of a Node module → file here */
function forBrowsers(modules) {
  return {
    name: 'for-browsers',
    setup({ onResolve }) {
      onResolve({ filter: /^node:/ }, ({ path }) => {
        const file = modules[path];
        return file === undefined ? { errors: [{ text: `${path} has no stand-in in the playground` }] } : { path: join(here, file), sideEffects: false };
      });
      onResolve({ filter: /^\./ }, ({ path, resolveDir, importer }) => {
        const wanted = relative(server, resolve(resolveDir, path));
        const file = standIns[wanted];
        // A stand-in may take types and rules from what it stands for.
        return file === undefined || importer === join(here, file) ? undefined : { path: join(here, file) };
      });
    },
  };
}

const shared = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  absWorkingDir: root,
  logLevel: 'warning',
  legalComments: 'none',
};
const inWorker = { ...shared, define: { global: 'globalThis' }, inject: [join(here, 'node/globals.ts')] };

/** The one rule of the host SDK that cannot hold where page and wallet share an origin; see README.md. */
const oneOrigin = {
  name: 'one-origin',
  setup({ onLoad }) {
    onLoad({ filter: /host-sdk\/src\/options\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace(/^ *require\(widgetUrl\?\.origin !== page\.origin.*\n/m, '');
      if (contents === source) throw new Error('the rule of one origin is not where it was');
      return { contents, loader: 'ts' };
    });
  },
};

async function buildScripts() {
  const at = (path) => join(here, path);
  await Promise.all([
    build({ ...inWorker, entryPoints: [at('server/worker.ts')], outfile: join(out, 'server/worker.js'), plugins: [forBrowsers(nodeModules)] }),
    build({
      ...inWorker,
      entryPoints: [at('enclave/main.ts')],
      outfile: join(out, 'enclave.js'),
      plugins: [forBrowsers({ ...nodeModules, 'node:crypto': 'node/crypto-enclave.ts' })],
    }),
    build({ ...shared, entryPoints: [at('server/frame.ts')], outfile: join(out, 'server/frame.js') }),
    build({ ...shared, format: 'iife', entryPoints: [at('server/sw.ts')], outfile: join(out, 'sw.js') }),
    build({ ...shared, entryPoints: [at('issuer/page.ts')], outfile: join(out, 'issuer/page.js') }),
    build({ ...shared, entryPoints: [at('page/page.ts')], outfile: join(out, 'page.js') }),
    build({
      ...shared,
      format: 'iife',
      entryPoints: [join(root, 'host-sdk/src/global.ts')],
      outfile: join(out, 'sdk-one-origin/alcove.js'),
      define: { __ALCOVE_VERSION__: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version) },
      plugins: [oneOrigin],
    }),
  ]);
}

/** The widget's pages with the policy its server sends with them; what only a header can say (who may frame it) is left out. */
function writeWidgetPages() {
  const headers = widgetHeaders('http://localhost', { allowedOrigins: [], providers: [] });
  const policy = headers['content-security-policy'].split('; ').filter((line) => !line.startsWith('frame-ancestors'));
  for (const name of ['index.html', 'callback.html']) {
    const path = join(out, 'w', name);
    const html = readFileSync(path, 'utf8').replace(
      '<meta charset="utf-8">',
      `$&\n    <meta http-equiv="content-security-policy" content="${policy.join('; ')}">`,
    );
    writeFileSync(path, html);
  }
}

/** What else there is to see, so that its links lead somewhere on any host. */
const neighbours = { gallery: ['.'], 'theme-studio': ['index.html', 'preview.html', 'studio.css', 'preview.css', 'dist'] };

function copyNeighbours() {
  for (const [name, files] of Object.entries(neighbours)) {
    const folder = join(here, '..', name);
    if (!existsSync(join(folder, 'index.html'))) throw new Error(`examples/${name} is missing: run "npm run build" first`);
    for (const file of files) cpSync(join(folder, file), join(out, name, file), { recursive: true });
  }
}

/** The shop of the quick start, with the playground around it. */
function writePage() {
  const shop = readFileSync(join(here, '../script-tag/index.html'), 'utf8');
  const body = /<alcove-wallet[^>]*><\/alcove-wallet>\s*([\s\S]*)<\/body>/.exec(shop)?.[1];
  const page = readFileSync(join(here, 'page/index.html'), 'utf8');
  if (body === undefined || !page.includes('<!-- shop -->')) throw new Error('the shop of examples/script-tag has another form');
  writeFileSync(join(out, 'index.html'), page.replace('<!-- shop -->', body.trim().replace(/<(\/?)h1\b/g, '<$1h2')));
  for (const name of ['demo.js', 'demo.css']) cpSync(join(here, '../script-tag', name), join(out, name));
  cpSync(join(here, 'page/page.css'), join(out, 'page.css'));
}

function copyFiles() {
  for (const [name, source] of Object.entries({ w: 'widget/dist', 'sdk/v1': 'host-sdk/dist' })) {
    if (!existsSync(join(root, source))) throw new Error(`${source} is missing: run "npm run build" first`);
    cpSync(join(root, source), join(out, name), { recursive: true, filter: (path) => !/\.(d\.ts|map)$/.test(path) });
  }
  cpSync(join(dirname(require.resolve('msw')), '../../lib/mockServiceWorker.js'), join(out, 'mockServiceWorker.js'));
  cpSync(join(here, 'server/frame.html'), join(out, 'server/index.html'));
  cpSync(join(dirname(fileURLToPath(import.meta.resolve('@sqlite.org/sqlite-wasm'))), 'sqlite3.wasm'), join(out, 'server/sqlite3.wasm'));
  mkdirSync(join(out, 'issuer/authorize'), { recursive: true });
  cpSync(join(here, 'issuer/authorize.html'), join(out, 'issuer/authorize/index.html'));
  writeFileSync(join(out, 'issuer/pages.css'), pagesStyle);
  // What the SDK asks when the wallet is slow to come up: the page here may embed it, and there is nothing more to learn.
  writeFileSync(join(out, 'sdk/v1/embed'), '{"reason":null}\n');
  writeFileSync(join(out, 'sdk/v1/probe.html'), '<!doctype html><title>Probe</title><script type="module" src="probe.js"></script>\n');
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
copyFiles();
copyNeighbours();
writeWidgetPages();
writePage();
await buildScripts();
console.log(`examples/playground/dist: ${readdirSync(out, { recursive: true }).length} files and folders, for any static host.`);
