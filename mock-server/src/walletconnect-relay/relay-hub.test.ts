import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createRelayHub } from './relay-hub.ts';
import { type RelayLimits, relayLimits } from './relay-limits.ts';

const topicA = 'a1'.repeat(32);
const topicB = 'b2'.repeat(32);

type Frame = {
  id: unknown;
  method?: string;
  params?: { data: { topic: string; message: string; tag: number } };
  result?: unknown;
  error?: { code: number; message: string };
};

function world(limits: Partial<RelayLimits> = {}) {
  const clock = { nowMs: 1_000_000 };
  let ids = 0;
  const hub = createRelayHub({ nowMs: () => clock.nowMs, newId: () => `sub-${++ids}`, limits: { ...relayLimits, ...limits } });
  const client = (id: string) => {
    const frames: Frame[] = [];
    const connection = hub.connect(id, (text) => frames.push(JSON.parse(text) as Frame));
    let calls = 0;
    return {
      close: connection.close,
      receive: connection.receive,
      frames,
      async call(method: string, params: unknown, callId: unknown = `${++calls}`): Promise<Frame> {
        connection.receive(JSON.stringify({ id: callId, jsonrpc: '2.0', method, params }));
        const answer = frames.find((frame) => frame.id === callId && frame.method === undefined);
        assert.ok(answer !== undefined, `${method} was not answered`);
        await turn();
        return answer;
      },
      /** What was pushed to it, acknowledged or not. */
      pushed: () => frames.filter(({ method }) => method === 'irn_subscription').map(({ params }) => `${params?.data.tag}:${params?.data.message}`),
      acknowledge: () => {
        for (const { id, method } of frames) if (method !== undefined) connection.receive(JSON.stringify({ id, jsonrpc: '2.0', result: true }));
      },
    };
  };
  return { clock, client };
}

const publish = (topic: string, message: string, more: object = {}) => ({ topic, message, ttl: 300, tag: 1_108, prompt: true, ...more });

