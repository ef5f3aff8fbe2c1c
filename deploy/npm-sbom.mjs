import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const readJson = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));
const workspaces = readJson('package.json').workspaces;

/**
 * What `npm sbom` says of this lock file, after its entries and the manifests have been changed.
 *
 * @param {(entry: object) => object | null} change of an entry of the lock file, and of each manifest; null leaves an entry out.
 * @returns {{ components: object[], dependencies: object[], metadata: { tools: object[] } }}
 */
function npmSbom(change, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-sbom-'));
  try {
    for (const name of ['.', ...workspaces]) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, 'package.json'), JSON.stringify(change(readJson(name, 'package.json'))));
    }
    const lock = readJson('package-lock.json');
    const entries = Object.entries(lock.packages).map(([path, entry]) => [path, change(entry)]);
    const packages = Object.fromEntries(entries.filter(([, entry]) => entry !== null));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
    const text = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All that the lock file knows, tools included. `npm sbom` refuses a tree in which two tools disagree about a peer, so it sees none. */
export const everyPackage = () => npmSbom(({ peerDependencies: _peers, ...entry }) => entry);

/**
 * What `npm ci --omit=dev --omit=optional --workspace NAME` installs.
 *
 * `npm sbom --omit=dev` leaves out each package that any workspace has among its tools, also where this one needs it. So npm is given
 * the same lock file without the tools: `npm ci` goes by the same three marks.
 */
export const installedPackages = (workspace) =>
  npmSbom(({ devDependencies: _tools, ...entry }) => (entry.dev || entry.devOptional || entry.optional ? null : entry), `--workspace=${workspace}`);
