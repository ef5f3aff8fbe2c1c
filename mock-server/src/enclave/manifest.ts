/**
 * What an enclave is booted with. Its dCBOR bytes are hashed into the attestation's `user_data`, and the widget pins
 * that hash: an operator cannot swap a KMS root, a witness, an issuer or a KDF parameter unseen (PROTOCOL §3.3).
 */
export type Manifest = {
  readonly v: 1;
  readonly releaseSeq: number;
  readonly sourceCommit: string;
  readonly kms: readonly {
    /** Key ARN or id used for GenerateDataKey and Decrypt. */
    readonly keyId: string;
    readonly region: string;
    /** TLS server name and `Host` of the endpoint, e.g. `kms.eu-central-1.amazonaws.com`. */
    readonly host: string;
    /** PEM roots that the TLS connection is verified against, inside the enclave. */
    readonly tlsRootsPem: string;
  }[];
  /** Ed25519 public keys, 32 bytes each, and how many must agree. */
  readonly witnesses: readonly { readonly id: string; readonly publicKey: Uint8Array }[];
  readonly quorum: number;
  /** RFC 9106. Memory in KiB. */
  readonly argon2: { readonly memoryKib: number; readonly passes: number; readonly parallelism: number };
  /** `jwks`: the keys of an issuer, as it publishes them. Null: its logins are refused, for the enclave fetches no keys. */
  readonly oidcIssuers: readonly { readonly issuer: string; readonly clientIds: readonly string[]; readonly jwks: string | null }[];
  readonly minWidgetVersion: string;
};

/** First frame after start, from the parent. Sockets are paths of Unix sockets (vsock stand-ins). */
export type BootRequest = {
  /** dCBOR of the manifest. */
  readonly manifest: Uint8Array;
  readonly enclaveId: string;
  /** Sealed under the KMS by an earlier boot; null at the very first. */
  readonly sealedSecret: Uint8Array | null;
  readonly kms: readonly {
    readonly socketPath: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string | null;
  }[];
  readonly nsmSocketPath: string;
  readonly witnessSocketPaths: readonly string[];
};
/** `sealedSecret` is set when the enclave made a new one; the parent stores it before the first call. */
export type BootReply = { readonly sealedSecret: Uint8Array | null; readonly attestationPublicKey: Uint8Array };
