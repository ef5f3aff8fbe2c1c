import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partThatShows, violationsOf } from './checkers.ts';
import { type Answer, type Asked, createRecorder, type Found, type History, type Recorder, type SignedBytes } from './history.ts';

/* Histories made by hand: a sound one, and that one with one bug of each kind planted in it. */

const ACCOUNT = `0x${'a1'.repeat(20)}`;
const PAYEE = `0x${'b2'.repeat(20)}`;
const hash = (digit: string): string => `0x${digit.repeat(64)}`;
const payment = (own: Partial<SignedBytes> = {}): SignedBytes => ({ hash: hash('1'), chainId: 1, from: ACCOUNT, nonce: 0, to: PAYEE, valueWei: '5', ...own });
const asPay = (requestId: string, valueWei = '5'): Asked => ({ f: 'pay', walletId: 'w', requestId, account: ACCOUNT, to: PAYEE, valueWei, right: true });
const asSign = (requestId: string, right: boolean | null = true): Asked => ({ f: 'sign', walletId: 'w', requestId, account: ACCOUNT, message: '0x68', right });
const asTry = (right: boolean): Asked => ({ f: 'check-pin', walletId: 'w', right });

function write(recorder: Recorder) {
  const found = (one: Found): void => recorder.add({ type: 'found', found: one });
  return {
    ...recorder,
    ok(asked: Asked, answer: Answer = {}): void {
      const op = recorder.invoke(1, asked);
      recorder.add({ type: 'ok', client: 1, op, answer });
    },
    info(asked: Asked): void {
      const op = recorder.invoke(1, asked);
      recorder.add({ type: 'info', client: 1, op, code: 'network' });
    },
    database: (step: 'copied' | 'restored'): void => recorder.add({ type: 'database', step }),
    found,
    wallets: (...walletIds: readonly string[]): void =>
      found({ what: 'wallets', person: 'p', wallets: walletIds.map((walletId) => ({ walletId, address: ACCOUNT, state: 'AVAILABLE' })) }),
    signature: (requestId: string, signature = '0xs', signer: string | null = ACCOUNT): void =>
      found({ what: 'signature', walletId: 'w', requestId, signature, signer }),
    transaction: (requestId: string | null, transaction: SignedBytes, status = 'confirmed', isOnChain = true): void =>
      found({ what: 'transaction', walletId: 'w', requestId, status, isOnChain, transaction }),
    taken: (transaction: SignedBytes): void => found({ what: 'taken-by-node', transaction }),
  };
}
type Writer = ReturnType<typeof write>;

function historyOf(tell: (writer: Writer) => void): History {
  const writer = write(createRecorder());
  tell(writer);
  return writer.history;
}

const asCreate = (walletId: string): Asked => ({ f: 'create', person: 'p', walletId });

/** A wallet is made, a PIN mistyped, a message signed, a payment sent. */
function soundRun(writer: Writer): void {
  writer.ok(asCreate('w'), { address: ACCOUNT });
  writer.ok(asTry(false), { pin: 'wrong', remaining: 9 });
  writer.ok(asSign('s1'), { pin: 'right', signature: '0xs' });
  writer.info(asPay('p1'));
  writer.taken(payment());
  writer.ok({ ...asPay('p1'), right: null } as Asked, { hash: hash('1') });
}
function soundEnd(writer: Writer): void {
  writer.wallets('w');
  writer.signature('s1');
  writer.signature('p1');
  writer.transaction('p1', payment());
}

const kindsOf = (history: History): readonly string[] => [...new Set(violationsOf(history).map(({ kind }) => kind))];

describe('a sound history', () => {
  it('has no violation', () => {
    const history = historyOf((writer) => {
      soundRun(writer);
      soundEnd(writer);
    });
    assert.deepEqual(violationsOf(history), []);
  });

  it('nor has one with a payment that was signed, dropped and signed anew', () => {
    const history = historyOf((writer) => {
      soundRun(writer);
      soundEnd(writer);
      writer.transaction(null, payment({ hash: hash('2'), nonce: 7 }), 'dropped', false);
    });
    assert.deepEqual(violationsOf(history), []);
  });
});

