import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundledPackages } from './bundled-packages.mjs';
import { everyPackage, installedPackages } from './npm-sbom.mjs';

/*
 * `npm run sbom`: what each shipped artefact contains, as CycloneDX, from the lock file by `npm sbom` (npm 10 or later). The same
 * sources give the same bytes: there is no time and no serial number in it. What the operating system of the image brings stands
 * in the image itself (/var/lib/dpkg/status.d), where scanners look for it.
 */

const root = resolve(import.meta.dirname, '..');
const { name: project, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const idOf = (component) => `${component.group ? `${component.group}/` : ''}${component.name}@${component.version}`;

/** libsecp256k1 lies beside the enclave's bundle, which holds its digest. */
const besideTheBundle = { enclave: ['secp256k1'] };

const artefacts = {
  'host-sdk': 'host-sdk/dist/alcove.js',
  widget: 'widget/dist/build.json',
  admin: 'widget/admin/dist/index.html',
  enclave: 'mock-server/dist/enclave.mjs',
  server: 'mock-server/dist/server.mjs',
};

/** @throws Error where a bundle holds what the lock file does not know. */
function pick(all, ids) {
  const components = ids.map((id) => {
    const component = all.components.find((candidate) => idOf(candidate) === id);
    if (component === undefined) throw new Error(`${id} is in the bundle and not in package-lock.json`);
    return component;
  });
  const refs = new Set(components.map((component) => component['bom-ref']));
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((name) => refs.has(name)) }));
  return { components, dependencies };
}

function describe(artefact, { components, dependencies }, tools) {
  const path = join(root, artefacts[artefact]);
  const hashes = existsSync(path) ? [{ alg: 'SHA-256', content: createHash('sha256').update(readFileSync(path)).digest('hex') }] : [];
  const component = { 'bom-ref': artefact, type: 'application', name: `${project}-${artefact}`, version, description: artefacts[artefact], hashes };
  const own = { ref: artefact, dependsOn: components.map((entry) => entry['bom-ref']) };
  return { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata: { tools, component }, components, dependencies: [own, ...dependencies] };
}

/** The document of one artefact. `all`: what `everyPackage` gives. */
export async function sbomOf(artefact, all) {
  const { tools } = all.metadata;
  if (artefact === 'server') {
    const installed = installedPackages('@alcove/mock-server');
    const outside = installed.components.filter((component) => component.purl !== `pkg:npm/%40alcove/mock-server@${version}`);
    return describe(artefact, pick(installed, outside.map(idOf)), tools);
  }
  const inside = await bundledPackages(artefact);
  const beside = (besideTheBundle[artefact] ?? []).map((name) => idOf(all.components.find((component) => component.name === name)));
  return describe(artefact, pick(all, [...inside, ...beside].sort()), tools);
}

async function main() {
  const folder = join(root, 'deploy/dist/sbom');
  mkdirSync(folder, { recursive: true });
  const all = everyPackage();
  for (const artefact of Object.keys(artefacts)) {
    const document = await sbomOf(artefact, all);
    writeFileSync(join(folder, `${artefact}.cdx.json`), `${JSON.stringify(document, null, 2)}\n`);
    console.log(`deploy/dist/sbom/${artefact}.cdx.json: ${document.components.length} packages in ${artefacts[artefact]}`);
  }
}

if (import.meta.filename === process.argv[1]) await main();
