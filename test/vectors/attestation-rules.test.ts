import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encode } from 'cborg';
import type { NitroDocument } from '../../mock-server/src/nsm/nitro-document.ts';
import type { EnclavePins } from '../../widget/src/contract/attestation.ts';
import { encodeDcbor } from '../../widget/src/contract/dcbor.ts';
import { AttestationError, verifyAttestation } from '../../widget/src/crypto/attestation.ts';
import { readAttestationPayload } from '../../widget/src/crypto/attestation-payload.ts';
import { toHex } from '../../widget/src/crypto/bytes.ts';
import { CborError } from '../../widget/src/crypto/cbor-decode.ts';
import { DerError } from '../../widget/src/crypto/der.ts';
import { documentFrom, hpkePublicKey, makeChain, NOW_MS, nonce, pcr, pinsFor } from './nitro-documents.ts';

/* Each rule over an attestation document by itself, at its limits. Whole documents are in nitro.test.ts. */

const bytes = (length: number, value = 1) => new Uint8Array(length).fill(value);

describe('the fields of a payload', () => {
  const good: { readonly [key: string]: unknown } = {
    module_id: 'i-0-enc0',
    digest: 'SHA384',
    timestamp: 7,
    pcrs: new Map([[0, bytes(48)]]),
    certificate: bytes(10, 2),
    cabundle: [bytes(11, 3), bytes(12, 4)],
    public_key: bytes(13, 5),
    user_data: bytes(14, 6),
    nonce: bytes(15, 7),
  };
  const read = (change: { readonly [key: string]: unknown } = {}) =>
    readAttestationPayload(encode(new Map(Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined))));
  const refused = (change: { readonly [key: string]: unknown }) => assert.equal(read(change), null, JSON.stringify(Object.keys(change)));

  it('are read as they stand', () => {
    assert.deepEqual(read(), {
      moduleId: 'i-0-enc0',
      timestampMs: 7,
      digest: 'SHA384',
      pcrs: new Map([[0, bytes(48)]]),
      certificate: bytes(10, 2),
      cabundle: [bytes(11, 3), bytes(12, 4)],
      publicKey: bytes(13, 5),
      userData: bytes(14, 6),
      nonce: bytes(15, 7),
    });
  });

  it('module, time and digest', () => {
    for (const module_id of ['', 7, null, undefined, bytes(4)]) refused({ module_id });
    for (const timestamp of [0, -1, '7', null, undefined, 2n ** 60n]) refused({ timestamp });
    assert.equal(read({ timestamp: 1 })?.timestampMs, 1);
    for (const digest of ['SHA256', 'sha384', '', null, undefined]) refused({ digest });
  });

  it('the certificate has 1 to 1,024 bytes', () => {
    for (const certificate of [bytes(0), bytes(1_025), 'text', null, undefined, Array(10).fill(1)]) refused({ certificate });
    for (const length of [1, 1_024]) assert.equal(read({ certificate: bytes(length) })?.certificate.length, length);
  });

  it('the bundle has 1 to 8 certificates, each of 1 to 1,024 bytes', () => {
    const list = (length: number) => Array.from({ length }, () => bytes(3));
    for (const cabundle of [[], list(9), 'text', bytes(8), null, undefined, new Map()]) refused({ cabundle });
    for (const wrong of [bytes(0), bytes(1_025), 'text', null, [1, 2]]) {
      refused({ cabundle: [wrong] });
      refused({ cabundle: [bytes(3), wrong] });
      refused({ cabundle: [wrong, bytes(3)] });
    }
    for (const length of [1, 8]) assert.equal(read({ cabundle: list(length) })?.cabundle.length, length);
    assert.equal(read({ cabundle: [bytes(1), bytes(1_024)] })?.cabundle.length, 2);
  });

  it('measurements have indexes from 0 to 31 and 32, 48 or 64 bytes', () => {
    const at = (index: unknown, value: unknown = bytes(48)) => ({ pcrs: new Map([[index, value]]) });
    for (const pcrs of [new Map(), [bytes(48)], 'text', null, undefined, bytes(48)]) refused({ pcrs });
    for (const index of [-1, 32, '0', '']) refused(at(index));
    for (const value of [bytes(0), bytes(31), bytes(47), bytes(49), bytes(65), 'a'.repeat(48), null]) refused(at(0, value));
    refused({ pcrs: new Map([...Array.from({ length: 32 }, (_, index) => [index, bytes(48)] as const), [32, bytes(48)] as const]) });
    for (const length of [32, 48, 64]) assert.equal(read(at(31, bytes(length)))?.pcrs.get(31)?.length, length);
    assert.equal(read({ pcrs: new Map(Array.from({ length: 32 }, (_, index) => [index, bytes(48)])) })?.pcrs.size, 32);
  });

  it('what the caller asked to have in it has up to 1,024 bytes, or is none', () => {
    for (const [key, name] of [
      ['public_key', 'publicKey'],
      ['user_data', 'userData'],
      ['nonce', 'nonce'],
    ] as const) {
      for (const value of [bytes(1_025), 'text', 7, [1]]) refused({ [key]: value });
      for (const length of [0, 1, 1_024]) assert.equal(read({ [key]: bytes(length) })?.[name]?.length, length);
      for (const value of [null, undefined]) {
        const payload = read({ [key]: value });
        assert.ok(payload !== null);
        assert.equal(payload[name], null);
      }
    }
  });

  it('error: no map', () => assert.throws(() => readAttestationPayload(encode([1])), CborError));
});

