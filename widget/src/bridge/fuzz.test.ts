import { expect } from '@open-wc/testing';
import { fuzzBridge } from './testing/fuzz-bridge.ts';

describe('the bridge under 5,000 hostile messages', () => {
  it('answers each by a typed error or a harmless answer: no hang, no pollution, no signature', async function run() {
    this.timeout(120_000);
    const { answers, approvals, ...result } = await fuzzBridge(20261122, 5_000, 60_000);
    expect(result).to.deep.equal({ messages: 5_000, signatures: 0, sent: 0, unfinished: 0, internal: [], untyped: [], polluted: [] });
    // The messages reach far enough to mean something.
    expect(answers).to.be.above(100);
    expect(approvals).to.be.above(20);
  });
});
