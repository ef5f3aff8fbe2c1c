import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENTRY_KEY, nextEntry, sealed, walletHash } from '../ledger/testing/entries.ts';
import { type Answer, connectTo } from '../ledger/testing/memory-witness.ts';
import { createWitnessKey } from '../ledger/witness-keys.ts';
import type { Receipt, WitnessReply, WitnessRequest } from '../ledger/witness-wire.ts';
import { WireFormatError } from './dcbor-reader.ts';
import { pinWitness, WitnessFaultyError } from './pinned-witness.ts';
import { WitnessUnreachableError } from './witness-client.ts';
import type { StoredEntry } from './witness-entry.ts';
import { signReceipt } from './witness-receipt.ts';

const TIMEOUT_MS = 60_000;
const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const key = createWitnessKey((length) => bytes(length, 9));
const wallet = walletHash('a');
const first = sealed(nextEntry('a', null));
const second = sealed(nextEntry('a', first));
const third = sealed(nextEntry('a', second));
const foreign = sealed(nextEntry('b', null));
const forged = sealed(nextEntry('a', first, { attempts: 0 }), bytes(32, 8));

type Statement = { readonly of?: Uint8Array; readonly stored?: StoredEntry | null; readonly nonce?: Uint8Array; readonly as?: string };
function receipt(request: WitnessRequest, { of = wallet, stored = null, nonce = request.nonce, as = 'w1' }: Statement = {}): Receipt {
  const statement = { walletHash: of, seq: stored?.entry.seq ?? -1, entryHash: stored?.hash ?? bytes(32, 0), nonce };
  return signReceipt(as, key.privateKey, statement);
}

function pinned(answer: Answer) {
  const nonces: Uint8Array[] = [];
  const random = (length: number) => {
    const nonce = bytes(length, 10 + nonces.length);
    nonces.push(nonce);
    return nonce;
  };
  const requests: WitnessRequest[] = [];
  const recorded: Answer = (request) => {
    requests.push(request);
    return answer(request);
  };
  const witness = pinWitness({ id: 'w1', publicKey: key.publicKey, connect: connectTo(recorded) }, ENTRY_KEY, random);
  return { witness, requests, nonces };
}
const yes = (entries: readonly Uint8Array[], made: Receipt): WitnessReply => ({ ok: true, entries, receipt: made });
const faulty = (message: string) => (error: unknown) => {
  assert.ok(error instanceof WitnessFaultyError, String(error));
  assert.equal(error.message, `w1: ${message}`);
  assert.equal(error.name, 'WitnessFaultyError');
  return true;
};
const unreachable = (message: string) => (error: unknown) => {
  assert.ok(error instanceof WitnessUnreachableError, String(error));
  assert.equal(error.message, `w1: ${message}`);
  return true;
};

/** One call of every method against a witness that answers with `reply`. */
const methods = {
  head: (answer: Answer) => pinned(answer).witness.head(wallet, TIMEOUT_MS),
  history: (answer: Answer) => pinned(answer).witness.history(wallet, 1, TIMEOUT_MS),
  health: (answer: Answer) => pinned(answer).witness.health(TIMEOUT_MS),
  append: (answer: Answer) => pinned(answer).witness.append(second, TIMEOUT_MS),
};

