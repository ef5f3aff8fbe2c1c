import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { expect } from '@open-wc/testing';
import { concatBytes, encodeDcbor } from '../contract/dcbor.ts';
import { hpkeInfo, type SealedReplyBody } from '../contract/sealed.ts';
import type { AttestedEnclave } from './attestation.ts';
import { sha256, utf8 } from './bytes.ts';
import { decodeCborMap } from './cbor-decode.ts';
import { ReplyError, type SealedCall, sealToEnclave } from './seal.ts';

/** The enclave's side, written from PROTOCOL §5: opens a call and answers under the exported key. */
async function makeDouble() {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const keys = await suite.kem.generateKeyPair();
  const payloadSha256 = new Uint8Array(32).fill(5);
  const enclave: AttestedEnclave = {
    hpkePublicKey: new Uint8Array(await suite.kem.serializePublicKey(keys.publicKey)),
    proofPublicKey: new Uint8Array(32),
    payloadSha256,
    attestedAtMs: 0,
    release: { releaseSeq: 1, pcrs: { 0: '', 1: '', 2: '' }, manifestSha256: '' },
  };
  async function open(call: SealedCall, aad: Uint8Array, info = hpkeInfo(payloadSha256)) {
    const recipient = await suite.createRecipientContext({ recipientKey: keys.privateKey, enc: call.enc, info });
    const plaintext = decodeCborMap(new Uint8Array(await recipient.open(call.ciphertext, new Uint8Array(aad))));
    async function reply(padded: Uint8Array): Promise<Uint8Array> {
      const key = await crypto.subtle.importKey('raw', await recipient.export(utf8('alcove/resp/v1'), 32), 'AES-GCM', false, ['encrypt']);
      const iv = await recipient.export(utf8('alcove/resp-n/v1'), 12);
      const additionalData = await sha256(concatBytes(call.enc, call.ciphertext));
      return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, new Uint8Array(padded)));
    }
    return { plaintext, reply };
  }
  return { enclave, open };
}

function padded(body: SealedReplyBody<'wallet_activate'>, { length = 512, stated = null as number | null, filler = 0 } = {}): Uint8Array {
  const encoded = encodeDcbor(body as unknown as Parameters<typeof encodeDcbor>[0]);
  const bytes = new Uint8Array(length).fill(filler);
  new DataView(bytes.buffer).setUint32(0, stated ?? encoded.length);
  bytes.set(encoded, 4);
  return bytes;
}

const aad = Uint8Array.of(1, 2, 3);
const activated = { ok: true, result: { state: 'AVAILABLE' } } as const;

describe('sealToEnclave', () => {
  it('is opened by the attested key, and its reply by the one that sealed', async () => {
    const { enclave, open } = await makeDouble();
    const pin = utf8('902746');
    const call = await sealToEnclave(enclave, aad, { pin, random: new Uint8Array(32) });
    const { plaintext, reply } = await open(call, aad);
    expect(plaintext.get('pin')).to.deep.equal(pin);
    expect(call.enc.length).to.equal(65);
    const body = await call.openReply(await reply(padded(activated)));
    expect(body.get('ok')).to.equal(true);
  });

  it('cannot be opened under another AAD or another attestation document', async () => {
    const { enclave, open } = await makeDouble();
    const call = await sealToEnclave(enclave, aad, { random: new Uint8Array(32) });
    const failures = await Promise.allSettled([open(call, Uint8Array.of(1, 2, 4)), open(call, aad, hpkeInfo(new Uint8Array(32)))]);
    expect(failures.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
  });

  it('seals the same plaintext differently every time', async () => {
    const { enclave } = await makeDouble();
    const calls = await Promise.all([1, 2].map(() => sealToEnclave(enclave, aad, { random: new Uint8Array(32) })));
    expect(calls[0]?.ciphertext).to.not.deep.equal(calls[1]?.ciphertext);
  });

  const spoilt: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array, Uint8Array])[] = [
    ['a flipped byte', (bytes) => bytes.map((byte, index) => (index === 40 ? byte ^ 1 : byte)), padded(activated)],
    ['a cut end', (bytes) => bytes.subarray(0, -1), padded(activated)],
    ['a length beyond its end', (bytes) => bytes, padded(activated, { stated: 600 })],
    ['padding that is not empty', (bytes) => bytes, padded(activated, { filler: 1 })],
    ['a size that is no multiple of the padding', (bytes) => bytes, padded(activated, { length: 500 })],
  ];
  for (const [name, spoil, body] of spoilt) {
    it(`refuses a reply with ${name}`, async () => {
      const { enclave, open } = await makeDouble();
      const call = await sealToEnclave(enclave, aad, { random: new Uint8Array(32) });
      const { reply } = await open(call, aad);
      const failure = await call.openReply(spoil(await reply(body))).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ReplyError);
    });
  }

  it('refuses the reply to another call', async () => {
    const { enclave, open } = await makeDouble();
    const [first, second] = await Promise.all([1, 2].map(() => sealToEnclave(enclave, aad, { random: new Uint8Array(32) })));
    const { reply } = await open(first as SealedCall, aad);
    const failure = await (second as SealedCall).openReply(await reply(padded(activated))).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ReplyError);
  });
});
