import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import dts from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import { enclavePackages } from './mock-server/bin/enclave-packages.mjs';
import { defineElements } from './widget/bin/define-elements.mjs';
import { fixSettings } from './widget/bin/fix-settings.mjs';
import { htmlPages } from './widget/bin/html-pages.mjs';
import { inlinePage } from './widget/bin/inline-page.mjs';
import { numberMessages } from './widget/bin/number-messages.mjs';
import { packDescriptors } from './widget/bin/pack-descriptors.mjs';
import { partEnglish } from './widget/bin/part-english.mjs';
import { pruneLibraries } from './widget/bin/prune-libraries.mjs';
import { shareHelpers } from './widget/bin/share-helpers.mjs';
import { shrinkTemplates } from './widget/bin/shrink-templates.mjs';
import { silenceLogs } from './widget/bin/silence-logs.mjs';
import { trimPenpal } from './widget/bin/trim-penpal.mjs';
import { walletConnectLibraries } from './widget/bin/walletconnect-libraries.mjs';
import { wordlessErrors } from './widget/bin/wordless-errors.mjs';

/*
 * One build for the three packages. What comes out:
 *
 * - host-sdk/dist: `alcove.js` (script tag, IIFE), ESM entries, `.d.ts`.
 * - widget/dist: `index.html` and `callback.html` with hashed, integrity-checked assets, and `build.json`, the list of
 *   every file's digest. `pins.js` is no part of it: `npm start` writes a development one. A production build
 *   (`ALCOVE_PINS=release-pins.json npm run build`) has the pins inside and reads no `pins.js` at all.
 * - widget/admin/dist: the operators' page, built like the widget and served beside it.
 * - mock-server/dist: the server, the witness, and the enclave as one self-contained file that is measured (PCR0).
 */

const root = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => resolve(root, ...parts);
const require = createRequire(import.meta.url);
const version = JSON.parse(readFileSync(at('package.json'), 'utf8')).version;

const sha = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

/** Errors, not warnings: an unresolved import or a cycle never ships. Two libraries carry known, harmless ones. */
function onLog(level, log, handler) {
  const inLibrary = log.ids?.every((id) => id.includes('node_modules')) || log.id?.includes('node_modules') || log.message.includes('node_modules');
  if (['CIRCULAR_DEPENDENCY', 'THIS_IS_UNDEFINED', 'INVALID_ANNOTATION'].includes(log.code) && inLibrary) return;
  handler(level === 'warn' ? 'error' : level, log);
}

function transpile(options = {}) {
  return esbuild({ target: 'es2022', tsconfig: at('tsconfig.json'), define: { __ALCOVE_VERSION__: JSON.stringify(version) }, ...options });
}

/** `rollup -c --configPlain`: as it is written but for its comments, in half the time; to read it. */
let isPlain = false;

const shrink = ({ compress = {}, mangle = {} } = {}) =>
  terser({
    ecma: 2020,
    module: true,
    compress: !isPlain && { passes: 3, pure_getters: true, unsafe_arrows: true, inline: 1, lhs_constants: false, keep_fargs: false, ...compress },
    mangle: !isPlain && mangle,
    format: { comments: false, beautify: isPlain },
  });

/** Names that only the host SDK's own modules say to one another: neither the page, the widget, penpal nor the browser reads them. */
const hostSdkNames = /^(onLoad|onDismiss|onRemoved|onLost|handshakeTimeoutMs|beatMs|widgetUrl|isReady|settle|knock)$/;

/** Empties a folder once, before its first output. */
function clean(folder) {
  return { name: 'clean', buildStart: () => rmSync(at(folder), { recursive: true, force: true }) };
}

const sdkPath = `/sdk/v${Math.max(1, Number(version.split('.')[0]))}`;
const integrityOf = (bytes) => `sha384-${sha('sha384', bytes, 'base64')}`;

