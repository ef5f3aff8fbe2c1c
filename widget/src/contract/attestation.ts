/** Fields of an AWS Nitro attestation document's payload, after strict decoding. Timestamps in milliseconds. */
export type AttestationPayload = {
  readonly moduleId: string;
  readonly timestampMs: number;
  readonly digest: 'SHA384';
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  /** Leaf certificate, DER. */
  readonly certificate: Uint8Array;
  /** `[root, int1, …, intN]`, DER. The root in here is never trusted; its digest must equal the pin. */
  readonly cabundle: readonly Uint8Array[];
  /** dCBOR `[E_pub, P_pub]`: 65 bytes uncompressed P-256 (HPKE), 32 bytes Ed25519 (app proofs). */
  readonly publicKey: Uint8Array | null;
  /** SHA-256 of the manifest bytes. */
  readonly userData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
};

/** One released enclave. Digests in lower-case hexadecimal without prefix. */
export type EnclaveRelease = {
  readonly releaseSeq: number;
  /** SHA-384 measurements: 0 image, 1 kernel and boot, 2 application. */
  readonly pcrs: { readonly 0: string; readonly 1: string; readonly 2: string };
  /** SHA-256 of the manifest the enclave was booted with: KMS root, witnesses, issuers, KDF parameters. */
  readonly manifestSha256: string;
};

/**
 * What the widget trusts. It is a module of the widget's own build (`pins.js` beside `main`), never an API answer:
 * a production build inlines AWS's root and the released measurements; `npm start` writes a development one.
 */
export type EnclavePins = {
  readonly mode: 'development' | 'production';
  /** SHA-256 of the root certificate's DER. AWS Nitro: 641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b. */
  readonly rootSha256: string;
  readonly releases: readonly EnclaveRelease[];
};
