import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextEntry, walletHash } from '../ledger/testing/entries.ts';
import type { MemoryWitness } from '../ledger/testing/memory-witness.ts';
import { WireFormatError } from './dcbor-reader.ts';
import { asked, at, bytes, down, eventually, failed, grow, hashes, held, hold, open, up, use, useQuorum, wallet, witnesses } from './testing/quorum-world.ts';
import type { StoredEntry } from './witness-entry.ts';
import { importWitnessPublicKey, verifyReceipt } from './witness-receipt.ts';

useQuorum();

describe('what this process has seen', () => {
  const rollback = failed('ledger_rollback', 'the witnesses are behind what they have confirmed before');

  for (const [name, learn] of [
    ['read', (ledger: ReturnType<typeof open>) => ledger.head(wallet)],
    ['written', (ledger: ReturnType<typeof open>) => ledger.append(nextEntry('a', at(0).log.entriesOf(wallet).at(-1) ?? null))],
  ] as const) {
    it(`${name}: is held against witnesses that were all set back`, async () => {
      hold([0, 1, 2], ...grow(4));
      const ledger = open();
      await learn(ledger);
      const seen = at(0).log.entriesOf(wallet);
      for (const length of [seen.length - 1, 1, 0]) {
        for (const index of [0, 1, 2]) at(index).log.cut(wallet, length);
        await assert.rejects(ledger.head(wallet), rollback);
      }
      // Another process cannot know; the count that was taken is gone for it.
      assert.equal(await open().head(wallet), null);
      hold([0, 1, 2], ...seen);
      assert.deepEqual((await ledger.head(wallet))?.hash, seen.at(-1)?.hash);
    });
  }

  it('is held against another entry of the same number', async () => {
    const common = grow(2);
    const [left] = grow(1, common[1], { atMs: 1 }) as [StoredEntry];
    const [right] = grow(1, common[1], { atMs: 2 }) as [StoredEntry];
    hold([0, 1, 2], ...common, left);
    const ledger = open();
    await ledger.head(wallet);
    assert.deepEqual((await ledger.head(wallet))?.hash, left.hash);
    for (const index of [0, 1, 2]) at(index).log.cut(wallet, 2);
    hold([0, 1, 2], right);
    await assert.rejects(ledger.head(wallet), rollback);
    hold([0, 1, 2], ...grow(1, right));
    assert.equal((await ledger.head(wallet))?.entry.seq, 3);
  });

  it('is held from the very first entry on', async () => {
    const ledger = open();
    await ledger.append(nextEntry('a', null));
    for (const index of [0, 1, 2]) at(index).log.cut(wallet, 0);
    await assert.rejects(ledger.head(wallet), rollback);
  });

  it('says nothing about other wallets', async () => {
    const ledger = open();
    await ledger.append(nextEntry('a', null));
    assert.equal(await ledger.head(walletHash('b')), null);
    await ledger.append(nextEntry('b', null));
    assert.equal((await ledger.head(walletHash('b')))?.entry.seq, 0);
  });

  it('does not grow older when a slow answer comes in', { timeout: 20_000 }, async () => {
    const chain = grow(2);
    hold([0, 1, 2], ...(chain.slice(0, 1) as [StoredEntry]));
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    // All take entry 1. One says so at once, one loses its connection, one says so much later.
    at(1).intercept = ({ op }, own) => (op === 'append' && own().ok ? 'close' : null);
    at(2).intercept = ({ op }, own) => {
      if (op !== 'append') return null;
      const reply = own();
      return gate.then(() => reply);
    };
    const ledger = open();
    const slow = ledger.append((chain[1] as StoredEntry).entry);
    await eventually(() => [0, 1, 2].every((index) => held(index).length === 2));
    up(1);
    const [newest] = grow(1, chain[1]) as [StoredEntry];
    hold([0, 1, 2], newest);
    // The third one's connection waits for its turn, so this is said by the other two.
    assert.deepEqual((await ledger.head(wallet))?.hash, newest.hash);
    release();
    await slow;
    up(2);
    for (const index of [0, 1, 2]) at(index).log.cut(wallet, 2);
    await assert.rejects(ledger.head(wallet), rollback);
  });
});