const chain = await makeChain();
const pins = pinsFor(chain);
const [release] = pins.releases as [EnclavePins['releases'][number]];

async function refusalOf(change: Partial<NitroDocument>, as: EnclavePins = pins): Promise<AttestationError> {
  const outcome = await verifyAttestation(await documentFrom(chain, change), { pins: as, nonce, nowMs: NOW_MS }).catch((error: unknown) => error);
  assert.ok(outcome instanceof AttestationError, String(outcome));
  assert.equal(outcome.message, `The attestation document was refused: ${outcome.reason}`);
  return outcome;
}
const reasonOf = async (change: Partial<NitroDocument>, as?: EnclavePins) => (await refusalOf(change, as)).reason;
const accepted = async (change: Partial<NitroDocument>, as: EnclavePins = pins) =>
  await verifyAttestation(await documentFrom(chain, change), { pins: as, nonce, nowMs: NOW_MS });
const measured = (...values: readonly Uint8Array[]) => ({ pcrs: new Map(values.map((value, index) => [index, value])) });

describe('which enclave it is', () => {
  it('all three measurements are the release’s, each by itself', async () => {
    await accepted(measured(pcr(1), pcr(2), pcr(3)));
    for (const index of [0, 1, 2]) {
      const values = [pcr(1), pcr(2), pcr(3)];
      values[index] = pcr(9);
      assert.equal(await reasonOf(measured(...values)), 'release_unknown');
      values[index] = pcr(0);
      assert.equal(await reasonOf(measured(...values)), 'debug_mode');
    }
    for (const missing of [0, 1, 2]) {
      const rest = [0, 1, 2].filter((index) => index !== missing).map((index) => [index, pcr(index + 1)] as const);
      assert.equal(await reasonOf({ pcrs: new Map(rest) }), 'debug_mode');
    }
  });

  it('a measurement may have zeros in it, only not be all zeros', async () => {
    const withZeros = pcr(1).map((byte, index) => (index % 2 === 0 ? 0 : byte));
    const other = { ...pins, releases: [{ ...release, pcrs: { ...release.pcrs, 0: toHex(withZeros) } }] };
    await accepted(measured(withZeros, pcr(2), pcr(3)), other);
  });

  it('of releases with the same image the one with the document’s manifest', async () => {
    const second = { ...release, releaseSeq: 4, manifestSha256: 'cd'.repeat(32) };
    const both = { ...pins, releases: [release, second] };
    assert.equal((await accepted({}, both)).release.releaseSeq, release.releaseSeq);
    assert.equal((await accepted({ userData: bytes(32, 0xcd) }, both)).release.releaseSeq, 4);
    assert.equal(await reasonOf({ userData: bytes(32, 0xee) }, both), 'manifest_unknown');
    assert.equal(await reasonOf({ userData: null }, both), 'manifest_unknown');
    assert.equal(await reasonOf({}, { ...pins, releases: [] }), 'release_unknown');
  });

  it('error: a pin that is no hexadecimal is named', async () => {
    const broken = { ...pins, releases: [{ ...release, manifestSha256: 'zz' }] };
    await assert.rejects(accepted({}, broken), new TypeError('manifestSha256 must be hexadecimal'));
  });
});

describe('its keys', () => {
  const proofKey = bytes(32, 2);

  it('are a point on P-256 and 32 bytes, and nothing besides', async () => {
    const { hpkePublicKey: sealKey, proofPublicKey } = await accepted({});
    assert.deepEqual([sealKey, proofPublicKey], [hpkePublicKey, proofKey]);
    for (const publicKey of [
      null,
      Uint8Array.of(0xff),
      encodeDcbor('text'),
      encodeDcbor([]),
      encodeDcbor([hpkePublicKey]),
      encodeDcbor([hpkePublicKey, proofKey, proofKey]),
      encodeDcbor([hpkePublicKey, bytes(31, 2)]),
      encodeDcbor([hpkePublicKey, bytes(33, 2)]),
      encodeDcbor([hpkePublicKey, 'a'.repeat(32)]),
      encodeDcbor([hpkePublicKey, null]),
      encodeDcbor(['text', proofKey]),
      encodeDcbor([bytes(65), proofKey]),
    ]) {
      assert.equal(await reasonOf({ publicKey }), 'public_key');
    }
  });
});

describe('a refusal', () => {
  it('carries what the reader found, where there was something to read', async () => {
    assert.ok((await refusalOf({ publicKey: Uint8Array.of(0xff) })).cause instanceof CborError);
    assert.ok((await refusalOf({ certificateDer: Uint8Array.of(0x30, 0x00) })).cause instanceof DerError);
    assert.ok(!Object.hasOwn(await refusalOf({ nonce: bytes(32, 0) }), 'cause'));
  });
});