/** Planted in the run, before the end; the end as it would then be found. */
const planted: readonly (readonly [kind: string, bug: string, tell: (writer: Writer) => void])[] = [
  [
    'created once',
    'a second wallet of one person',
    (writer) => {
      writer.ok(asCreate('v'), { address: `0x${'c3'.repeat(20)}` });
      soundEnd(writer);
    },
  ],
  [
    'created once',
    'a creation that is repeated and gives another address',
    (writer) => {
      writer.ok(asCreate('w'), { address: PAYEE });
      soundEnd(writer);
    },
  ],
  [
    'nonce',
    'a nonce that is handed out twice',
    (writer) => {
      writer.ok(asPay('p2', '6'), { pin: 'right', hash: hash('2') });
      const second = payment({ hash: hash('2'), valueWei: '6' });
      writer.taken(second);
      soundEnd(writer);
      writer.signature('p2');
      writer.transaction('p2', second);
    },
  ],
  [
    'nonce',
    'a nonce that is spent again after the database was set back',
    (writer) => {
      writer.database('restored');
      writer.ok(asPay('p2', '6'), { pin: 'right', hash: hash('2') });
      const second = payment({ hash: hash('2'), valueWei: '6' });
      writer.taken(second);
      writer.wallets('w');
      writer.signature('p2');
      writer.transaction('p2', second);
    },
  ],
  [
    'paid once',
    'a payment that is tried again and sent with another nonce',
    (writer) => {
      writer.taken(payment({ hash: hash('2'), nonce: 1 }));
      soundEnd(writer);
    },
  ],
  [
    'approval',
    'a dropped payment of no request that nobody asked for',
    (writer) => {
      soundEnd(writer);
      writer.transaction(null, payment({ hash: hash('2'), valueWei: '6' }), 'dropped', false);
    },
  ],
  [
    'ledger',
    'a count that goes back',
    (writer) => {
      // One of the three may be explained by the payment whose PIN nobody heard the end of.
      for (let count = 0; count < 3; count++) writer.ok(asTry(false), { pin: 'wrong', remaining: 9 });
      soundEnd(writer);
    },
  ],
  [
    'ledger',
    'an eleventh try',
    (writer) => {
      for (let remaining = 9; remaining > 0; remaining--) writer.ok(asTry(false), { pin: 'wrong', remaining });
      writer.ok(asTry(false), { pin: 'locked' });
      writer.ok(asTry(false), { pin: 'wrong', remaining: 9 });
      soundEnd(writer);
    },
  ],
  [
    'ledger',
    'a right PIN that opens what is destroyed',
    (writer) => {
      for (let remaining = 9; remaining > 0; remaining--) writer.ok(asTry(false), { pin: 'wrong', remaining });
      writer.ok(asTry(false), { pin: 'locked' });
      writer.ok(asTry(true), { pin: 'right' });
      soundEnd(writer);
    },
  ],
  [
    'ledger',
    'a wrong PIN that is taken',
    (writer) => {
      writer.ok(asTry(false), { pin: 'right' });
      soundEnd(writer);
    },
  ],
  [
    'approval',
    'a signature that nobody asked for',
    (writer) => {
      soundEnd(writer);
      writer.signature('s9', '0xt', null);
    },
  ],
  [
    'approval',
    'a signature for a wrong PIN',
    (writer) => {
      writer.info(asSign('s2', false));
      soundEnd(writer);
      writer.signature('s2');
    },
  ],
  [
    'approval',
    'a signature over another message',
    (writer) => {
      writer.info(asSign('s2'));
      soundEnd(writer);
      writer.signature('s2', '0xt', PAYEE);
    },
  ],
  [
    'approval',
    'a payment to somebody else',
    (writer) => {
      writer.info(asPay('p2', '6'));
      writer.taken(payment({ hash: hash('2'), nonce: 1, valueWei: '6', to: ACCOUNT }));
      soundEnd(writer);
    },
  ],
  ['acknowledged', 'a wallet that is lost', (writer) => [writer.wallets(), writer.signature('s1'), writer.transaction('p1', payment())]],
  ['acknowledged', 'a signature that is lost', (writer) => [writer.wallets('w'), writer.transaction('p1', payment())]],
  ['acknowledged', 'a payment that is lost', (writer) => [writer.wallets('w'), writer.signature('s1')]],
  [
    'acknowledged',
    'a payment that is dropped after all',
    (writer) => [writer.wallets('w'), writer.signature('s1'), writer.transaction('p1', payment(), 'dropped')],
  ],
  ['acknowledged', 'a payment no node has', (writer) => [writer.wallets('w'), writer.signature('s1'), writer.transaction('p1', payment(), 'sent', false)]],
  [
    'acknowledged',
    'other bytes for the same request',
    (writer) => {
      writer.ok(asSign('s1'), { pin: 'right', signature: '0xother' });
      soundEnd(writer);
    },
  ],
  [
    'acknowledged',
    'a client that never gets on again',
    (writer) => {
      soundEnd(writer);
      writer.found({ what: 'stuck', client: 1, reason: 'network' });
    },
  ],
];

