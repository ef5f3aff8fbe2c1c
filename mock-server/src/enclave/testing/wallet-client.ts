import { createPublicKey, randomBytes, randomUUID, verify, webcrypto } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { decode } from 'cborg';
import { type CborValue, encodeDcbor } from '../../../../widget/src/contract/dcbor.ts';
import {
  type AppProof,
  hpkeInfo,
  oidcNoncePreimage,
  proofMessage,
  type SealContext,
  type SealedError,
  type SealedOperation,
  sealAad,
  stampMessage,
} from '../../../../widget/src/contract/sealed.ts';
import type { CallRequest } from '../../../../widget/src/contract/wallet-api.ts';
import type { CallReply, EnclaveClient, SessionOpenReply } from '../../enclave-client/port.ts';

/*
 * The person's side of the protocol, written for tests on its own: it shares the contract's byte layouts with the
 * enclave and no other code, so a mistake on one side cannot hide on the other.
 */

type CborMap = { readonly [key: string]: CborValue };
export type SealedReply = { readonly ok: true; readonly result: CborMap } | { readonly ok: false; readonly error: SealedError };
export type CallOutcome = CallReply & { readonly body: SealedReply; readonly proofKey: Uint8Array };
/** Lets a test spoil one step of a call. */
export type Tamper = {
  readonly context?: (context: SealContext) => SealContext;
  readonly request?: (request: CallRequest) => CallRequest;
  readonly stampKey?: webcrypto.CryptoKey;
  /** What the server would send along, and the epoch it would name. */
  readonly stored?: { readonly pinEpoch?: number; readonly pending?: Uint8Array | null; readonly wraps?: readonly Uint8Array[] };
};

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const utf8 = new TextEncoder();
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
}

/** The 32-byte field a PIN travels in. */
export function pinField(pin: string): Uint8Array {
  const field = new Uint8Array(32);
  field.set(utf8.encode(pin));
  return field;
}

export async function createSessionKey() {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { x, y } = await webcrypto.subtle.exportKey('jwk', keys.publicKey);
  const jwk = { kty: 'EC', crv: 'P-256', x: x as string, y: y as string } as const;
  const thumbprint = await sha256(utf8.encode(`{"crv":"P-256","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`));
  return { keys, jwk, thumbprint };
}
export type SessionKey = Awaited<ReturnType<typeof createSessionKey>>;

export async function oidcNonce(thumbprint: Uint8Array, nonceRandom: Uint8Array): Promise<string> {
  return base64url(await sha256(oidcNoncePreimage(thumbprint, nonceRandom)));
}

/** Reads `[E_pub, P_pub]` and the payload hash from a document, without judging the document. */
async function readDocument(document: Uint8Array) {
  const payloadBytes = (decode(document, { useMaps: true }) as unknown[])[2] as Uint8Array;
  const payload = decode(payloadBytes, { useMaps: true }) as Map<string, unknown>;
  const [hpkeKey, proofKey] = decode(payload.get('public_key') as Uint8Array) as [Uint8Array, Uint8Array];
  return { hpkeKey, proofKey, payloadSha256: await sha256(payloadBytes), payload };
}

export function isProofValid(proof: AppProof, proofKey: Uint8Array): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: base64url(proofKey) }, format: 'jwk' });
  return verify(null, proofMessage(proof.payload), key, proof.signature);
}

/** One logged-in person with one wallet id. */
export function createWalletClient(options: {
  readonly enclave: EnclaveClient;
  readonly appId: string;
  readonly session: SessionOpenReply;
  readonly sessionKey: SessionKey;
  readonly walletId?: string;
}) {
  const { enclave, appId, session, sessionKey } = options;
  const walletId = options.walletId ?? randomUUID();

  async function signStamp(aad: Uint8Array, enc: Uint8Array, ciphertext: Uint8Array, key = sessionKey.keys.privateKey): Promise<Uint8Array> {
    return new Uint8Array(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, stampMessage(aad, enc, ciphertext)));
  }

  /** Challenge and seal, without sending. */
  async function seal(operation: SealedOperation, plaintext: CborMap, intent: Uint8Array | null = null, tamper: Tamper = {}, pinEpoch = 0) {
    const nonce = new Uint8Array(randomBytes(32));
    const issued = await enclave.challenge({ operation, walletId, sessionKeyThumbprint: sessionKey.thumbprint, nonce });
    const { hpkeKey, proofKey, payloadSha256 } = await readDocument(issued.document);
    const honest: SealContext = {
      appId,
      subjectHash: session.subjectHash,
      walletId,
      operation,
      challenge: issued.challenge,
      sessionKeyThumbprint: sessionKey.thumbprint,
      intentHash: intent === null ? new Uint8Array(0) : await sha256(intent),
      pinEpoch,
    };
    const aad = sealAad(tamper.context?.(honest) ?? honest);
    const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(hpkeKey));
    const sender = await suite.createSenderContext({ recipientPublicKey, info: hpkeInfo(payloadSha256) });
    const ciphertext = new Uint8Array(await sender.seal(encodeDcbor({ random: new Uint8Array(randomBytes(32)), ...plaintext }), aad));
    const enc = new Uint8Array(sender.enc);
    const stamp = await signStamp(aad, enc, ciphertext, tamper.stampKey);
    const request: CallRequest = {
      operation,
      walletId,
      enclaveId: issued.enclaveId,
      challenge: base64url(issued.challenge),
      pinEpoch,
      sessionCertificate: base64url(session.certificate),
      enc: base64url(enc),
      ciphertext: base64url(ciphertext),
      stamp: base64url(stamp),
      ...(intent === null ? {} : { intent: base64url(intent) }),
    };
    return { request: tamper.request?.(request) ?? request, sender, enc, ciphertext, proofKey };
  }

  async function openReply(sealed: Awaited<ReturnType<typeof seal>>, reply: Uint8Array): Promise<SealedReply> {
    const { sender, enc, ciphertext } = sealed;
    const rawKey = await sender.export(utf8.encode('alcove/resp/v1'), 32);
    const iv = new Uint8Array(await sender.export(utf8.encode('alcove/resp-n/v1'), 12));
    const key = await webcrypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['decrypt']);
    const additionalData = Uint8Array.from(await sha256(Buffer.concat([enc, ciphertext])));
    const padded = new Uint8Array(await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, Uint8Array.from(reply)));
    const length = new DataView(padded.buffer).getUint32(0);
    if (padded.length % 512 !== 0 || padded.subarray(4 + length).some((byte) => byte !== 0)) throw new Error('wrong padding');
    return decode(padded.slice(4, 4 + length)) as SealedReply;
  }

  return {
    walletId,
    session,
    thumbprint: sessionKey.thumbprint,
    seal,
    stamp: signStamp,
    openReply,
    async call(
      operation: SealedOperation,
      plaintext: CborMap,
      record: Uint8Array | null,
      intent: Uint8Array | null = null,
      tamper: Tamper = {},
    ): Promise<CallOutcome> {
      const { pinEpoch = 0, pending = null, wraps = [] } = tamper.stored ?? {};
      const sealed = await seal(operation, plaintext, intent, tamper, pinEpoch);
      const reply = await enclave.call(sealed.request, record, { pending, wraps });
      return { ...reply, body: await openReply(sealed, reply.reply), proofKey: sealed.proofKey };
    },
  };
}
export type WalletClient = ReturnType<typeof createWalletClient>;
