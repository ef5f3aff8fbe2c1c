import { expect } from '@open-wc/testing';
import { waitUntil } from '../../testing/wait-until.ts';
import { LazyScreens } from './lazy-screens.ts';
import type { LazyScreenName } from './screen.ts';

const names: readonly LazyScreenName[] = [
  'failure',
  'create',
  'home',
  'receive',
  'activity',
  'settings',
  'accounts',
  'backup',
  'devices',
  'task',
  'connect',
  'approve-transaction',
  'approve-message',
  'approve-typed-data',
  'pin',
  'progress',
];

/** Loaders that all do the same, and how often each was asked. */
function loaders(load: () => Promise<unknown>) {
  const asked: string[] = [];
  const loader = (name: string) => () => {
    asked.push(name);
    return load();
  };
  const table = Object.fromEntries(names.map((name) => [name, loader(name)])) as Record<LazyScreenName, () => Promise<unknown>>;
  return { table, asked };
}

describe('LazyScreens', () => {
  it('has the first screens at once and fetches the others when asked, once', async () => {
    const { table, asked } = loaders(() => Promise.resolve());
    let changes = 0;
    const screens = new LazyScreens(() => changes++, table);
    expect(screens.status('sign-in')).to.equal('loaded');
    expect(screens.status('loading')).to.equal('loaded');
    expect(screens.status('home')).to.equal('loading');
    expect(screens.status('home')).to.equal('loading');
    await screens.fetch('home');
    expect(screens.status('home')).to.equal('loaded');
    expect(asked).to.deep.equal(['home']);
    expect(changes).to.equal(1);
  });

  it('says that a screen failed, and fetches it again on demand', async () => {
    let broken = true;
    const { table, asked } = loaders(() => (broken ? Promise.reject(new Error('offline')) : Promise.resolve()));
    const screens = new LazyScreens(() => undefined, table);
    await screens.fetch('pin');
    expect(screens.status('pin')).to.equal('failed');
    expect(asked).to.have.length(1);
    broken = false;
    await screens.fetch('pin');
    expect(screens.status('pin')).to.equal('loaded');
  });

  it('gives up a wait that is too long', async () => {
    const { table } = loaders(() => new Promise(() => undefined));
    const screens = new LazyScreens(() => undefined, table, 20);
    expect(screens.status('activity')).to.equal('loading');
    await waitUntil(() => screens.status('activity') === 'failed');
  });

  it('forgets a failure of fetching ahead', async () => {
    const { table } = loaders(() => Promise.reject(new Error('offline')));
    const screens = new LazyScreens(() => undefined, table);
    await screens.prefetch(['connect']);
    expect(screens.status('connect')).to.equal('loading');
  });
});
