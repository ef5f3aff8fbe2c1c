import type { Clock, RandomBytes } from '../deps.ts';
import type { KeyStore, StoredKey } from './key-store.ts';
import { parsePolicy } from './policy-document.ts';

/** Version 4 UUID (RFC 9562 §5.4) from the injected randomness. */
function newKeyId(random: RandomBytes): string {
  const bytes = random(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Makes a key and stores it. @throws KmsFault MalformedPolicyDocumentException */
export async function makeKey(options: {
  readonly keyStore: KeyStore;
  readonly region: string;
  readonly accountId: string;
  readonly description: string;
  readonly policy: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
}): Promise<StoredKey> {
  parsePolicy(options.policy, 'key');
  const keyId = newKeyId(options.random);
  const key: StoredKey = {
    keyId,
    arn: `arn:aws:kms:${options.region}:${options.accountId}:key/${keyId}`,
    description: options.description,
    createdAtMs: options.clock.nowMs(),
    material: options.random(32),
    policy: options.policy,
  };
  await options.keyStore.put(key);
  return key;
}

/**
 * The key with this description, made when it is missing and with this policy from now on: what an operator does by
 * hand in AWS's console when a new release of the enclave comes.
 * @example
 * ```ts
 * const key = await provisionKey({ keyStore, region, accountId, description: 'alcove wallets', policy: enclaveKeyPolicy({ … }), clock, random });
 * manifest.kms.push({ keyId: key.arn, … });
 * ```
 */
export async function provisionKey(options: Parameters<typeof makeKey>[0]): Promise<StoredKey> {
  const found = options.keyStore.list().find(({ description }) => description === options.description);
  if (found === undefined) return makeKey(options);
  if (found.policy === options.policy) return found;
  parsePolicy(options.policy, 'key');
  const changed = { ...found, policy: options.policy };
  await options.keyStore.put(changed);
  return changed;
}
