import { expect } from '@open-wc/testing';
import { activity, nowMs } from '../views.mocks.ts';
import { groupByDay } from './group-by-day.ts';

describe('groupByDay', () => {
  it('groups by day, newest first', () => {
    const items = [...activity].reverse().map(({ createdAtMs, nonce }) => ({ atMs: createdAtMs, order: nonce }));
    const days = groupByDay(items, nowMs);
    expect(days.map(({ day }) => day)).to.have.length(3);
    expect(days[0]?.day).to.equal('Today');
    expect(days[1]?.day).to.equal('Yesterday');
    expect(days[0]?.items.map(({ order }) => order)).to.deep.equal([5, 4]);
  });
});