describe('a pinned witness', () => {
  it('asks with a fresh nonce of 32 bytes each time', async () => {
    const { witness, requests, nonces } = pinned((request) => {
      if (request.op === 'append') return yes([], receipt(request, { stored: second }));
      if (request.op === 'health') return yes([], receipt(request, { of: bytes(32, 0) }));
      return yes([], receipt(request));
    });
    await witness.head(wallet, TIMEOUT_MS);
    await witness.append(second, TIMEOUT_MS);
    await witness.history(wallet, 7, TIMEOUT_MS);
    await witness.health(TIMEOUT_MS);
    assert.equal(witness.id, 'w1');
    assert.deepEqual(
      nonces.map((nonce) => nonce.length),
      [32, 32, 32, 32],
    );
    assert.deepEqual(requests, [
      { op: 'head', walletHash: wallet, nonce: nonces[0] },
      { op: 'append', entry: second.bytes, nonce: nonces[1] },
      { op: 'history', walletHash: wallet, fromSeq: 7, nonce: nonces[2] },
      { op: 'health', nonce: nonces[3] },
    ]);
    witness.close();
  });

  it('error: a receipt for another nonce, number, entry, wallet or name, in any reply', async () => {
    const what = faulty('receipt does not verify');
    const wrong: readonly Statement[] = [{ nonce: bytes(32, 0) }, { as: 'w2' }, { of: walletHash('b') }];
    for (const change of wrong) {
      await assert.rejects(
        methods.head((request) => yes([second.bytes], receipt(request, { stored: second, ...change }))),
        what,
      );
      await assert.rejects(
        methods.append((request) => yes([], receipt(request, { stored: second, ...change }))),
        what,
      );
      await assert.rejects(
        methods.history((request) => yes([second.bytes], receipt(request, { stored: second, ...change }))),
        what,
      );
      await assert.rejects(
        methods.health((request) => yes([], receipt(request, { of: bytes(32, 0), ...change }))),
        what,
      );
    }
    for (const stored of [null, first, third]) {
      await assert.rejects(
        methods.head((request) => yes([second.bytes], receipt(request, { stored }))),
        what,
      );
      await assert.rejects(
        methods.append((request) => yes([], receipt(request, { stored }))),
        what,
      );
      await assert.rejects(
        methods.history((request) => yes([second.bytes], receipt(request, { stored }))),
        what,
      );
    }
    await assert.rejects(
      methods.head((request) => yes([], receipt(request, { stored: second }))),
      what,
    );
    await assert.rejects(
      methods.history((request) => yes([], receipt(request, { stored: second }))),
      what,
    );
    await assert.rejects(
      methods.health((request) => yes([], receipt(request, { of: bytes(32, 0), stored: second }))),
      what,
    );
  });

  it('error: an entry that is malformed, of another wallet, or not written by an enclave', async () => {
    for (const [entry, message] of [
      [foreign.bytes, 'entry of another wallet'],
      [forged.bytes, 'entry was not written by an enclave'],
      [first.bytes.subarray(1), 'entry is malformed'],
    ] as const) {
      const stored = entry === forged.bytes ? forged : first;
      await assert.rejects(
        methods.head((request) => yes([entry], receipt(request, { stored }))),
        faulty(message),
      );
      await assert.rejects(
        methods.history((request) => yes([entry], receipt(request, { stored }))),
        faulty(message),
      );
      await assert.rejects(
        methods.append(() => ({ ok: false, code: 'conflict', head: entry })),
        faulty(message),
      );
    }
    await assert.rejects(
      methods.head((request) => yes([first.bytes.subarray(1)], receipt(request))),
      ({ cause }: Error) => cause instanceof WireFormatError,
    );
  });

  it('error: a refusal where there is nothing to refuse', async () => {
    for (const code of ['conflict', 'malformed', 'storage_failed'] as const) {
      const answer = () => ({ ok: false, code, head: null }) as const;
      for (const method of ['head', 'history', 'health'] as const) await assert.rejects(methods[method](answer), unreachable(code));
    }
  });

  it('error: no answer, or the end of the connection', async () => {
    for (const method of Object.values(methods))
      await assert.rejects(
        method(() => 'close'),
        WitnessUnreachableError,
      );
    const { witness } = pinned(() => 'silent');
    const waiting = witness.health(TIMEOUT_MS);
    witness.close();
    await assert.rejects(waiting, WitnessUnreachableError);
  });

  it('error: a public key that is none', () => {
    assert.throws(
      () => pinWitness({ id: 'w1', publicKey: bytes(31, 0), connect: connectTo(() => 'silent') }, ENTRY_KEY, (length) => bytes(length, 0)),
      TypeError,
    );
  });
});

describe('its newest entry', () => {
  it('is null, or the one it signed for', async () => {
    assert.equal(await methods.head((request) => yes([], receipt(request))), null);
    assert.deepEqual(await methods.head((request) => yes([second.bytes], receipt(request, { stored: second }))), second);
  });

  it('error: two of them', async () => {
    const answer: Answer = (request) => yes([second.bytes, second.bytes], receipt(request, { stored: second }));
    await assert.rejects(methods.head(answer), faulty('more than one head'));
  });

  it('over somebody else’s nonce comes with the receipt itself', async () => {
    const nonce = bytes(32, 77);
    const { witness, requests } = pinned((request) => yes([second.bytes], receipt(request, { stored: second })));
    const { head, receipt: made } = await witness.headOver(wallet, nonce, TIMEOUT_MS);
    assert.deepEqual(head, second);
    assert.deepEqual(requests, [{ op: 'head', walletHash: wallet, nonce }]);
    const expected = receipt({ op: 'health', nonce }, { stored: second });
    assert.deepEqual([made.witnessId, Buffer.from(made.signature).toString('hex')], ['w1', Buffer.from(expected.signature).toString('hex')]);
  });
});

