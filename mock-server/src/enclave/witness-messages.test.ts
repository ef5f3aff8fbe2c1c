import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { WitnessReply, WitnessRequest } from '../ledger/witness-wire.ts';
import { WireFormatError } from './dcbor-reader.ts';
import { decodeWitnessReply, decodeWitnessRequest, encodeWitnessReply, encodeWitnessRequest } from './witness-messages.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const nonce = bytes(32, 1);
const walletHash = bytes(32, 2);

const requests: readonly WitnessRequest[] = [
  { op: 'head', walletHash, nonce },
  { op: 'append', entry: bytes(200, 3), nonce },
  { op: 'history', walletHash, fromSeq: 7, nonce },
  { op: 'health', nonce },
  { op: 'adopt_challenge', nonce },
  { op: 'adopt', entries: [], receipts: [], nonce },
  { op: 'adopt', entries: [bytes(20, 3), bytes(30, 4)], receipts: ['w2', 'w3'].map((witnessId) => ({ witnessId, signature: bytes(64, 8) })), nonce },
];
const receipt = { witnessId: 'w1', signature: bytes(64, 4) };
const replies: readonly WitnessReply[] = [
  { ok: true, entries: [], receipt },
  { ok: true, entries: [bytes(10, 5), bytes(20, 6)], receipt },
  { ok: false, code: 'conflict', head: bytes(10, 5) },
  { ok: false, code: 'malformed', head: null },
  { ok: false, code: 'storage_failed', head: null },
];

type Map = { readonly [key: string]: CborValue };
const without = (map: Map, key: string): Map => Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));

describe('requests to a witness', () => {
  const refused = (value: CborValue, field: string, rule: string) =>
    assert.throws(
      () => decodeWitnessRequest(encodeDcbor(value)),
      (error) => {
        assert.ok(error instanceof WireFormatError);
        assert.deepEqual([error.field, error.message], [field, `${field}: ${rule}`]);
        return true;
      },
    );

  it('arrive as they were sent', () => {
    for (const request of requests) assert.deepEqual(decodeWitnessRequest(encodeWitnessRequest(request)), request);
  });

  it('error: each key is needed, and none besides', () => {
    for (const request of requests) {
      const map = { ...request } as unknown as Map;
      for (const key of Object.keys(map)) if (key !== 'op') refused(without(map, key), `request.${key}`, 'is missing');
      refused({ ...map, extra: 1 }, 'request', 'has an unknown key');
    }
    refused({ op: 'head', walletHash, nonce, fromSeq: 1 }, 'request', 'has an unknown key');
    refused({ op: 'health', nonce, walletHash }, 'request', 'has an unknown key');
  });

  it('error: an operation that is none', () => {
    const rule = 'is not a known operation';
    for (const op of ['', 'HEAD', 'truncate', 1, null, ['head']]) refused({ op, walletHash, nonce }, 'request.op', rule);
    refused({ walletHash, nonce }, 'request.op', rule);
    for (const value of [null, 'head', 7, [], bytes(3, 0)]) refused(value, 'request.op', rule);
  });

  it('error: a field of another kind or length', () => {
    for (const length of [0, 31, 33]) refused({ op: 'health', nonce: bytes(length, 1) }, 'request.nonce', 'must be 32 bytes');
    for (const length of [0, 31, 33]) refused({ op: 'head', walletHash: bytes(length, 1), nonce }, 'request.walletHash', 'must be 32 bytes');
    refused({ op: 'append', entry: 'text', nonce }, 'request.entry', 'must be a byte string');
    const adopt: Map = { op: 'adopt', entries: [bytes(1, 0)], receipts: [receipt], nonce };
    refused({ ...adopt, entries: 'text' }, 'request.entries', 'must be a list');
    refused({ ...adopt, entries: [bytes(1, 0), 'text'] }, 'request.entries[1]', 'must be a byte string');
    refused({ ...adopt, receipts: null }, 'request.receipts', 'must be a list');
    refused({ ...adopt, receipts: [receipt, 'text'] }, 'request.receipts[1]', 'must be a map');
    for (const key of ['witnessId', 'signature']) refused({ ...adopt, receipts: [without(receipt, key)] }, `request.receipts[0].${key}`, 'is missing');
    refused({ ...adopt, receipts: [{ ...receipt, extra: 1 }] }, 'request.receipts[0]', 'has an unknown key');
    refused({ ...adopt, receipts: [{ ...receipt, witnessId: 1 }] }, 'request.receipts[0].witnessId', 'must be text');
    for (const length of [63, 65]) {
      refused({ ...adopt, receipts: [{ ...receipt, signature: bytes(length, 1) }] }, 'request.receipts[0].signature', 'must be 64 bytes');
    }
    for (const fromSeq of [-1, '1']) refused({ op: 'history', walletHash, fromSeq, nonce }, 'request.fromSeq', 'must be a whole number from 0');
  });

  it('error: bytes that are no deterministic CBOR', () => {
    for (const wire of [new Uint8Array(0), Uint8Array.of(0xff), Uint8Array.of(...encodeWitnessRequest({ op: 'health', nonce }), 0)]) {
      assert.throws(
        () => decodeWitnessRequest(wire),
        (error) => error instanceof WireFormatError && error.field === 'request',
      );
    }
  });
});

