import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { AwsV4Signer } from 'aws4fetch';
import type { Clock } from '../deps.ts';
import { CmsError, keyIdentifierOf, openEnvelopedData } from './cms.ts';
import { type KmsAnswer, type KmsRoute, openKmsTransport } from './kms-transport.ts';
import { type Kms, KmsError, type SecurityModule } from './ports.ts';

export type KmsClientOptions = KmsRoute & {
  /** TLS server name and `Host`, from the manifest. */
  readonly host: string;
  readonly region: string;
  /** ARN or id. */
  readonly keyId: string;
  readonly tlsRootsPem: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string | null };
  readonly securityModule: Pick<SecurityModule, 'attest'>;
  readonly clock: Clock;
  /** For one call. Default 2,500. */
  readonly timeoutMs?: number;
};

type RecipientKey = { readonly privateKey: KeyObject; readonly spki: Uint8Array; readonly keyIdentifier: Uint8Array };
type Fields = Readonly<Record<string, unknown>>;

const DATA_KEY_BYTES = 32;
/** What the service says when it is not well; everything else under 500 is a refusal. */
const TRANSIENT_FAULTS = ['ThrottlingException', 'LimitExceededException', 'DependencyTimeoutException', 'KMSInternalException', 'KeyUnavailableException'];

/** What it says of a ciphertext that was changed, or was made under another key or context. */
const CIPHERTEXT_FAULTS = ['InvalidCiphertextException', 'IncorrectKeyException'];

async function makeRecipientKey(): Promise<RecipientKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return { privateKey, spki, keyIdentifier: keyIdentifierOf(spki) };
}

function invalid(problem: string, options?: ErrorOptions): KmsError {
  return new KmsError('kms_response_invalid', `the KMS answer ${problem}`, options);
}

function parseFields(body: Uint8Array): Fields {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Without the parser's message: it would quote the answer.
    throw invalid('is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('is not an object');
  return value as Fields;
}

function blob(fields: Fields, name: string): Uint8Array {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw invalid(`has no ${name}`);
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) throw invalid(`has no base64 in ${name}`);
  return bytes;
}

function refusal({ status, body }: KmsAnswer): KmsError {
  if (status >= 500 || status === 429) return new KmsError('kms_unavailable', `the KMS answered ${status}`);
  const type = parseFields(body).__type;
  // AWS may put a namespace before the name: `com.amazonaws.kms#AccessDeniedException`.
  const name = typeof type === 'string' ? (type.split('#').at(-1) ?? '') : '';
  if (!/^[A-Za-z]{1,64}$/.test(name)) throw invalid(`has status ${status} and no error type`);
  if (TRANSIENT_FAULTS.includes(name)) return new KmsError('kms_unavailable', `the KMS answered ${name}`);
  return new KmsError(CIPHERTEXT_FAULTS.includes(name) ? 'kms_ciphertext_invalid' : 'kms_denied', `the KMS refused: ${name}`);
}

/**
 * The KMS as the enclave uses it. Secrets come back sealed to an RSA key that lives and dies with this process and that
 * a fresh attestation vouches for in every call. That hides them; that they are the KMS's own is proven by TLS, which
 * ends in here under pinned roots.
 * @example
 * ```ts
 * const kms = openKmsClient({ socketPath, host, region, keyId, tlsRootsPem, credentials, securityModule, clock });
 * const { plaintext, ciphertext } = await kms.generateDataKey({ purpose: 'fleet' });
 * ```
 */
export function openKmsClient(options: KmsClientOptions): Kms & { close(): void } {
  const { host, region, keyId, credentials, securityModule, clock, timeoutMs = 2_500 } = options;
  const transport = openKmsTransport({ ...options, timeoutMs });
  const signingKeys = new Map<string, ArrayBuffer>();
  const recipientKey = makeRecipientKey();
  // A failure is reported by the first call; until then nobody waits for it.
  recipientKey.catch(() => undefined);

  async function signedHeaders(operation: string, body: string): Promise<Readonly<Record<string, string>>> {
    const signer = new AwsV4Signer({
      method: 'POST',
      url: `https://${host}/`,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}` },
      body,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken === null ? {} : { sessionToken: credentials.sessionToken }),
      service: 'kms',
      region,
      cache: signingKeys,
      datetime: new Date(clock.nowMs()).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
    });
    const { headers } = await signer.sign();
    // The signing keys of past days would pile up in a process that runs for months.
    if (signingKeys.size > 1) signingKeys.clear();
    return { ...Object.fromEntries(headers), host, 'content-length': String(Buffer.byteLength(body)) };
  }

  /** The answer's fields and the secret in it, opened. */
  async function call(operation: string, parameters: Fields): Promise<{ readonly fields: Fields; readonly secret: Uint8Array }> {
    const key = await recipientKey;
    const document = await securityModule.attest({ publicKey: key.spki });
    const recipient = { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: Buffer.from(document).toString('base64') };
    const body = JSON.stringify({ ...parameters, Recipient: recipient });
    const answer = await transport.post(await signedHeaders(operation, body), body);
    if (answer.status !== 200) throw refusal(answer);
    const fields = parseFields(answer.body);
    if ((fields.Plaintext ?? '') !== '') throw invalid('carries a plaintext');
    try {
      return { fields, secret: openEnvelopedData(blob(fields, 'CiphertextForRecipient'), key) };
    } catch (cause) {
      if (cause instanceof CmsError) throw invalid('could not be opened', { cause });
      throw cause;
    }
  }

  function checkKey(fields: Fields): string {
    const answered = fields.KeyId;
    if (typeof answered !== 'string' || (answered !== keyId && !answered.endsWith(`:key/${keyId}`))) throw invalid('names another key');
    return answered;
  }

  function expectLength(secret: Uint8Array, length: number): Uint8Array {
    if (secret.length !== length) throw invalid('has a secret of the wrong length');
    return secret;
  }

  return {
    async generateRandom(length) {
      const { secret } = await call('GenerateRandom', { NumberOfBytes: length });
      return expectLength(secret, length);
    },
    async generateDataKey(context) {
      const { fields, secret } = await call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context });
      return { plaintext: expectLength(secret, DATA_KEY_BYTES), ciphertext: blob(fields, 'CiphertextBlob'), keyId: checkKey(fields) };
    },
    async decrypt(ciphertext, context) {
      const parameters = { KeyId: keyId, CiphertextBlob: Buffer.from(ciphertext).toString('base64'), EncryptionContext: context };
      const { fields, secret } = await call('Decrypt', parameters);
      checkKey(fields);
      return secret;
    },
    close: () => transport.close(),
  };
}
