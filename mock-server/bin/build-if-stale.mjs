import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/* `npm start` needs a build. This makes one when there is none, or when a source is newer than the last. */

const outputs = [
  'host-sdk/dist/alcove.js',
  'widget/dist/build.json',
  'widget/admin/dist/index.html',
  'mock-server/dist/server.mjs',
  'mock-server/dist/witness.mjs',
  'mock-server/dist/enclave.mjs',
  'examples/gallery/index.html',
  'examples/playground/dist/index.html',
];
const sources = [
  'host-sdk/src',
  'widget/src',
  'widget/dev',
  'widget/admin',
  'widget/index.html',
  'widget/callback.html',
  'mock-server/src',
  'rollup.config.mjs',
  'package-lock.json',
  ...['build.mjs', 'chain', 'enclave', 'issuer', 'node', 'page', 'server', 'stack'].map((name) => `examples/playground/${name}`),
];

function newestMs(path) {
  if (!existsSync(path)) return 0;
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => (name.endsWith('.test.ts') || name === 'dist' ? 0 : newestMs(join(path, name)))));
}

const missing = outputs.some((path) => !existsSync(path));
const builtMs = missing ? 0 : Math.min(...outputs.map((path) => statSync(path).mtimeMs));
if (missing || Math.max(...sources.map(newestMs)) > builtMs) {
  console.log('Building (once, about 20 seconds)…');
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { encoding: 'utf8' });
  if (status !== 0) {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    console.error('The build failed; see above.');
  }
  process.exitCode = status ?? 1;
}