describe('the relay', () => {
  it('passes a message to whoever listens, and not back to who wrote it', async () => {
    const { client } = world();
    const [wallet, dapp] = [client('wallet'), client('dapp')];
    await wallet.call('irn_subscribe', { topic: topicA });
    await dapp.call('irn_subscribe', { topic: topicA });
    assert.equal((await dapp.call('irn_publish', publish(topicA, 'sealed'))).result, true);
    assert.deepEqual([wallet.pushed(), dapp.pushed()], [['1108:sealed'], []]);
  });

  it('answers with the id as it came, text or number', async () => {
    const { client } = world();
    const wallet = client('wallet');
    assert.equal((await wallet.call('irn_subscribe', { topic: topicA }, '1795376650640335872')).id, '1795376650640335872');
    assert.equal((await wallet.call('irn_subscribe', { topic: topicA }, 7)).id, 7);
  });

  it('keeps a message for who comes later, until it is acknowledged', async () => {
    const { client } = world();
    const dapp = client('dapp');
    await dapp.call('irn_publish', publish(topicA, 'sealed'));
    const first = client('wallet');
    await first.call('irn_batchSubscribe', { topics: [topicA] });
    first.close();
    const second = client('wallet');
    await second.call('irn_subscribe', { topic: topicA });
    assert.deepEqual([first.pushed(), second.pushed()], [['1108:sealed'], ['1108:sealed']]);
    second.acknowledge();
    const third = client('wallet');
    await third.call('irn_subscribe', { topic: topicA });
    assert.deepEqual(third.pushed(), []);
  });

  it('keeps it no longer than it was meant to live', async () => {
    const { client, clock } = world();
    await client('dapp').call('irn_publish', publish(topicA, 'sealed'));
    clock.nowMs += 300_000;
    assert.deepEqual((await client('wallet').call('irn_fetchMessages', { topic: topicA })).result, { messages: [], hasMore: false });
  });

  it('hands out what waits when it is asked for', async () => {
    const { client, clock } = world();
    const dapp = client('dapp');
    await dapp.call('irn_publish', publish(topicA, 'one'));
    await dapp.call('irn_publish', publish(topicB, 'two'));
    const messages = [
      { topic: topicA, message: 'one', publishedAt: clock.nowMs, tag: 1_108 },
      { topic: topicB, message: 'two', publishedAt: clock.nowMs, tag: 1_108 },
    ];
    assert.deepEqual((await client('wallet').call('irn_batchFetchMessages', { topics: [topicA, topicB] })).result, { messages, hasMore: false });
  });

  it('hears nothing more of a topic after irn_unsubscribe, nor after the line is gone', async () => {
    const { client } = world();
    const [wallet, other, dapp] = [client('wallet'), client('other'), client('dapp')];
    const { result: id } = await wallet.call('irn_subscribe', { topic: topicA });
    await wallet.call('irn_unsubscribe', { topic: topicA, id });
    await other.call('irn_subscribe', { topic: topicA });
    other.close();
    await dapp.call('irn_publish', publish(topicA, 'sealed'));
    assert.deepEqual([wallet.pushed(), other.pushed()], [[], []]);
  });

  it('opens and settles a session by one call each, with the tags of what they stand for', async () => {
    const { client } = world();
    const [wallet, dapp] = [client('wallet'), client('dapp')];
    await dapp.call('wc_proposeSession', { pairingTopic: topicA, sessionProposal: 'proposal', attestation: '', correlationId: 1 });
    await wallet.call('irn_subscribe', { topic: topicA });
    await wallet.call('wc_approveSession', { sessionTopic: topicB, pairingTopic: topicA, sessionProposalResponse: 'yes', sessionSettlementRequest: 'settled' });
    await dapp.call('irn_subscribe', { topic: topicB });
    await dapp.call('irn_publish', publish(topicB, 'request'));
    assert.deepEqual(wallet.pushed(), ['1100:proposal', '1108:request']);
    assert.deepEqual(dapp.pushed(), ['1101:yes', '1102:settled']);
  });

  const bad: readonly (readonly [string, unknown, number])[] = [
    ['irn_publish', { topic: topicA.toUpperCase(), message: 'a', ttl: 1 }, -32_602],
    ['irn_publish', { topic: topicA, message: 5, ttl: 1 }, -32_602],
    ['irn_publish', { topic: topicA, message: 'a', ttl: -1 }, -32_602],
    ['irn_subscribe', { topic: '__proto__' }, -32_602],
    ['irn_subscribe', null, -32_602],
    ['irn_batchSubscribe', { topics: [] }, -32_602],
    ['irn_batchSubscribe', { topics: Array.from({ length: 501 }, () => topicA) }, -32_602],
    ['constructor', {}, -32_601],
    ['eth_accounts', [], -32_601],
  ];
  for (const [method, params, code] of bad) {
    it(`error: ${method} with ${JSON.stringify(params)?.slice(0, 40)} is ${code}`, async () => {
      const answer = await world().client('wallet').call(method, params);
      assert.equal(answer.error?.code, code);
    });
  }

  it('error: what is no call at all is answered once and changes nothing', () => {
    const { client } = world();
    const wallet = client('wallet');
    for (const text of ['', '[', '[]', 'null', '{"id":1}', '"irn_subscribe"']) wallet.receive(text);
    assert.deepEqual(
      wallet.frames.map(({ error }) => error?.code),
      Array.from({ length: 6 }, () => -32_600),
    );
  });

  it('error: a flood of topics, of messages, or of calls is refused, and others go on', async () => {
    const { client, clock } = world({ subscriptions: 3, messagesPerTopic: 2, burst: 12, callsPerSecond: 1 });
    const flood = client('flood');
    const codes = async (method: string, params: (index: number) => unknown, count: number) => {
      const answers: (number | undefined)[] = [];
      for (let index = 0; index < count; index++) answers.push((await flood.call(method, params(index))).error?.code);
      return answers;
    };
    const topicOf = (index: number) => index.toString(16).padStart(64, '0');
    assert.deepEqual(await codes('irn_subscribe', (index) => ({ topic: topicOf(index) }), 5), [undefined, undefined, undefined, -32_005, -32_005]);
    assert.deepEqual(await codes('irn_publish', (index) => publish(topicA, `m${index}`), 4), [undefined, undefined, -32_005, -32_005]);
    assert.deepEqual(await codes('irn_fetchMessages', () => ({ topic: topicB }), 5), [undefined, undefined, undefined, -32_005, -32_005]);
    assert.equal((await client('calm').call('irn_publish', publish(topicB, 'sealed'))).result, true);
    clock.nowMs += 2_000;
    assert.equal((await flood.call('irn_fetchMessages', { topic: topicB })).error, undefined);
  });

  it('error: all that waits together has a bound, which expired messages do not count against', async () => {
    const { client, clock } = world({ mailboxBytes: 10 });
    const dapp = client('dapp');
    assert.equal((await dapp.call('irn_publish', publish(topicA, '12345678'))).error, undefined);
    assert.equal((await dapp.call('irn_publish', publish(topicB, '12345'))).error?.code, -32_005);
    clock.nowMs += 300_000;
    assert.equal((await dapp.call('irn_publish', publish(topicB, '12345'))).error, undefined);
  });
});
