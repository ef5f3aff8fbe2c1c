import { expect } from '@open-wc/testing';
import { sha256, toHex, utf8 } from '../crypto/bytes.ts';
import type { DescriptorEntry, DescriptorIndex } from './descriptor.ts';
import { DescriptorDigestError, loadDescriptors } from './load-descriptors.ts';

const contract = `0x${'aa'.repeat(20)}`;
const entry: DescriptorEntry = { owner: 'Shop', formats: { '0x12345678': { signature: 'f()', intent: 'Do it', fields: [] } } };
const digest = async (text: string) => toHex(await sha256(utf8(text)));

async function pack(change: (files: Map<string, string>) => void = () => undefined) {
  const text = JSON.stringify(entry);
  const index: DescriptorIndex = {
    version: 1,
    files: [await digest(text)],
    entries: { [`call:1:${contract}`]: [0], 'call:*': [0] },
    names: { '1:shop': [contract] },
  };
  const indexText = JSON.stringify(index);
  const indexSha256 = await digest(indexText);
  const files = new Map([
    [await digest(text), text],
    [indexSha256, indexText],
  ]);
  change(files);
  const reads: string[] = [];
  const read = async (name: string) => {
    reads.push(name);
    const found = files.get(name);
    if (found === undefined) throw new TypeError('not there');
    return found;
  };
  return { descriptors: loadDescriptors({ indexSha256, read }), reads, files, indexSha256, entryName: await digest(text) };
}

describe('loadDescriptors', () => {
  it('finds what is for the contract before what is for any', async () => {
    const { descriptors, reads } = await pack();
    const found = await descriptors.find('call', 1, contract.toUpperCase().replace('0X', '0x'), '0x12345678');
    expect(found.map(({ bound, entry: { owner } }) => [bound, owner])).to.deep.equal([
      [true, 'Shop'],
      [false, 'Shop'],
    ]);
    expect((await descriptors.find('call', 5, contract, '0x12345678')).map(({ bound }) => bound)).to.deep.equal([false]);
    expect(await descriptors.find('call', 1, contract, 'constructor')).to.deep.equal([]);
    expect(await descriptors.find('message', 1, contract, '0x12345678')).to.deep.equal([]);
    expect(await descriptors.bearersOf(1, ' SHOP ')).to.deep.equal([contract]);
    expect(await descriptors.bearersOf(1, 'constructor')).to.equal(null);
    expect(reads.length).to.equal(2);
  });

  it('uses no file that was changed', async () => {
    const { descriptors, files, entryName } = await pack();
    files.set(entryName, (files.get(entryName) ?? '').replace('Do it', 'Do no harm'));
    let error: unknown = null;
    await descriptors.find('call', 1, contract, '0x12345678').catch((cause: unknown) => {
      error = cause;
    });
    expect(error).to.be.instanceOf(DescriptorDigestError);
  });

  it('uses no index that was changed', async () => {
    const { descriptors, files, indexSha256 } = await pack();
    files.set(indexSha256, `${files.get(indexSha256)} `);
    let error: unknown = null;
    await descriptors.knows(1, contract).catch((cause: unknown) => {
      error = cause;
    });
    expect(error).to.be.instanceOf(DescriptorDigestError);
  });

  it('tries again after a failed read', async () => {
    const { descriptors, files, indexSha256 } = await pack();
    const text = files.get(indexSha256) ?? '';
    files.delete(indexSha256);
    expect(await descriptors.knows(1, contract).catch(() => 'failed')).to.equal('failed');
    files.set(indexSha256, text);
    expect(await descriptors.knows(1, contract)).to.equal(true);
  });
});