describe('appending', () => {
  it('is accepted with a receipt for that very entry, or refused with what it holds', async () => {
    assert.deepEqual(await methods.append((request) => yes([], receipt(request, { stored: second }))), { accepted: true });
    assert.deepEqual(await methods.append(() => ({ ok: false, code: 'conflict', head: third.bytes })), { accepted: false, head: third });
    assert.deepEqual(await methods.append(() => ({ ok: false, code: 'conflict', head: null })), { accepted: false, head: null });
    assert.deepEqual(await methods.append(() => ({ ok: false, code: 'malformed', head: null })), { accepted: false, head: null });
  });

  it('error: a disk that failed is no refusal', async () => {
    await assert.rejects(
      methods.append(() => ({ ok: false, code: 'storage_failed', head: null })),
      unreachable('storage failed'),
    );
  });
});

describe('history', () => {
  const page = (...entries: readonly StoredEntry[]) =>
    methods.history((request) =>
      yes(
        entries.map((entry) => entry.bytes),
        receipt(request, { stored: entries.at(-1) ?? null }),
      ),
    );

  it('is a chain from where it was asked, or empty', async () => {
    assert.deepEqual(await page(second, third), [second, third]);
    assert.deepEqual(await page(second), [second]);
    assert.deepEqual(await page(), []);
  });

  it('error: it begins elsewhere, leaves one out, or does not hang together', async () => {
    const what = faulty('history is not a chain');
    const fourth = sealed(nextEntry('a', third));
    const stranger = sealed(nextEntry('a', second, { prev: first.hash }));
    await assert.rejects(page(first, second), what);
    await assert.rejects(page(third), what);
    await assert.rejects(page(second, fourth), what);
    await assert.rejects(page(second, second), what);
    await assert.rejects(page(second, stranger), what);
    await assert.rejects(page(second, third, sealed(nextEntry('a', third, { seq: 5 }))), what);
  });
});

describe('leading a witness back', () => {
  it('asks for a challenge of 32 bytes', async () => {
    const challenge = bytes(32, 5);
    const { witness, requests, nonces } = pinned((request) => yes([challenge], receipt(request)));
    assert.deepEqual(await witness.adoptChallenge(TIMEOUT_MS), challenge);
    assert.deepEqual(requests, [{ op: 'adopt_challenge', nonce: nonces[0] }]);
    const what = faulty('is not repaired over its socket');
    await assert.rejects(pinned(() => ({ ok: false, code: 'conflict', head: null })).witness.adoptChallenge(TIMEOUT_MS), what);
    await assert.rejects(pinned((request) => yes([], receipt(request))).witness.adoptChallenge(TIMEOUT_MS), what);
    for (const length of [31, 33])
      await assert.rejects(pinned((request) => yes([bytes(length, 5)], receipt(request))).witness.adoptChallenge(TIMEOUT_MS), what);
  });

  it('offers the branch and the receipts; done only with a receipt for its last entry', async () => {
    const receipts = [{ witnessId: 'w2', signature: bytes(64, 1) }];
    const { witness, requests, nonces } = pinned((request) => yes([], receipt(request, { stored: third })));
    assert.equal(await witness.adopt([second, third], receipts, TIMEOUT_MS), true);
    assert.deepEqual(requests, [{ op: 'adopt', entries: [second.bytes, third.bytes], receipts, nonce: nonces[0] }]);
    for (const branch of [[third], [first, second, third]]) {
      const other = pinned((request) => yes([], receipt(request, { stored: third }))).witness;
      assert.equal(await other.adopt(branch, receipts, TIMEOUT_MS), true);
    }
    const no = pinned(() => ({ ok: false, code: 'conflict', head: null })).witness;
    assert.equal(await no.adopt([second], receipts, TIMEOUT_MS), false);
    const lying = pinned((request) => yes([], receipt(request, { stored: second }))).witness;
    await assert.rejects(lying.adopt([second, third], receipts, TIMEOUT_MS), faulty('receipt does not verify'));
    const unasked = pinned(() => 'close');
    assert.equal(await unasked.witness.adopt([], receipts, TIMEOUT_MS), false);
    assert.deepEqual(unasked.requests, []);
  });
});
