import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { encodeDcbor } from '../../../../widget/src/contract/dcbor.ts';
import type { Clock, RandomBytes } from '../../deps.ts';
import type { LedgerEntry } from '../../ledger/witness-wire.ts';
import { type Kms, KmsError, type Ledger, LedgerError } from '../ports.ts';

/* In-memory stand-ins for the enclave's outside, with the switches that tests need. They keep the ports' promises. */

export const random: RandomBytes = (length) => new Uint8Array(randomBytes(length));

export type TestClock = Clock & { advance(durationMs: number): void };

export function createTestClock(startMs: number): TestClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance: (durationMs) => {
      nowMs += durationMs;
    },
  };
}

export type FakeKms = Kms & { isDown: boolean; decrypts: number };

/** AES-256-GCM under one key in memory, bound to the encryption context like the real one. */
export function createFakeKms(keyId: string): FakeKms {
  const key = randomBytes(32);
  const aad = (context: Readonly<Record<string, string>>) => Buffer.from(JSON.stringify(Object.entries(context).sort()));
  const fake: FakeKms = {
    isDown: false,
    decrypts: 0,
    async generateRandom(length) {
      if (fake.isDown) throw new KmsError('kms_unavailable', 'the KMS cannot be reached');
      return random(length);
    },
    async generateDataKey(context) {
      if (fake.isDown) throw new KmsError('kms_unavailable', 'the KMS cannot be reached');
      const plaintext = random(32);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad(context));
      const ciphertext = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return { plaintext, ciphertext: new Uint8Array(ciphertext), keyId };
    },
    async decrypt(ciphertext, context) {
      if (fake.isDown) throw new KmsError('kms_unavailable', 'the KMS cannot be reached');
      fake.decrypts++;
      try {
        const bytes = Buffer.from(ciphertext);
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(aad(context));
        decipher.setAuthTag(bytes.subarray(-16));
        return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]));
      } catch (cause) {
        throw new KmsError('kms_ciphertext_invalid', 'the KMS refused', { cause });
      }
    },
  };
  return fake;
}

export type FakeLedger = Ledger & {
  isDown: boolean;
  forks: readonly string[];
  /** Throws instead of the n-th append from now (1: the next one), after writing it: a crash before the reply. */
  loseReplyAt: number;
  entries(): readonly LedgerEntry[];
  rollBack(walletHash: Uint8Array, entryCount: number): void;
};

export function createFakeLedger(): FakeLedger {
  const chains = new Map<string, LedgerEntry[]>();
  const keyOf = (walletHash: Uint8Array) => Buffer.from(walletHash).toString('hex');
  const hashOf = (entry: LedgerEntry) =>
    new Uint8Array(
      createHash('sha256')
        .update(encodeDcbor({ ...entry }))
        .digest(),
    );
  const all: LedgerEntry[] = [];
  const fake: FakeLedger = {
    isDown: false,
    forks: [],
    loseReplyAt: 0,
    entries: () => all,
    rollBack(walletHash, entryCount) {
      chains.set(keyOf(walletHash), (chains.get(keyOf(walletHash)) ?? []).slice(0, entryCount));
    },
    async head(walletHash) {
      if (fake.isDown) throw new LedgerError('ledger_unavailable', 'no quorum');
      const entry = chains.get(keyOf(walletHash))?.at(-1);
      return entry === undefined ? null : { entry, hash: hashOf(entry) };
    },
    async attestHead(walletHash, nonce) {
      const head = await fake.head(walletHash);
      const receipts = ['a', 'b'].map((witnessId) => ({ witnessId, signature: new Uint8Array(64).fill(nonce[0] ?? 0) }));
      return head === null ? null : { ...head, receipts };
    },
    async append(entry) {
      if (fake.isDown) throw new LedgerError('ledger_unavailable', 'no quorum');
      const chain = chains.get(keyOf(entry.walletHash)) ?? [];
      const head = chain.at(-1);
      const prev = head === undefined ? new Uint8Array(32) : hashOf(head);
      if (entry.seq !== chain.length || Buffer.compare(prev, entry.prev) !== 0) throw new LedgerError('ledger_conflict', 'not the next entry');
      chain.push(entry);
      all.push(entry);
      chains.set(keyOf(entry.walletHash), chain);
      if (fake.loseReplyAt > 0 && --fake.loseReplyAt === 0) throw new LedgerError('ledger_unavailable', 'the reply was lost');
      return { hash: hashOf(entry) };
    },
    reachable: async () => (fake.isDown ? 0 : 3),
    forked: () => fake.forks,
  };
  return fake;
}