/** The line a web developer pastes, with Subresource Integrity, and `integrity.json`, the same for each file of the script. */
function printIntegrity() {
  return {
    name: 'print-integrity',
    writeBundle({ file }) {
      const folder = dirname(file);
      const digests = Object.fromEntries(
        ['alcove', ...laterScripts].map((part) => `${part}.js`).map((name) => [name, integrityOf(readFileSync(join(folder, name)))]),
      );
      writeFileSync(join(folder, 'integrity.json'), `${JSON.stringify(digests, null, 2)}\n`);
      console.log(`<script src="https://YOUR-WALLET${sdkPath}/alcove.js" integrity="${digests['alcove.js']}" crossorigin="anonymous"></script>`);
    },
  };
}

/** What the script loads by itself, when it is needed, from beside itself and nowhere else. */
const laterScripts = ['doctor', 'launcher'];

/** The script carries the digests of the ones that were built before it. */
function pinLaterScripts() {
  const names = new Map(laterScripts.map((name) => [at(`host-sdk/src/load-${name}-script.ts`), name]));
  return {
    name: 'pin-later-scripts',
    resolveId: (id) => (laterScripts.some((name) => id === `./load-${name}.ts`) ? at('host-sdk/src', id.replace('.ts', '-script.ts')) : null),
    transform: {
      order: 'post',
      handler(code, id) {
        const name = names.get(id);
        if (name === undefined) return null;
        return { code: code.replace(/__ALCOVE_\w+_INTEGRITY__/, JSON.stringify(integrityOf(readFileSync(at(`host-sdk/dist/${name}.js`))))), map: null };
      },
    },
  };
}