describe('a new entry', () => {
  const chain = grow(4);
  const [before, newest] = [chain[2], chain[3]] as [StoredEntry, StoredEntry];

  it('is stored by all, and again when it is sent again', async () => {
    hold([0, 1, 2], ...chain.slice(0, 3));
    const ledger = open();
    assert.deepEqual(await ledger.append(newest.entry), { hash: newest.hash });
    await eventually(() => [0, 1, 2].every((index) => held(index).length === 4));
    assert.deepEqual(await ledger.append(newest.entry), { hash: newest.hash });
    for (const index of [0, 1, 2]) assert.deepEqual(held(index), hashes(chain));
  });

  it('error: one that no witness could take names its field and is not sent', async () => {
    const ledger = open();
    await assert.rejects(ledger.append({ ...newest.entry, attempts: -1 }), (error) => error instanceof WireFormatError && error.field === 'entry.attempts');
    for (const index of [0, 1, 2]) assert.deepEqual(at(index).asked, []);
  });

  it('is good with a quorum, and not with less', async () => {
    hold([0, 1, 2], ...chain.slice(0, 3));
    down(2);
    assert.deepEqual(await open().append(newest.entry), { hash: newest.hash });
    use(3, 2);
    hold([0, 1, 2], ...chain.slice(0, 3));
    down(1, 2);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '1 of 2 needed witnesses stored the entry'));
    down(0);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '0 of 2 needed witnesses stored the entry'));
  });

  it('is good when the witness that refused answered before the quorum was there', { timeout: 20_000 }, async () => {
    hold([0, 1, 2], ...chain.slice(0, 3));
    at(0).intercept = ({ op }) => (op === 'append' ? { ok: false, code: 'conflict', head: newest.bytes } : null);
    at(2).intercept = ({ op }, own) => (op === 'append' ? new Promise((resolve) => setTimeout(() => resolve(own()), 30)) : null);
    assert.deepEqual(await open().append(newest.entry), { hash: newest.hash });
    assert.equal(asked(0, 'head'), 0);
  });

  it('that one witness cannot place yet is brought to it with what it lacks', async () => {
    hold([0], ...chain.slice(0, 3));
    hold([1], ...chain.slice(0, 1));
    down(2);
    assert.deepEqual(await open().append(newest.entry), { hash: newest.hash });
    assert.deepEqual(held(1), hashes(chain));
    assert.deepEqual([asked(1, 'head'), asked(0, 'history')], [1, 1]);
  });

  it('that one witness cannot place yet is not its business when a quorum has it', async () => {
    hold([0, 1], ...chain.slice(0, 3));
    hold([2], ...chain.slice(0, 1));
    await open().append(newest.entry);
    assert.equal(asked(2, 'head'), 0);
    assert.deepEqual(held(2), hashes(chain.slice(0, 1)));
  });

  it('error: nobody can place it, or the one who cannot does not take what it lacks', async () => {
    const ledger = open();
    await assert.rejects(ledger.append(newest.entry), failed('ledger_unavailable', '0 of 2 needed witnesses stored the entry'));
    for (const index of [0, 1, 2]) assert.deepEqual(at(index).asked, ['append']);
    hold([0], ...chain.slice(0, 3));
    down(2);
    at(1).intercept = ({ op }) => (op === 'head' ? 'close' : null);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '1 of 2 needed witnesses stored the entry'));
    // It holds a branch of its own behind the newest entry: what it lacks does not follow there.
    use(3, 2);
    hold([0], ...chain.slice(0, 3));
    hold([1], ...(grow(1, chain[0], { atMs: 1 }) as [StoredEntry]));
    down(2);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '1 of 2 needed witnesses stored the entry'));
  });

  it('error: a witness with another entry just below it is not behind, it disagrees', async () => {
    hold([0], ...chain.slice(0, 3));
    hold([1], ...chain.slice(0, 2), ...(grow(1, chain[1], { atMs: 1 }) as [StoredEntry]));
    down(2);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '1 of 2 needed witnesses stored the entry'));
    assert.equal(asked(1, 'head'), 0);
  });

  it('error: so many hold another one that no quorum can take it', async () => {
    const [other] = grow(1, before, { atMs: 1 }) as [StoredEntry];
    const conflict = failed('ledger_conflict', 'the entry does not follow the newest one');
    hold([0, 1, 2], ...chain.slice(0, 3));
    hold([0, 1], other);
    await assert.rejects(open().append(newest.entry), conflict);
    down(2);
    await assert.rejects(open().append(newest.entry), conflict);
    // One that says no is not yet a quorum that does.
    down(1);
    await assert.rejects(open().append(newest.entry), failed('ledger_unavailable', '0 of 2 needed witnesses stored the entry'));
    use(3, 3);
    hold([0, 1, 2], ...chain.slice(0, 3));
    hold([0], other);
    await assert.rejects(open({ quorum: 3 }).append(newest.entry), conflict);
  });

  it('error: all that are there took it and one of three is missing, where all three are needed', async () => {
    use(3, 3);
    hold([0, 1, 2], ...chain.slice(0, 3));
    down(2);
    await assert.rejects(open({ quorum: 3 }).append(newest.entry), failed('ledger_unavailable', '2 of 3 needed witnesses stored the entry'));
  });
});

