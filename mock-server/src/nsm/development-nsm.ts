import { decode, encode } from 'cborg';
import type { Clock, RandomBytes } from '../deps.ts';
import { type DevelopmentRoot, type IssuedCertificate, issueCertificate, openDevelopmentRoot } from './development-root.ts';
import type { Measurements } from './measure.ts';
import { signNitroDocument } from './nitro-document.ts';

/*
 * A stand-in for the Nitro security module. It speaks the module's own CBOR (aws-nitro-enclaves-nsm-api, `Request` and
 * `Response`), so the enclave's side is the same on real hardware, where a relay in front of /dev/nsm takes its place.
 */

const LEAF_LIFETIME_MS = 3 * 3_600_000;
const INTERMEDIATE_LIFETIME_MS = 24 * 3_600_000;
/** Issued anew this long before the end, so that no document is born with minutes to live. */
const RENEW_AHEAD_MS = 3_600_000;
const PCR_COUNT = 16;
const PCR_LENGTH = 48;
const RANDOM_LENGTH = 256;
/** Limits of the module for the three caller-given fields. */
const MAX_PUBLIC_KEY_LENGTH = 1024;
const MAX_USER_DATA_LENGTH = 512;

export type DevelopmentNsmOptions = {
  readonly root: DevelopmentRoot;
  readonly pcrs: Measurements;
  /** Like `i-1234567890abcdef0-enc0123456789abcdef`; not empty. */
  readonly moduleId: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

export type DevelopmentNsm = {
  /** One CBOR request → one CBOR response. Never throws: what cannot be done is `{"Error": …}`. */
  handle(request: Uint8Array): Promise<Uint8Array>;
};

type Chain = { readonly intermediate: IssuedCertificate; readonly leaf: IssuedCertificate };

/** Reads `name` of an Attestation request: absent and null mean none. Undefined: refused. */
function field(request: ReadonlyMap<unknown, unknown>, name: string, maxLength: number): Uint8Array | null | undefined {
  const value = request.get(name) ?? null;
  if (value === null) return null;
  return value instanceof Uint8Array && value.length <= maxLength ? value : undefined;
}

function fail(code: 'InvalidArgument' | 'InvalidOperation' | 'InternalError'): Uint8Array {
  return encode({ Error: code });
}

/**
 * Opens the stand-in. The certificate chain (root → intermediate 24 h → leaf 3 h) is made on first use and again in time.
 *
 * @example
 * ```ts
 * const nsm = openDevelopmentNsm({ root, pcrs: measureEnclave(bundle), moduleId: 'i-0-enc0', clock, random });
 * await nsm.handle(encode('GetRandom')); // {"GetRandom": {"random": h'…'}}
 * ```
 */
export function openDevelopmentNsm(options: DevelopmentNsmOptions): DevelopmentNsm {
  const { clock, random, moduleId } = options;
  const root = openDevelopmentRoot(options.root);
  // A failure surfaces where the chain is used; without this an unused module would end the process.
  root.catch(() => undefined);
  let current: Promise<Chain> | null = null;
  let renewAtMs = 0;

  const pcrs = new Map<number, Uint8Array>();
  for (let index = 0; index < PCR_COUNT; index++) pcrs.set(index, new Uint8Array(PCR_LENGTH));
  for (const index of [0, 1, 2] as const) pcrs.set(index, new Uint8Array(Buffer.from(options.pcrs[index], 'hex')));

  async function makeChain(): Promise<Chain> {
    const shared = { clock, random };
    const intermediate = await issueCertificate({
      ...shared,
      issuer: await root,
      commonName: 'Alcove development enclave authority',
      pathLength: 0,
      lifetimeMs: INTERMEDIATE_LIFETIME_MS,
    });
    const leaf = await issueCertificate({ ...shared, issuer: intermediate, commonName: moduleId, pathLength: null, lifetimeMs: LEAF_LIFETIME_MS });
    return { intermediate, leaf };
  }

  function chain(): Promise<Chain> {
    if (current === null || clock.nowMs() >= renewAtMs) {
      renewAtMs = clock.nowMs() + LEAF_LIFETIME_MS - RENEW_AHEAD_MS;
      current = makeChain();
    }
    return current;
  }

  async function attest(request: ReadonlyMap<unknown, unknown>): Promise<Uint8Array> {
    const publicKey = field(request, 'public_key', MAX_PUBLIC_KEY_LENGTH);
    const userData = field(request, 'user_data', MAX_USER_DATA_LENGTH);
    const nonce = field(request, 'nonce', MAX_USER_DATA_LENGTH);
    if (publicKey === undefined || userData === undefined || nonce === undefined) return fail('InvalidArgument');
    const { intermediate, leaf } = await chain();
    const document = await signNitroDocument(
      {
        moduleId,
        timestampMs: clock.nowMs(),
        pcrs,
        certificateDer: leaf.certificateDer,
        cabundle: [(await root).certificateDer, intermediate.certificateDer],
        publicKey,
        userData,
        nonce,
      },
      leaf.keys.privateKey,
    );
    return encode({ Attestation: { document } });
  }

  function describePcr(request: ReadonlyMap<unknown, unknown>): Uint8Array {
    const index = request.get('index');
    const data = typeof index === 'number' ? pcrs.get(index) : undefined;
    // The measurements of the image cannot be extended; the others are open on a fresh module.
    return data === undefined ? fail('InvalidArgument') : encode({ DescribePCR: { lock: typeof index === 'number' && index < 3, data } });
  }

  return {
    async handle(bytes) {
      try {
        const request: unknown = decode(bytes, { useMaps: true, strict: true, rejectDuplicateMapKeys: true });
        if (request === 'GetRandom') return encode({ GetRandom: { random: random(RANDOM_LENGTH) } });
        if (!(request instanceof Map) || request.size !== 1) return fail('InvalidOperation');
        const [name, body] = [...request][0] as [unknown, unknown];
        if (!(body instanceof Map)) return fail('InvalidArgument');
        if (name === 'Attestation') return await attest(body);
        if (name === 'DescribePCR') return describePcr(body);
        return fail('InvalidOperation');
      } catch {
        return fail('InternalError');
      }
    },
  };
}