/** The wallet's server names the source map in a header, so that the script need not. */
function sdkScript(source, file, ...plugins) {
  return {
    input: at('host-sdk/src', source),
    onLog,
    // Penpal tells a log of each message, and none is given to it.
    plugins: [
      ...plugins,
      nodeResolve({ browser: true }),
      transpile(),
      wordlessErrors(),
      trimPenpal(),
      shrink({ compress: { pure_funcs: ['log', 'formatMethodPath'] }, mangle: { properties: { regex: hostSdkNames } } }),
    ],
    output: {
      file: at('host-sdk/dist', file),
      format: file === 'probe.js' ? 'es' : 'iife',
      sourcemap: file === 'alcove.js' && 'hidden',
      // The same bytes wherever the packages were installed.
      sourcemapPathTransform: (path) => path.replace(/^.*\/node_modules\//, '../../node_modules/'),
    },
  };
}

function hostSdk() {
  const entries = ['index', 'core', 'element', 'embedded', 'react', 'wagmi'];
  const input = Object.fromEntries(entries.map((name) => [name, at(`host-sdk/src/${name}.ts`)]));
  return [
    {
      input,
      external: [/^penpal/, /^react/, /^@wagmi/, /^viem/],
      onLog,
      plugins: [clean('host-sdk/dist'), nodeResolve({ browser: true }), transpile()],
      output: { dir: at('host-sdk/dist'), format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js', sourcemap: true },
    },
    {
      input,
      external: [/^penpal/, /^react/, /^@wagmi/, /^viem/],
      onLog,
      plugins: [dts({ tsconfig: at('tsconfig.json') })],
      output: { dir: at('host-sdk/dist'), format: 'es', entryFileNames: '[name].d.ts', chunkFileNames: 'shared/[name].d.ts' },
    },
    ...laterScripts.map((name) => sdkScript(`${name}-script.ts`, `${name}.js`)),
    sdkScript('probe.ts', 'probe.js'),
    sdkScript('global.ts', 'alcove.js', pinLaterScripts(), printIntegrity()),
  ];
}

/** https://docs.aws.amazon.com/enclaves/latest/user/verify-root.html: the only root a release may vouch by. */
const awsNitroRootSha256 = '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b';

/** Development: `pins.js` beside index.html, written by `npm start`. Production: the release's pins, in the bundle and nowhere else. */
function enclavePins() {
  const source = process.env.ALCOVE_PINS;
  const pins = source === undefined ? null : JSON.parse(readFileSync(source, 'utf8'));
  if (pins !== null && pins.mode !== 'production') throw new Error(`ALCOVE_PINS: ${source} must have "mode": "production"`);
  if (pins !== null && pins.rootSha256 !== awsNitroRootSha256) throw new Error(`ALCOVE_PINS: ${source} must have the "rootSha256" of AWS's Nitro root`);
  return {
    name: 'enclave-pins',
    resolveId(id, importer) {
      if (!id.endsWith('/pins.ts') || !importer?.startsWith(at('widget/src'))) return null;
      return pins === null ? { id: 'alcove:pins', external: true } : '\0alcove:pins';
    },
    load: (id) => (id === '\0alcove:pins' ? `export const pins = ${JSON.stringify(pins)};` : null),
  };
}

/**
 * What is needed together travels together: fewer, larger files compress better. Before the first view `main`, with it `oidc`, while
 * it is read `engine` and then `views`; `clear` with the first call that has to be read; `tasks` when a person does something with the keys; `wc` with apps elsewhere, and with it `walletconnect`, the client of others; `settings` with those screens; `assets` when home is looked at; `keeper` once the engine is there; `redirect` where the browser gives no window. The words of a language and what turns a page's theme into colours come when they are asked for.
 */
const widgetChunks = {
  main: 'main.ts',
  oidc: 'session/oidc.ts',
  engine: 'bridge/engine.ts',
  tasks: 'wallet/tasks/tasks.ts',
  clear: 'clear-signing/typed-data.ts',
  calls: 'bridge/fetched-methods.ts',
  keeper: 'keeper/keeper.ts',
  send: 'bridge/own/own-screens.ts',
  scan: 'wallet/send/read-code.ts',
  redirect: 'session/redirect.ts',
  assets: 'wallet/assets.ts',
  wc: 'bridge/walletconnect/walletconnect.ts',
  walletconnect: 'bridge/walletconnect/sign-client.ts',
};
const onRequest =
  /\/src\/(callback|pins|api\/read-line|contract\/rpc-socket|i18n\/(en|(views\.)?(ko|ja))|styles\/(theme|theme-scale|theme-layers|color|roles)|contract\/theme-(tokens|values|presets)|views\/(asset|clear|settings|own|wc)-words\/[a-z]+-words\.(ko|ja))\.ts$/;

/** What the wallet and the page that a provider redirects to must agree on: in one file, as both load all of it. */
const callbackParts = /\/src\/session\/(callback-message|relay-id)\.ts$/;
/** Screens of what one does with the wallet now and then; they travel with the work behind them. */
const keyScreens = /\/src\/views\/(task|accounts|backup|devices)-view\//;
/** What a person decides about the wallet itself, with the lock of its screen. */
const settingsScreens = /\/src\/views\/(settings-words|(settings|sites|about|lock)-view)\//;
/** What is needed where windows cannot be had or reached, and in a window itself. */
const withoutWindows = /\/src\/(views\/redirect-view\/|bridge\/(relay-port|mirror)\.ts$)/;

/** Travels with the wallet's part of WalletConnect. */
const walletConnectScreens = /\/src\/views\/(walletconnect-view|proposal-view|peer-claim|wc-words)\//;

/** Travels with what reads typed data. */
const typedDataScreen = /\/src\/views\/approve-typed-data-view\//;

/** What one has and how one gets more of it: home's lists, which come after the balance, and the screen to receive. */
const assetParts = /\/src\/((views\/(home-assets|receive-view|asset-words)|elements\/alc-qr)\/|i18n\/screen-words\.ts)|node_modules\/uqr\//;
/** Sending and activity, with their words in English. */
const ownScreens = /\/src\/views\/((send|activity|transaction)-view|own-words)\//;

/** A module and all that it imports before it can run. */
function staticClosure(id, getModuleInfo, seen = new Set()) {
  const module = getModuleInfo(id);
  if (seen.has(id) || module === null || module.isExternal) return seen;
  seen.add(id);
  for (const imported of module.importedIds) staticClosure(imported, getModuleInfo, seen);
  return seen;
}

function chooseWidgetChunks() {
  let closures;
  return (id, { getModuleInfo }) => {
    if (onRequest.test(id)) return undefined;
    if (callbackParts.test(id)) return 'answer';
    if (keyScreens.test(id)) return 'tasks';
    if (settingsScreens.test(id)) return 'settings';
    if (walletConnectScreens.test(id)) return 'wc';
    if (typedDataScreen.test(id)) return 'clear';
    if (withoutWindows.test(id)) return 'redirect';
    if (assetParts.test(id)) return 'assets';
    if (ownScreens.test(id)) return 'send';
    closures ??= Object.entries(widgetChunks).map(([name, path]) => [name, staticClosure(at('widget/src', path), getModuleInfo)]);
    return closures.find(([, modules]) => modules.has(id))?.[0] ?? 'views';
  };
}

/** A public client without a secret; tokens are bound by the wallet's own DPoP; nobody asks for the user's profile. */
const fixedOidcSettings = {
  client_secret: undefined,
  client_authentication: 'client_secret_post',
  dpop: undefined,
  loadUserInfo: false,
  metadata: undefined,
  metadataSeed: undefined,
  signingKeys: undefined,
};

function widget() {
  if (!existsSync(at('widget/src/main.ts'))) return [];
  const input = Object.fromEntries(
    ['main', 'callback'].filter((name) => existsSync(at(`widget/src/${name}.ts`))).map((name) => [name, at(`widget/src/${name}.ts`)]),
  );
  return [
    {
      input,
      onLog,
      plugins: [
        clean('widget/dist'),
        enclavePins(),
        packDescriptors({ folder: at('widget/descriptors'), pin: at('widget/src/clear-signing/descriptor-pin.ts') }),
        defineElements({ include: at('widget/src') }),
        walletConnectLibraries(),
        nodeResolve({ browser: true, exportConditions: ['browser'], preferBuiltins: false }),
        commonjs({ include: /node_modules/ }),
        json(),
        transpile(),
        shrinkTemplates({ include: at('widget/src') }),
        shareHelpers(),
        numberMessages({ folder: at('widget/src/i18n'), languages: ['ko', 'ja'] }),
        partEnglish({ folder: at('widget/src/i18n'), chunk: 'views' }),
        wordlessErrors(),
        trimPenpal(),
        silenceLogs({ include: /\/oidc-client-ts\/dist\// }),
        fixSettings({ include: /\/oidc-client-ts\/dist\//, user: at('widget/src/session/oidc.ts'), settings: fixedOidcSettings }),
        pruneLibraries([
          { modules: /node_modules\/(oidc-client-ts|jwt-decode)\//, user: at('widget/src/session/oidc.ts') },
          // The wallet's own copies, which nobody else imports: WalletConnect's client brings others.
          { modules: /^(?!.*node_modules.*node_modules).*\/node_modules\/@noble\/(hashes|secp256k1)\//, user: at('widget/src/crypto/ethereum.ts') },
        ]),
        shrink(),
        htmlPages({ folder: at('widget'), pages: { 'index.html': 'main', 'callback.html': 'callback' }, firstView: ['oidc-client-ts'] }),
      ],
      output: {
        dir: at('widget/dist'),
        format: 'es',
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        paths: { 'alcove:pins': '../pins.js' },
        hashCharacters: 'hex',
        // What a module exports to the rest of its own file is nobody's to change, frozen or not.
        freeze: false,
        manualChunks: chooseWidgetChunks(),
        onlyExplicitManualChunks: true,
      },
    },
  ];
}

/** `recover.html`: opens a recovery kit from a file, with no server. Nothing of the widget loads it, so it is no part of `build.json`. */
function recoverPage() {
  const at = (name) => resolve(root, 'widget/recover', name);
  return {
    input: at('recover.ts'),
    onLog,
    plugins: [
      nodeResolve({ browser: true }),
      transpile(),
      shrink(),
      inlinePage({ template: at('recover.html'), style: at('recover.css'), fileName: 'recover.html' }),
    ],
    output: { dir: resolve(root, 'widget/dist'), format: 'iife', entryFileNames: 'recover.js' },
  };
}

/** The operators' page: nothing of the widget loads it, and it loads nothing of the widget's build. */
function adminPage() {
  return {
    input: { main: at('widget/admin/main.ts') },
    onLog,
    plugins: [
      clean('widget/admin/dist'),
      nodeResolve({ browser: true, exportConditions: ['browser'], preferBuiltins: false }),
      commonjs({ include: /node_modules/ }),
      transpile(),
      shrinkTemplates({ include: at('widget') }),
      silenceLogs({ include: /\/oidc-client-ts\/dist\// }),
      shrink(),
      htmlPages({ folder: at('widget/admin'), pages: { 'index.html': 'main' }, firstView: [] }),
    ],
    output: {
      dir: at('widget/admin/dist'),
      format: 'es',
      entryFileNames: 'assets/[name]-[hash].js',
      chunkFileNames: 'assets/[name]-[hash].js',
      assetFileNames: 'assets/[name]-[hash][extname]',
      hashCharacters: 'hex',
    },
  };
}

/** The theme studio: the widget's own screens and its own theme code, on a static page. */
function themeStudio() {
  const folder = (...names) => at('examples/theme-studio', ...names);
  return {
    input: { main: folder('studio/main.ts'), preview: folder('studio/preview.ts') },
    onLog,
    plugins: [
      clean('examples/theme-studio/dist'),
      nodeResolve({ browser: true, exportConditions: ['browser'] }),
      commonjs({ include: /node_modules/ }),
      json(),
      transpile(),
      shrink(),
      {
        name: 'tokens',
        generateBundle() {
          this.emitFile({ type: 'asset', fileName: 'tokens.css', source: readFileSync(at('widget/src/styles/tokens.css')) });
        },
      },
    ],
    output: { dir: folder('dist'), format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  };
}

/** npm packages stay outside the server's bundle; the enclave's are all inside, and measured. */
const isPackage = (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('\0');

function serverPart(name, source) {
  if (!existsSync(at(source))) return [];
  return [
    {
      input: at(source),
      external: isPackage,
      onLog,
      plugins: [transpile({ target: 'es2024' })],
      output: { file: at(`mock-server/dist/${name}.mjs`), format: 'es', inlineDynamicImports: true, sourcemap: true },
    },
  ];
}

/** libsecp256k1 cannot live inside a JavaScript file; its digest can, so that PCR0 covers it too. */
function measuredAddon(path) {
  return {
    name: 'measured-addon',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'secp256k1.node', source: readFileSync(path) });
    },
  };
}

function enclave() {
  if (!existsSync(at('mock-server/src/enclave/main.ts'))) return [];
  const addon = require('node-gyp-build').path(dirname(require.resolve('secp256k1/package.json')));
  return [
    {
      input: at('mock-server/src/enclave/main.ts'),
      external: [/^node:/],
      onLog,
      plugins: [
        nodeResolve({ exportConditions: ['node'], preferBuiltins: true }),
        commonjs({ include: /node_modules/ }),
        json(),
        transpile({ target: 'es2024', define: { __SECP256K1_SHA384__: JSON.stringify(sha('sha384', readFileSync(addon), 'hex')) } }),
        measuredAddon(addon),
        enclavePackages({ list: at('mock-server/enclave-packages.json'), write: process.env.ALCOVE_UPDATE_PACKAGES === '1' }),
      ],
      output: { dir: at('mock-server/dist'), entryFileNames: 'enclave.mjs', format: 'es', inlineDynamicImports: true },
    },
  ];
}

const parts = {
  'host-sdk': hostSdk,
  widget: () => [...widget(), recoverPage()],
  server: () => [...serverPart('server', 'mock-server/src/main.ts'), ...serverPart('witness', 'mock-server/src/ledger/witness-main.ts')],
  enclave,
  admin: adminPage,
  studio: themeStudio,
};

/** `rollup -c` builds everything; `rollup -c --configOnly enclave` one part. */
export default function config(commandLine) {
  const only = commandLine.configOnly;
  isPlain = commandLine.configPlain === true;
  delete commandLine.configOnly;
  delete commandLine.configPlain;
  const chosen = only === undefined ? Object.keys(parts) : [only];
  return chosen.flatMap((name) => {
    const built = parts[name]();
    if (built.length === 0) console.log(`${name}: no source yet, skipped (${relative(root, basename(root))}.)`);
    return built;
  });
}
