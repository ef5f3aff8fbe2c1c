import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shop } from '../apps/testing/settings.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

const program = fileURLToPath(new URL('../../bin/alcove.mjs', import.meta.url));

describe('alcove apps and chains, from the command line', () => {
  let dataDir: string;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'alcove-operator-'));
    await (await openSqliteStore({ path: join(dataDir, 'wallet.sqlite') })).close();
  });
  after(() => rm(dataDir, { recursive: true }));

  function alcove(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const options = { env: { PATH: process.env.PATH } };
      const child = execFile(process.execPath, [program, ...args, '--data-dir', dataDir], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
      child.stdin?.end(JSON.stringify(shop));
    });
  }

  it('behavior: an app is added from standard input, shown as JSON, changed, and its origins with it; each with who did it', async () => {
    assert.equal((await alcove('apps', 'add', '-')).code, 0);
    const shown = await alcove('apps', 'show', 'shop', '--json');
    assert.deepEqual((JSON.parse(shown.stdout) as typeof shop).allowedOrigins, shop.allowedOrigins);
    assert.equal((await alcove('apps', 'origins', 'add', 'shop', 'https://www.shop.example', '--actor', 'grace')).code, 0);
    assert.equal((await alcove('apps', 'set', 'shop', 'name="Better"', 'theme={"--alcove-color-accent":"#123456"}')).code, 0);
    assert.match((await alcove('apps', 'list')).stdout, /^shop\ton\tBetter\thttps:\/\/shop\.example https:\/\/www\.shop\.example\n$/);
    const store = await openSqliteStore({ path: join(dataDir, 'wallet.sqlite') });
    const actors = (await store.listAudit('shop', 0, 10)).map(({ actor }) => actor);
    assert.equal(actors.length, 3);
    assert.equal(actors[1], 'operator:grace');
    assert.match(actors[0] ?? '', /^operator:\S+$/);
    await store.close();
  });

  it('behavior: chains with several addresses; a list shows hosts and never a key', async () => {
    const file = join(dataDir, 'chain.json');
    const chain = { chainId: 1, name: 'Ethereum', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: false };
    await writeFile(file, JSON.stringify({ ...chain, rpcUrls: ['https://a.example/v3/secret-key', 'https://b.example'] }));
    assert.equal((await alcove('chains', 'set', file)).stdout, '1\tEthereum\ta.example b.example\n');
    assert.doesNotMatch((await alcove('chains', 'list')).stdout, /secret-key/);
    assert.match((await alcove('chains', 'remove', '1')).stderr, /used by shop/);
  });

  it('behavior: keys are rotated', async () => {
    const { kid } = JSON.parse((await alcove('apps', 'rotate-keys', '--json')).stdout) as { kid: string };
    assert.match(kid, /^[0-9a-f]{12}$/);
  });

  const wrong: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['apps', 'add', '-'], 1, /^appId is registered already\n$/],
    [['apps', 'show', 'nobody'], 2, /no app of this id/],
    [['apps', 'origins', 'add', 'shop', 'https://shop.example/cart'], 1, /^allowedOrigins\[2\] must be an exact origin/],
    [['apps', 'origins', 'remove', 'shop', 'https://nobody.example'], 1, /not one of the app’s/],
    [['apps', 'set', 'shop', 'name=Shop'], 2, /^name must be JSON\.\n$/],
    [['apps', 'set', 'shop'], 2, /^Usage/],
    [['apps', 'add', '/nowhere/app.json'], 1, /ENOENT/],
    [['apps', 'list', '--actor', 'two words'], 2, /--actor/],
    [['chains', 'remove', 'one'], 2, /decimal integer/],
    [['nothing'], 2, /^Usage/],
    [['--nothing'], 2, /^Usage/],
  ];
  for (const [args, code, said] of wrong) {
    it(`error: ${args.join(' ')}`, async () => {
      const outcome = await alcove(...args);
      assert.equal(outcome.code, code, outcome.stderr);
      assert.match(outcome.stderr, said);
      assert.doesNotMatch(outcome.stderr, /\n\s+at /);
    });
  }

  it('behavior: a release’s manifest is checked, and its digest printed; a refusal names the field', async () => {
    const path = join(dataDir, 'manifest.json');
    const manifest = {
      v: 1,
      releaseSeq: 4,
      sourceCommit: '0123abc',
      kms: [{ keyId: 'k', region: 'r', host: 'h', tlsRootsPem: 'PEM' }],
      witnesses: [{ id: 'w', publicKey: 'ab'.repeat(32) }],
      quorum: 1,
      argon2: { memoryKib: 19_456, passes: 2, parallelism: 1 },
      oidcIssuers: [],
      minWidgetVersion: '0.1.0',
    };
    await writeFile(path, JSON.stringify(manifest));
    assert.match((await alcove('manifest', path)).stdout, /^releaseSeq 4\nmanifestSha256 [0-9a-f]{64}\n$/);
    await writeFile(path, JSON.stringify({ ...manifest, quorum: 2 }));
    const refused = await alcove('manifest', path);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /manifest\.quorum must be a majority/);
    assert.equal((await alcove('manifest')).code, 2);
  });
});
