/** What an enclave does with its key. It never encrypts: everything it stores goes through data keys it was given sealed. */
const ENCLAVE_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];
const RANDOM_ACTIONS = ['kms:GenerateRandom'];
const CHANGE_ACTIONS = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:CreateGrant'];

function underImage(imagesSha384: readonly string[]) {
  return { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': imagesSha384 } };
}

/**
 * Policy of a key that only measured enclaves may use: the same text goes to AWS. The administrator may describe the key
 * and change its policy (a new release needs that), and can use it for nothing.
 * @param imagesSha384 PCR0 of the released images, hexadecimal; two at most while one release follows another.
 * @returns JSON text for CreateKey or PutKeyPolicy
 */
export function enclaveKeyPolicy(options: {
  readonly enclaveArn: string;
  readonly administratorArn: string;
  readonly imagesSha384: readonly string[];
}): string {
  if (options.imagesSha384.length === 0) throw new TypeError('imagesSha384 must name at least one image');
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyTheMeasuredEnclave',
        Effect: 'Allow',
        Principal: { AWS: options.enclaveArn },
        Action: ENCLAVE_ACTIONS,
        Resource: '*',
        Condition: underImage(options.imagesSha384),
      },
      {
        Sid: 'Administration',
        Effect: 'Allow',
        Principal: { AWS: options.administratorArn },
        Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:PutKeyPolicy'],
        Resource: '*',
      },
      { Sid: 'EnclaveChangesNothing', Effect: 'Deny', Principal: { AWS: options.enclaveArn }, Action: CHANGE_ACTIONS, Resource: '*' },
    ],
  });
}

/** Identity policy of the enclave's user: GenerateRandom has no key whose policy could allow it. */
export function enclaveIdentityPolicy(imagesSha384: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: RANDOM_ACTIONS, Resource: '*', Condition: underImage(imagesSha384) }],
  });
}

/** Identity policy of the administrator's user: makes and lists keys. */
export function administratorIdentityPolicy(): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['kms:CreateKey', 'kms:ListKeys'], Resource: '*' }],
  });
}
