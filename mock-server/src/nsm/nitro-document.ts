import { encode } from 'cborg';

/** What a document says; the signer fills in the certificates. Absent fields are written as null, as the real module does. */
export type NitroDocument = {
  readonly moduleId: string;
  readonly timestampMs: number;
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  readonly certificateDer: Uint8Array;
  /** `[root, int1, …, intN]`. */
  readonly cabundle: readonly Uint8Array[];
  readonly publicKey: Uint8Array | null;
  readonly userData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
};

/** The module writes its map in the order of its fields, not sorted: Nitro payloads are not deterministic CBOR. */
const keepOrder = (): number => 0;

/** `{1: -35}`: ES384 (RFC 9053 §2.1). */
const protectedHeader = Uint8Array.of(0xa1, 0x01, 0x38, 0x22);

function encodeOrdered(value: unknown): Uint8Array {
  return encode(value, { mapSorter: keepOrder });
}

/**
 * Byte-exact AWS Nitro attestation document: an untagged COSE_Sign1 array (RFC 9052 §4.2) `[protected, {}, payload,
 * r ‖ s]`, signed with ES384 over `["Signature1", protected, h'', payload]`.
 * Source: aws-nitro-enclaves-nsm-api, docs/attestation_process.md.
 */
export async function signNitroDocument(document: NitroDocument, leafKey: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  const payload = encodeOrdered(
    new Map<string, unknown>([
      ['module_id', document.moduleId],
      ['digest', 'SHA384'],
      ['timestamp', document.timestampMs],
      ['pcrs', new Map([...document.pcrs].sort(([left], [right]) => left - right))],
      ['certificate', document.certificateDer],
      ['cabundle', document.cabundle],
      ['public_key', document.publicKey],
      ['user_data', document.userData],
      ['nonce', document.nonce],
    ]),
  );
  const toBeSigned = encodeOrdered(['Signature1', protectedHeader, new Uint8Array(0), payload]);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-384' }, leafKey, Uint8Array.from(toBeSigned));
  return Uint8Array.from(encodeOrdered([protectedHeader, new Map(), payload, new Uint8Array(signature)]));
}
