import { aTimeout, expect } from '@open-wc/testing';
import { joinTabs, type Word } from './tabs.ts';

describe('joinTabs', () => {
  it('reaches the other tabs of the app, not oneself, and no other app', async () => {
    const app = crypto.randomUUID();
    const heard: [string, Word][] = [];
    const one = joinTabs(app, (word) => heard.push(['one', word]));
    const two = joinTabs(app, (word) => heard.push(['two', word]));
    const other = joinTabs(`${app}x`, (word) => heard.push(['other', word]));
    one.say({ what: 'lock' });
    two.say({ what: 'account', walletId: 'w', accountIndex: 1 });
    await aTimeout(100);
    expect(heard).to.deep.equal([
      ['two', { what: 'lock' }],
      ['one', { what: 'account', walletId: 'w', accountIndex: 1 }],
    ]);
    for (const tab of [one, two, other]) tab.close();
  });

  it('hears nothing that is no word', async () => {
    const app = crypto.randomUUID();
    let count = 0;
    const tab = joinTabs(app, () => count++);
    const stranger = new BroadcastChannel(`alcove-${app}`);
    for (const data of [null, 'lock', 7, {}, { what: 'toString' }, { what: ['lock'] }]) stranger.postMessage(data);
    await aTimeout(100);
    expect(count).to.equal(0);
    stranger.close();
    tab.close();
  });
});