describe('a planted bug', () => {
  for (const [kind, bug, tell] of planted) {
    it(`${kind}: ${bug}`, () => {
      const history = historyOf((writer) => {
        soundRun(writer);
        tell(writer);
      });
      const violation = violationsOf(history).find((one) => one.kind === kind);
      assert.ok(violation !== undefined, `found: ${kindsOf(history).join(', ')}`);
      assert.ok(partThatShows(history, violation).length > 0, 'the part of the history that shows it');
    });
  }
});

describe('checkLedger', () => {
  it('takes concurrent tries in whichever order explains the answers', () => {
    const history = historyOf((writer) => {
      const [first, second] = [writer.invoke(1, asTry(false)), writer.invoke(2, asTry(false))];
      writer.add({ type: 'ok', client: 1, op: first, answer: { pin: 'wrong', remaining: 8 } });
      writer.add({ type: 'ok', client: 2, op: second, answer: { pin: 'wrong', remaining: 9 } });
    });
    assert.deepEqual(violationsOf(history), []);
  });

  it('but not against what ended before the other began', () => {
    const history = historyOf((writer) => {
      writer.ok(asTry(false), { pin: 'wrong', remaining: 8 });
      writer.ok(asTry(false), { pin: 'wrong', remaining: 9 });
    });
    assert.deepEqual(kindsOf(history), ['ledger']);
  });

  it('one that nobody heard of may count late, once, or never', () => {
    const tries = (...remaining: readonly number[]) =>
      historyOf((writer) => {
        writer.info(asTry(false));
        for (const left of remaining) writer.ok(asTry(false), { pin: 'wrong', remaining: left });
      });
    assert.deepEqual(violationsOf(tries(9, 8)), []);
    assert.deepEqual(violationsOf(tries(8, 7)), []);
    assert.deepEqual(violationsOf(tries(9, 7)), []);
    assert.deepEqual(kindsOf(tries(8, 6)), ['ledger']);
  });

  it('a right PIN whose answer was lost was counted, or took the count back', () => {
    const afterwards = (remaining: number) =>
      historyOf((writer) => {
        writer.ok(asTry(false), { pin: 'wrong', remaining: 9 });
        writer.info(asTry(true));
        writer.ok(asTry(false), { pin: 'wrong', remaining });
      });
    for (const remaining of [9, 8, 7]) assert.deepEqual(violationsOf(afterwards(remaining)), []);
    assert.deepEqual(kindsOf(afterwards(6)), ['ledger']);
  });

  it('a tenth that never finished destroys the PIN at the next try', () => {
    const history = historyOf((writer) => {
      for (let remaining = 9; remaining > 0; remaining--) writer.ok(asTry(false), { pin: 'wrong', remaining });
      writer.info(asTry(true));
      writer.ok(asTry(true), { pin: 'locked' });
    });
    assert.deepEqual(violationsOf(history), []);
  });
});

describe('a database that was set back', () => {
  const lostAfterCopy = (tell: (writer: Writer) => void) =>
    historyOf((writer) => {
      writer.ok(asCreate('w'), { address: ACCOUNT });
      writer.database('copied');
      tell(writer);
      writer.database('restored');
      writer.wallets('w');
    });

  it('takes along what was acknowledged since its copy', () => {
    assert.deepEqual(violationsOf(lostAfterCopy((writer) => writer.ok(asSign('s1'), { pin: 'right', signature: '0xs' }))), []);
  });

  it('and nothing of before', () => {
    const history = historyOf((writer) => {
      writer.ok(asSign('s1'), { pin: 'right', signature: '0xs' });
      writer.database('copied');
      writer.database('restored');
    });
    assert.deepEqual(kindsOf(history), ['acknowledged']);
  });

  it('but no tries', () => {
    const history = lostAfterCopy((writer) => {
      writer.ok(asTry(false), { pin: 'wrong', remaining: 9 });
      writer.database('restored');
      writer.ok(asTry(false), { pin: 'wrong', remaining: 9 });
    });
    assert.deepEqual(kindsOf(history), ['ledger']);
  });
});
