import { aTimeout, expect } from '@open-wc/testing';
import { openDatabase } from './database.ts';
import { createStore, waitForState } from './store.ts';

describe('createStore', () => {
  it('tells of changes and only of changes, until unsubscribed', () => {
    const store = createStore({ a: 1, b: 'x' });
    let heard = 0;
    const stop = store.subscribe(() => heard++);
    store.set({ a: 1 });
    store.set({ a: 2 });
    store.set({ a: 2, b: 'x' });
    expect([heard, store.get()]).to.deep.equal([1, { a: 2, b: 'x' }]);
    stop();
    store.set({ a: 3 });
    expect(heard).to.equal(1);
  });

  it('leaves the state before it as it was', () => {
    const store = createStore({ a: 1 });
    const before = store.get();
    store.set({ a: 2 });
    expect(before).to.deep.equal({ a: 1 });
  });
});

describe('waitForState', () => {
  const forever = new AbortController().signal;

  it('resolves now when it holds already, and later otherwise', async () => {
    const store = createStore({ a: 1 });
    expect(await waitForState(store, ({ a }) => a === 1, forever)).to.deep.equal({ a: 1 });
    const waiting = waitForState(store, ({ a }) => a === 3, forever);
    store.set({ a: 2 });
    store.set({ a: 3 });
    store.set({ a: 4 });
    expect(await waiting).to.deep.equal({ a: 3 });
  });

  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const waiting = waitForState(createStore({ a: 1 }), () => false, controller.signal).catch((error: unknown) => error);
    await aTimeout(1);
    controller.abort('gone');
    expect(await waiting).to.equal('gone');
    expect(await waitForState(createStore({ a: 1 }), () => false, controller.signal).catch((error: unknown) => error)).to.equal('gone');
  });
});

describe('openDatabase', () => {
  it('keeps values, adds only once, and deletes', async () => {
    const name = `test-${crypto.randomUUID()}`;
    const database = await openDatabase(name);
    await database.put('a', { n: 1 });
    expect(await database.add('a', { n: 2 })).to.deep.equal({ n: 1 });
    expect(await database.add('b', 5)).to.equal(5);
    expect(await (await openDatabase(name)).get('a')).to.deep.equal({ n: 1 });
    await database.delete('a');
    expect(await database.get('a')).to.equal(undefined);
  });

  it('is a memory of the same shape where the browser refuses storage', async () => {
    const original = IDBFactory.prototype.open;
    IDBFactory.prototype.open = () => {
      throw new DOMException('refused', 'SecurityError');
    };
    try {
      const database = await openDatabase('refused');
      expect(database.persistent).to.equal(false);
      await database.put('a', 1);
      expect(await database.add('a', 2)).to.equal(1);
      expect(await database.get('a')).to.equal(1);
    } finally {
      IDBFactory.prototype.open = original;
    }
  });
});