describe('where a ledger stands, signed for somebody else’s nonce', () => {
  const nonce = bytes(32, 99);
  const chain = grow(2);
  const newest = chain[1] as StoredEntry;

  it('is null for an unknown wallet, else the newest entry and the receipts of those who hold it', async () => {
    const ledger = open();
    assert.equal(await ledger.attestHead(wallet, nonce), null);
    hold([0, 1, 2], ...chain);
    const stated = await ledger.attestHead(wallet, nonce);
    assert.deepEqual([stated?.entry, stated?.hash, stated?.receipts.length], [newest.entry, newest.hash, 3]);
    const statement = { walletHash: wallet, seq: 1, entryHash: newest.hash, nonce };
    for (const receipt of stated?.receipts ?? []) {
      const { publicKey } = witnesses.find(({ id }) => id === receipt.witnessId) as MemoryWitness;
      assert.ok(verifyReceipt(receipt, receipt.witnessId, importWitnessPublicKey(publicKey), statement));
    }
  });

  it('leaves out who holds another entry by then', { timeout: 20_000 }, async () => {
    hold([0, 1, 2], ...chain);
    const isStated = (request: { readonly nonce: Uint8Array }) => Buffer.compare(request.nonce, nonce) === 0;
    at(0).intercept = (request, own) => {
      if (isStated(request)) at(0).log.cut(wallet, 1);
      return own();
    };
    // The one that differs answers before the last of the quorum.
    at(2).intercept = (request, own) => (isStated(request) ? new Promise((resolve) => setTimeout(() => resolve(own()), 60)) : null);
    const stated = await open().attestHead(wallet, nonce);
    assert.deepEqual(stated?.receipts.map(({ witnessId }) => witnessId).sort(), ['w2', 'w3']);
  });

  it('error: fewer than a quorum signed', async () => {
    hold([0, 1, 2], ...chain);
    for (const index of [0, 1]) at(index).intercept = (request) => (Buffer.compare(request.nonce, nonce) === 0 ? 'close' : null);
    await assert.rejects(open().attestHead(wallet, nonce), failed('ledger_unavailable', '1 of 2 needed witnesses signed for the newest entry'));
  });
});
