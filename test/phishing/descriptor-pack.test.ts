import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { toFunctionSelector } from 'viem';
import { packDescriptors } from '../../widget/bin/pack-descriptors.mjs';
import { packFolders } from '../../widget/descriptors/pack-folder.ts';
import type { DescriptorEntry, DescriptorIndex } from '../../widget/src/clear-signing/descriptor.ts';

/* How a folder of ERC-7730 files becomes what the wallet reads: includes, references, what is refused, and digests that hold. */

const contract = '0xAbCdEf0123456789aBcDeF0123456789ABcdef01';
const transfer = 'transfer(address to, uint256 value)';
const key = toFunctionSelector('transfer(address,uint256)');

const base = {
  context: { contract: {} },
  metadata: { constants: { all: '0xff' } },
  display: {
    definitions: { sum: { label: 'Sum', format: 'tokenAmount', params: { threshold: '$.metadata.constants.all', message: 'All' } } },
    formats: {
      [transfer]: {
        intent: 'Send',
        fields: [
          { path: 'to', label: 'To', format: 'addressName' },
          { path: 'value', $ref: '$.display.definitions.sum', params: { tokenPath: '@.to' } },
        ],
      },
    },
  },
};
const bound = {
  context: { contract: { deployments: [{ chainId: 1, address: contract }] } },
  metadata: { owner: 'Shop', token: { ticker: 'TEA', name: 'Tea', decimals: 2 } },
};

describe('packFolders', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'alcove-pack-'));
  });
  after(() => rm(root, { recursive: true }));

  let folders = 0;
  async function pack(files: { readonly [path: string]: unknown }, asStandards = false) {
    const folder = join(root, String(folders++));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
    const packed = packFolders([folder], asStandards ? folder : '');
    const index = JSON.parse(packed.files.get(packed.indexSha256) ?? '') as DescriptorIndex;
    const entryAt = (place: string) => (index.entries[place] ?? []).map((at) => JSON.parse(packed.files.get(index.files[at] ?? '') ?? '') as DescriptorEntry);
    return { ...packed, index, entryAt };
  }

  it('merges includes, follows references and puts constants in', async () => {
    const override = { display: { formats: { [transfer]: { intent: 'Send tea', fields: [{ path: 'value', label: 'Tea' }] } } } };
    const { entryAt, refused } = await pack({
      'ercs/calldata-base.json': base,
      'shop/calldata-tea.json': { includes: '../ercs/calldata-base.json', ...bound, ...override },
    });
    assert.deepEqual(refused, []);
    const [entry] = entryAt(`call:1:${contract.toLowerCase()}`);
    assert.deepEqual(entry, {
      owner: 'Shop',
      token: { symbol: 'TEA', decimals: 2 },
      formats: {
        [key]: {
          signature: transfer,
          intent: 'Send tea',
          fields: [
            { path: 'to', label: 'To', format: 'addressName' },
            { path: 'value', label: 'Tea', format: 'tokenAmount', params: { threshold: '255', message: 'All', tokenPath: '@.to' } },
          ],
        },
      },
    });
  });

  it('names every file by its digest', async () => {
    const { files } = await pack({ 'calldata-a.json': { ...base, ...bound } });
    for (const [name, text] of files) assert.equal(createHash('sha256').update(text).digest('hex'), name);
  });

  it('takes files without contracts for standards in the wallet’s own folder only', async () => {
    assert.deepEqual(Object.keys((await pack({ 'calldata-a.json': base })).index.entries), []);
    assert.deepEqual(Object.keys((await pack({ 'calldata-a.json': base }, true)).index.entries), ['call:*']);
  });

  it('reads required, excluded and labels of thresholds, as the first schema has them', async () => {
    const format = { intent: { Buy: 'Tea' }, fields: [{ path: 'value', label: 'V', format: 'raw' }], required: ['value'], excluded: ['to'] };
    const { entryAt } = await pack({ 'calldata-a.json': { ...bound, display: { formats: { [transfer]: format } } } });
    const read = entryAt(`call:1:${contract.toLowerCase()}`)[0]?.formats[key];
    assert.equal(read?.intent, 'Buy: Tea');
    assert.deepEqual(read?.required, ['value']);
    assert.deepEqual(read?.fields.at(-1), { path: 'to', label: 'to', format: 'raw', hidden: true });
  });

  const formatWith = (field: object) => ({ ...bound, display: { formats: { [transfer]: { intent: 'Send', fields: [field] } } } });
  const refusals: readonly (readonly [string, unknown, RegExp])[] = [
    ['a format nobody knows', formatWith({ path: 'to', label: 'To', format: 'hologram' }), /format hologram/],
    ['a reference that leads nowhere', formatWith({ path: 'to', $ref: '$.display.definitions.none' }), /not in the file/],
    ['a reference into the prototype', formatWith({ path: 'to', $ref: '$.constructor' }), /not in the file/],
    ['a parameter nobody knows', formatWith({ path: 'to', label: 'To', format: 'raw', params: { trust: true } }), /trust is not known/],
    ['encrypted fields', formatWith({ path: 'to', label: 'To', format: 'raw', encryption: {} }), /encrypted/],
    ['a function that is none', { ...bound, display: { formats: { 'transfer(': { intent: 'Send', fields: [] } } } }, /not a function/],
    ['a deployment without an address', { ...base, context: { contract: { deployments: [{ chainId: 1 }] } } }, /deployment/],
    ['an include outside the folder', { includes: '../../../etc/passwd', ...bound }, /leads out/],
    ['an include from the network', { includes: 'https://evil.example/calldata.json', ...bound }, /leads out/],
    ['an include of itself', { includes: './calldata-a.json', ...bound }, /too deep/],
    ['something that is not JSON', '{', /JSON/],
  ];
  for (const [name, file, reason] of refusals) {
    it(`leaves out ${name}, and says so`, async () => {
      const { refused, entryAt } = await pack({ 'calldata-a.json': file });
      assert.match(refused.join('\n'), reason);
      assert.equal(entryAt(`call:1:${contract.toLowerCase()}`).length, 0);
    });
  }

  it('behavior: npm run descriptors packs a folder, and the build refuses a file that was changed', async () => {
    const own = join(root, 'own');
    const out = join(own, 'packed');
    await mkdir(join(root, 'registry'));
    await writeFile(join(root, 'registry/calldata-a.json'), JSON.stringify({ ...base, ...bound }));
    const main = new URL('../../widget/descriptors/main.ts', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, [main, join(root, 'registry'), '--out', out]);
    const digest = (await readFile(join(out, 'index.sha256'), 'utf8')).trim();
    assert.ok(stdout.includes(digest), stdout);
    const load = () => packDescriptors({ folder: own, pin: 'pin.ts' }).load('pin.ts');
    assert.ok(load()?.includes(`indexSha256 = "${digest}"`));
    const [file = ''] = (await readdir(out)).filter((name) => name.endsWith('.json'));
    await writeFile(join(out, file), ' ', { flag: 'a' });
    assert.throws(load, /was changed/);
  });
});
