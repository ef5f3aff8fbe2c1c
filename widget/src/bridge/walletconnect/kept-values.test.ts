import { expect } from '@open-wc/testing';
import { createMemoryDatabase } from '../../state/database.ts';
import { openKeptValues } from './kept-values.ts';

describe('openKeptValues', () => {
  it('gives back what was kept, to whoever opens it next', async () => {
    const database = createMemoryDatabase();
    const first = await openKeptValues(database, 'walletconnect:u');
    await Promise.all([first.setItem('a', { one: 1 }), first.setItem('b', [2]), first.setItem('c', 3)]);
    await first.removeItem('c');
    const second = await openKeptValues(database, 'walletconnect:u');
    expect(await second.getKeys()).to.deep.equal(['a', 'b']);
    expect(await second.getItem('a')).to.deep.equal({ one: 1 });
    expect(await second.getEntries()).to.deep.equal([
      ['a', { one: 1 }],
      ['b', [2]],
    ]);
    expect(await second.getItem('c')).to.equal(undefined);
  });

  it('is stored when its promise resolves, and one write carries what came together', async () => {
    const puts: unknown[] = [];
    const database = { get: async () => undefined, put: async (_key: string, value: unknown) => void puts.push(value) };
    const kept = await openKeptValues(database, 'k');
    const writes = [kept.setItem('a', 1), kept.setItem('b', 2)];
    await writes[0];
    expect(puts).to.deep.equal([{ a: 1, b: 2 }]);
    await kept.setItem('b', 3);
    expect(puts.at(-1)).to.deep.equal({ a: 1, b: 3 });
  });

  it('keeps what it was given, not what becomes of it', async () => {
    const kept = await openKeptValues(createMemoryDatabase(), 'k');
    const value = { methods: ['personal_sign'] };
    await kept.setItem('a', value);
    value.methods.push('eth_sign');
    expect(await kept.getItem('a')).to.deep.equal({ methods: ['personal_sign'] });
  });

  it('writes nothing after it is closed, so that what was wiped stays gone', async () => {
    const database = createMemoryDatabase();
    const kept = await openKeptValues(database, 'k');
    await kept.setItem('a', 1);
    const late = kept.setItem('a', 2);
    kept.close();
    await database.delete('k');
    await late;
    expect(await database.get('k')).to.equal(undefined);
  });

  for (const odd of ['text', 7, null])
    it(`error: begins empty where ${JSON.stringify(odd)} is stored`, async () => {
      const kept = await openKeptValues(createMemoryDatabase(new Map([['k', odd as unknown]])), 'k');
      expect(await kept.getKeys()).to.deep.equal([]);
    });
});
