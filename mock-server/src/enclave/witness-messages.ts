import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { Receipt, WitnessReply, WitnessRequest } from '../ledger/witness-wire.ts';
import { readBytes, readCount, readDcbor, readList, readMap, readText, WireFormatError } from './dcbor-reader.ts';

const NONCE_BYTES = 32;
const REQUEST_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['head', ['op', 'walletHash', 'nonce']],
  ['append', ['op', 'entry', 'nonce']],
  ['history', ['op', 'walletHash', 'fromSeq', 'nonce']],
  ['health', ['op', 'nonce']],
  ['adopt_challenge', ['op', 'nonce']],
  ['adopt', ['op', 'entries', 'receipts', 'nonce']],
]);

function readReceipt(value: CborValue, index: number): Receipt {
  const field = `request.receipts[${index}]`;
  const map = readMap(value, field, ['witnessId', 'signature']);
  return { witnessId: readText(map.witnessId, `${field}.witnessId`), signature: readBytes(map.signature, `${field}.signature`, 64) };
}

export function encodeWitnessRequest(request: WitnessRequest): Uint8Array<ArrayBuffer> {
  if (request.op !== 'adopt') return encodeDcbor({ ...request });
  return encodeDcbor({ ...request, receipts: request.receipts.map((receipt) => ({ ...receipt })) });
}

/** @throws WireFormatError naming the field */
export function decodeWitnessRequest(bytes: Uint8Array): WitnessRequest {
  const value = readDcbor(bytes, 'request');
  const op = typeof value === 'object' && value !== null ? (value as { readonly [key: string]: CborValue }).op : undefined;
  const keys = typeof op === 'string' ? REQUEST_KEYS.get(op) : undefined;
  if (keys === undefined) throw new WireFormatError('request.op', 'is not a known operation');
  const map = readMap(value, 'request', keys);
  const nonce = readBytes(map.nonce, 'request.nonce', NONCE_BYTES);
  if (op === 'health' || op === 'adopt_challenge') return { op, nonce };
  if (op === 'adopt') {
    const entries = readList(map.entries, 'request.entries').map((entry, index) => readBytes(entry, `request.entries[${index}]`));
    return { op, entries, receipts: readList(map.receipts, 'request.receipts').map(readReceipt), nonce };
  }
  if (op === 'append') return { op, entry: readBytes(map.entry, 'request.entry'), nonce };
  const walletHash = readBytes(map.walletHash, 'request.walletHash', 32);
  if (op === 'history') return { op, walletHash, fromSeq: readCount(map.fromSeq, 'request.fromSeq'), nonce };
  return { op: 'head', walletHash, nonce };
}

export function encodeWitnessReply(reply: WitnessReply): Uint8Array<ArrayBuffer> {
  return reply.ok
    ? encodeDcbor({ ok: true, entries: reply.entries, receipt: { ...reply.receipt } })
    : encodeDcbor({ ok: false, code: reply.code, head: reply.head });
}

/** @throws WireFormatError naming the field */
export function decodeWitnessReply(bytes: Uint8Array): WitnessReply {
  const value = readDcbor(bytes, 'reply');
  const ok = typeof value === 'object' && value !== null ? (value as { readonly [key: string]: CborValue }).ok : undefined;
  if (ok === false) {
    const map = readMap(value, 'reply', ['ok', 'code', 'head']);
    const code = readText(map.code, 'reply.code');
    if (code !== 'conflict' && code !== 'malformed' && code !== 'storage_failed') throw new WireFormatError('reply.code', 'is not a known code');
    return { ok: false, code, head: map.head === null ? null : readBytes(map.head, 'reply.head') };
  }
  if (ok !== true) throw new WireFormatError('reply.ok', 'must be true or false');
  const map = readMap(value, 'reply', ['ok', 'entries', 'receipt']);
  const entries = map.entries;
  if (!Array.isArray(entries)) throw new WireFormatError('reply.entries', 'must be a list');
  const receipt = readMap(map.receipt, 'reply.receipt', ['witnessId', 'signature']);
  return {
    ok: true,
    entries: entries.map((entry: CborValue, index) => readBytes(entry, `reply.entries[${index}]`)),
    receipt: {
      witnessId: readText(receipt.witnessId, 'reply.receipt.witnessId'),
      signature: readBytes(receipt.signature, 'reply.receipt.signature', 64),
    },
  };
}