describe('replies of a witness', () => {
  const refused = (value: CborValue, field: string, rule: string) =>
    assert.throws(
      () => decodeWitnessReply(encodeDcbor(value)),
      (error) => {
        assert.ok(error instanceof WireFormatError);
        assert.deepEqual([error.field, error.message], [field, `${field}: ${rule}`]);
        return true;
      },
    );
  const good: Map = { ok: true, entries: [bytes(10, 5)], receipt };
  const bad: Map = { ok: false, code: 'conflict', head: null };

  it('arrive as they were sent', () => {
    for (const reply of replies) assert.deepEqual(decodeWitnessReply(encodeWitnessReply(reply)), reply);
  });

  it('error: each key is needed, and none besides', () => {
    for (const key of ['entries', 'receipt']) refused(without(good, key), `reply.${key}`, 'is missing');
    for (const key of ['code', 'head']) refused(without(bad, key), `reply.${key}`, 'is missing');
    for (const key of ['witnessId', 'signature']) refused({ ...good, receipt: without(receipt, key) }, `reply.receipt.${key}`, 'is missing');
    refused({ ...good, head: null }, 'reply', 'has an unknown key');
    refused({ ...bad, receipt }, 'reply', 'has an unknown key');
    refused({ ...good, receipt: { ...receipt, extra: 1 } }, 'reply.receipt', 'has an unknown key');
  });

  it('error: neither yes nor no', () => {
    for (const value of [without(good, 'ok'), { ...good, ok: 1 }, { ...good, ok: null }, null, 'text', 7]) refused(value, 'reply.ok', 'must be true or false');
  });

  it('error: a field of another kind or length', () => {
    for (const code of ['', 'CONFLICT', 'unknown']) refused({ ...bad, code }, 'reply.code', 'is not a known code');
    refused({ ...bad, code: 1 }, 'reply.code', 'must be text');
    for (const head of ['text', 1]) refused({ ...bad, head }, 'reply.head', 'must be a byte string');
    for (const entries of [null, 'text', bytes(2, 0)]) refused({ ...good, entries }, 'reply.entries', 'must be a list');
    refused({ ...good, entries: [bytes(1, 0), 'text'] }, 'reply.entries[1]', 'must be a byte string');
    refused({ ...good, receipt: null }, 'reply.receipt', 'must be a map');
    refused({ ...good, receipt: { ...receipt, witnessId: 1 } }, 'reply.receipt.witnessId', 'must be text');
    for (const length of [63, 65]) refused({ ...good, receipt: { ...receipt, signature: bytes(length, 4) } }, 'reply.receipt.signature', 'must be 64 bytes');
  });

  it('error: bytes that are no deterministic CBOR', () => {
    assert.throws(
      () => decodeWitnessReply(Uint8Array.of(0xff)),
      (error) => error instanceof WireFormatError && error.field === 'reply',
    );
  });
});
