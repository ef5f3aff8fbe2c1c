import { authorize, findKey, type KmsCall } from './access.ts';
import { KmsFault } from './fault.ts';
import type { StoredKey } from './key-store.ts';
import { parsePolicy } from './policy-document.ts';
import { isAllowed } from './policy-evaluation.ts';
import { makeKey } from './provision-key.ts';
import { oneOf, optionalCount, optionalFlag, optionalText, requiredText } from './request-fields.ts';

const MAX_LISTED = 1_000;

function metadata(call: KmsCall, key: StoredKey): object {
  return {
    AWSAccountId: call.service.accountId,
    Arn: key.arn,
    CreationDate: key.createdAtMs / 1_000,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    Description: key.description,
    Enabled: true,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    KeyId: key.keyId,
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyState: 'Enabled',
    KeyUsage: 'ENCRYPT_DECRYPT',
    MultiRegion: false,
    Origin: 'AWS_KMS',
  };
}

function accountPolicy(accountId: string): string {
  const statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'kms:*', Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] });
}

/** A policy that its own author could not change again is almost always a mistake, and cannot be mended. */
function checkLockout(call: KmsCall, policy: string, resourceArn: string): void {
  const parsed = parsePolicy(policy, 'key');
  if (optionalFlag(call.body, 'BypassPolicyLockoutSafetyCheck')) return;
  const { caller, service } = call;
  const request = { action: 'kms:PutKeyPolicy', principalArn: caller.principalArn, accountId: service.accountId, resourceArn, context: new Map() };
  if (!isAllowed(parsed, caller.identityPolicy, request)) {
    throw new KmsFault('MalformedPolicyDocumentException', 'The new key policy will not allow you to update the key policy in the future.');
  }
}

export async function createKey(call: KmsCall): Promise<object> {
  oneOf(call.body, 'KeySpec', ['SYMMETRIC_DEFAULT']);
  oneOf(call.body, 'CustomerMasterKeySpec', ['SYMMETRIC_DEFAULT']);
  oneOf(call.body, 'KeyUsage', ['ENCRYPT_DECRYPT']);
  oneOf(call.body, 'Origin', ['AWS_KMS']);
  const policy = optionalText(call.body, 'Policy') ?? accountPolicy(call.service.accountId);
  const description = optionalText(call.body, 'Description') ?? '';
  authorize(call, null);
  checkLockout(call, policy, '*');
  return { KeyMetadata: metadata(call, await makeKey({ ...call.service, description, policy })) };
}

export async function describeKey(call: KmsCall): Promise<object> {
  const key = findKey(call, requiredText(call.body, 'KeyId'));
  authorize(call, key);
  return { KeyMetadata: metadata(call, key) };
}

export async function listKeys(call: KmsCall): Promise<object> {
  const limit = optionalCount(call.body, 'Limit', 1, MAX_LISTED) ?? 100;
  const marker = optionalText(call.body, 'Marker');
  authorize(call, null);
  const keys = [...call.service.keyStore.list()].sort((left, right) => (left.keyId < right.keyId ? -1 : 1));
  const rest = keys.filter(({ keyId }) => marker === null || keyId > marker);
  const page = rest.slice(0, limit);
  const truncated = rest.length > page.length;
  return {
    Keys: page.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })),
    Truncated: truncated,
    ...(truncated ? { NextMarker: page.at(-1)?.keyId } : {}),
  };
}

export async function getKeyPolicy(call: KmsCall): Promise<object> {
  const key = findKey(call, requiredText(call.body, 'KeyId'));
  oneOf(call.body, 'PolicyName', ['default']);
  authorize(call, key);
  return { Policy: key.policy, PolicyName: 'default' };
}

export async function putKeyPolicy(call: KmsCall): Promise<object> {
  const key = findKey(call, requiredText(call.body, 'KeyId'));
  oneOf(call.body, 'PolicyName', ['default']);
  const policy = requiredText(call.body, 'Policy');
  authorize(call, key);
  checkLockout(call, policy, key.arn);
  await call.service.keyStore.put({ ...key, policy });
  return {};
}
