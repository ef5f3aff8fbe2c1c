import type { Clock, RandomBytes } from '../deps.ts';
import { type Attestation, AttestationError, verifyAttestation } from './attestation.ts';
import type { EncryptionContext } from './ciphertext.ts';
import { KmsFault } from './fault.ts';
import type { KeyStore, StoredKey } from './key-store.ts';
import { parsePolicy } from './policy-document.ts';
import { isAllowed } from './policy-evaluation.ts';
import { type RequestBody, recipientDocument } from './request-fields.ts';
import type { KmsCredential } from './request-signature.ts';

/** What the service has, the same for every call. */
export type KmsService = {
  readonly keyStore: KeyStore;
  readonly region: string;
  readonly accountId: string;
  /** Roots that attestation documents may lead to: AWS's, and the development one where there is one. */
  readonly attestationRootsSha256: readonly string[];
  readonly clock: Clock;
  readonly random: RandomBytes;
};

/** One authenticated call. */
export type KmsCall = { readonly service: KmsService; readonly caller: KmsCredential; readonly operation: string; readonly body: RequestBody };

/**
 * The verified attestation of `Recipient`, or null without one.
 * @throws KmsFault ValidationException for what is no document, AccessDeniedException for one that proves nothing
 */
export function recipientAttestation(call: KmsCall): Attestation | null {
  const document = recipientDocument(call.body);
  if (document === null) return null;
  const { attestationRootsSha256: rootsSha256, clock } = call.service;
  try {
    return verifyAttestation(document, { rootsSha256, nowMs: clock.nowMs() });
  } catch (cause) {
    if (!(cause instanceof AttestationError)) throw cause;
    if (cause.kind === 'malformed') throw new KmsFault('ValidationException', `Recipient.AttestationDocument: ${cause.message}`, { cause });
    throw new KmsFault('AccessDeniedException', `The attestation document was refused: ${cause.message}`, { cause });
  }
}

function conditionContext(call: KmsCall, attestation: Attestation | null, context: EncryptionContext): ReadonlyMap<string, string> {
  const values = new Map<string, string>([
    ['aws:principalarn', call.caller.principalArn],
    ['kms:calleraccount', call.service.accountId],
  ]);
  for (const [key, value] of Object.entries(context)) values.set(`kms:encryptioncontext:${key.toLowerCase()}`, value);
  for (const [index, digest] of attestation?.pcrs ?? []) {
    const hex = Buffer.from(digest).toString('hex');
    values.set(`kms:recipientattestation:pcr${index}`, hex);
    if (index === 0) values.set('kms:recipientattestation:imagesha384', hex);
  }
  return values;
}

/** @param key null for an operation without one. @throws KmsFault AccessDeniedException */
export function authorize(
  call: KmsCall,
  key: StoredKey | null,
  given: { readonly attestation?: Attestation | null; readonly context?: EncryptionContext } = {},
): void {
  const action = `kms:${call.operation}`;
  const resourceArn = key?.arn ?? '*';
  const { caller, service } = call;
  const request = {
    action,
    principalArn: caller.principalArn,
    accountId: service.accountId,
    resourceArn,
    context: conditionContext(call, given.attestation ?? null, given.context ?? {}),
  };
  if (!isAllowed(key === null ? null : parsePolicy(key.policy, 'key'), caller.identityPolicy, request)) {
    throw new KmsFault('AccessDeniedException', `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${resourceArn}`);
  }
  if (call.body.DryRun === true) throw new KmsFault('DryRunOperationException', 'The request would have succeeded, but the DryRun parameter was set.');
}

/** A key by id or ARN. @throws KmsFault NotFoundException */
export function findKey(call: KmsCall, keyIdOrArn: string): StoredKey {
  const { keyStore, region, accountId } = call.service;
  const prefix = `arn:aws:kms:${region}:${accountId}:key/`;
  const keyId = keyIdOrArn.startsWith(prefix) ? keyIdOrArn.slice(prefix.length) : keyIdOrArn;
  const key = keyStore.get(keyId);
  if (key === null) throw new KmsFault('NotFoundException', `Key '${keyIdOrArn.slice(0, 200)}' does not exist`);
  return key;
}
