import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzBridge } from '../../widget/src/bridge/testing/fuzz-bridge.ts';

/* The long form of widget/src/bridge/fuzz.test.ts: 100,000 hostile messages, ten seeds, against the same bridge. */

const SEEDS = 10;
const MESSAGES = 10_000;

for (let seed = 1; seed <= SEEDS; seed++) {
  test(`${MESSAGES} hostile messages, seed ${seed}: no hang, no pollution, no signature`, async (context) => {
    const { answers, approvals, ...result } = await fuzzBridge(seed, MESSAGES, 60_000);
    context.diagnostic(`${answers} harmless answers, ${approvals} requests shown and rejected`);
    assert.deepEqual(result, { messages: MESSAGES, signatures: 0, sent: 0, unfinished: 0, internal: [], untyped: [], polluted: [] });
    assert.ok(answers > 100 && approvals > 20, 'the messages reach far enough to mean something');
  });
}
