import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { everyPackage } from '../../deploy/npm-sbom.mjs';
import { sbomOf } from '../../deploy/sbom.mjs';
import { repositoryRoot } from '../support/stack.ts';

type Document = Awaited<ReturnType<typeof sbomOf>>;

const versionsOf = ({ components }: Document) => Object.fromEntries(components.map(({ name, version }) => [name, version]));
const readJson = (path: string) => JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8')) as Record<string, unknown>;

describe('bill of materials', { timeout: 120_000 }, () => {
  let enclave: Document;
  let server: Document;
  before(async () => {
    const all = everyPackage();
    enclave = await sbomOf('enclave', all);
    server = await sbomOf('server', all);
  });

  it('the enclave’s has what the build pins, and the addon beside the bundle', () => {
    const { secp256k1, ...inside } = versionsOf(enclave);
    assert.deepEqual(inside, readJson('mock-server/enclave-packages.json'));
    assert.equal(secp256k1, (readJson('mock-server/package.json').dependencies as Record<string, string>).secp256k1);
  });

  it('the server’s has each of its dependencies in the version that is pinned, and no tool', () => {
    const found = server.components.map(({ name, version }) => `${name}@${version}`);
    const pinned = Object.entries(readJson('mock-server/package.json').dependencies as Record<string, string>);
    assert.deepEqual(
      pinned.map(([name, version]) => `${name}@${version}`).filter((id) => !found.includes(id)),
      [],
    );
    assert.deepEqual(
      server.components.map(({ name }) => name).filter((name) => /foundry|anvil|rollup|typescript|esbuild|playwright|@types\//.test(name)),
      [],
    );
  });

  it('each component can be told by address and digest, and every reference leads to one', () => {
    for (const document of [enclave, server]) {
      assert.deepEqual([document.bomFormat, document.specVersion], ['CycloneDX', '1.5']);
      for (const { purl, hashes } of document.components) {
        assert.match(purl, /^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d/);
        assert.ok(
          hashes?.some(({ alg }) => alg === 'SHA-512'),
          purl,
        );
      }
      const refs = new Set(document.dependencies.map(({ ref }) => ref));
      for (const { dependsOn } of document.dependencies) assert.ok(dependsOn.every((ref) => refs.has(ref)));
    }
  });

  it('the same sources give the same bytes', async () => {
    assert.equal(JSON.stringify(await sbomOf('server', everyPackage())), JSON.stringify(server));
  });
});
