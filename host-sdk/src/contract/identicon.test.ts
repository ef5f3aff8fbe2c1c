import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { identicon } from './identicon.ts';

const address = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 }).map((digits) => `0x${digits}`);

describe('identicon', () => {
  it('is the same for every spelling of an address', () => {
    const checksum = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
    expect(identicon(checksum)).to.deep.equal(identicon(checksum.toLowerCase()));
  });
  it('is mirrored, on the grid, and neither empty nor full', () => {
    fc.assert(
      fc.property(address, (text) => {
        const { cells, hue } = identicon(text);
        const keys = new Set(cells.map(({ x, y }) => `${x},${y}`));
        expect(hue).to.be.within(0, 7);
        expect(keys.size).to.equal(cells.length);
        expect(cells.length).to.be.within(6, 21);
        for (const { x, y } of cells) {
          expect([x, y].every((at) => at >= 0 && at < 5)).to.equal(true);
          expect(keys.has(`${4 - x},${y}`)).to.equal(true);
        }
      }),
    );
  });
  it('tells addresses apart that begin and end alike', () => {
    const pictures = new Set(Array.from({ length: 200 }, (_, n) => JSON.stringify(identicon(`0x7099${n.toString(16).padStart(32, '0')}79c8`))));
    expect(pictures.size).to.be.at.least(198);
  });
});
