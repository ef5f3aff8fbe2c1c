import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  GetKeyPolicyCommand,
  type KMSClient,
  ListKeysCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { keyIdentifierOf, openEnvelopedData } from '../../mock-server/src/enclave/cms.ts';
import { enclaveKeyPolicy } from '../../mock-server/src/kms/enclave-key-policy.ts';
import { createDevelopmentRoot } from '../../mock-server/src/nsm/development-root.ts';
import { ADMINISTRATOR_ARN, clock, ENCLAVE_ARN, IMAGE, type KmsFixture, random, startKms } from './kms-fixture.ts';

/* The AWS SDK is the independent client here: what it signs, sends and understands is AWS's own reading of the protocol. */

const OTHER_IMAGE = 'cd'.repeat(48);
const recipientKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = recipientKeys.publicKey.export({ format: 'der', type: 'spki' });
const open = (sealed: Uint8Array | undefined) =>
  openEnvelopedData(sealed as Uint8Array, { privateKey: recipientKeys.privateKey, keyIdentifier: keyIdentifierOf(spki) });

describe('KMS through the AWS SDK', () => {
  let kms: KmsFixture;
  let sdk: KMSClient;
  let keyId: string;
  before(async () => {
    kms = await startKms();
    sdk = kms.sdk('root');
    const created = await sdk.send(new CreateKeyCommand({ Description: 'test' }));
    keyId = created.KeyMetadata?.KeyId as string;
  });
  after(() => kms.close());

  const recipient = async (options?: Parameters<KmsFixture['attest']>[1]) => ({
    KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256' as const,
    AttestationDocument: await kms.attest({ publicKey: spki }, options),
  });
  const denied = { name: 'AccessDeniedException' };

  test('encrypts and decrypts, by id and by ARN', async () => {
    const plaintext = randomBytes(4096);
    const { CiphertextBlob, KeyId } = await sdk.send(new EncryptCommand({ KeyId: keyId, Plaintext: plaintext }));
    assert.match(KeyId as string, /^arn:aws:kms:eu-central-1:000000000000:key\//);
    const opened = await sdk.send(new DecryptCommand({ CiphertextBlob, KeyId }));
    assert.deepEqual(Buffer.from(opened.Plaintext as Uint8Array), plaintext);
    assert.equal(opened.EncryptionAlgorithm, 'SYMMETRIC_DEFAULT');
  });

  test('encryption context: any order opens, any difference does not', async () => {
    const { CiphertextBlob } = await sdk.send(
      new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from('secret'), EncryptionContext: { wallet: 'a', app: 'demo' } }),
    );
    const opened = await sdk.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { app: 'demo', wallet: 'a' } }));
    assert.equal(Buffer.from(opened.Plaintext as Uint8Array).toString(), 'secret');
    for (const EncryptionContext of [undefined, { wallet: 'a' }, { wallet: 'b', app: 'demo' }, { wallet: 'a', app: 'demo', more: '' }]) {
      await assert.rejects(sdk.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })), { name: 'InvalidCiphertextException' });
    }
  });

  test('a flipped bit anywhere in a ciphertext is refused', async () => {
    const { CiphertextBlob } = await sdk.send(new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from('x') }));
    const blob = CiphertextBlob as Uint8Array;
    for (const index of [0, 1, 16, 17, 33, 45, blob.length - 1]) {
      const changed = Uint8Array.from(blob);
      changed[index] = (changed[index] as number) ^ 1;
      await assert.rejects(sdk.send(new DecryptCommand({ CiphertextBlob: changed })), { name: 'InvalidCiphertextException' }, `byte ${index}`);
    }
    await assert.rejects(sdk.send(new DecryptCommand({ CiphertextBlob: blob.subarray(0, 20) })), { name: 'InvalidCiphertextException' });
  });

  test('data keys: plaintext and ciphertext agree, and without plaintext there is none', async () => {
    const made = await sdk.send(new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { a: 'b' } }));
    assert.equal(made.Plaintext?.length, 32);
    const opened = await sdk.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, EncryptionContext: { a: 'b' } }));
    assert.deepEqual(opened.Plaintext, made.Plaintext);
    const sealed = await sdk.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: keyId, NumberOfBytes: 16 }));
    assert.equal((await sdk.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }))).Plaintext?.length, 16);
    assert.equal('Plaintext' in sealed, false);
  });

  test('random bytes differ', async () => {
    const draw = async () => Buffer.from((await sdk.send(new GenerateRandomCommand({ NumberOfBytes: 32 }))).Plaintext as Uint8Array).toString('hex');
    const [one, two] = [await draw(), await draw()];
    assert.equal(one.length, 64);
    assert.notEqual(one, two);
  });

  test('keys are described and listed page by page', async () => {
    const { KeyMetadata } = await sdk.send(new DescribeKeyCommand({ KeyId: keyId }));
    assert.ok(KeyMetadata);
    assert.equal(KeyMetadata.KeyState, 'Enabled');
    assert.ok(Math.abs((KeyMetadata.CreationDate as Date).getTime() - clock.nowMs()) < 60_000);
    const seen: string[] = [];
    for (let Marker: string | undefined, more = true; more; ) {
      const page = await sdk.send(new ListKeysCommand({ Limit: 1, Marker }));
      seen.push(...(page.Keys ?? []).map((key) => key.KeyId as string));
      Marker = page.NextMarker;
      more = page.Truncated === true;
    }
    assert.deepEqual(
      seen.toSorted(),
      kms.keyStore
        .list()
        .map((key) => key.keyId)
        .toSorted(),
    );
  });

  test('error: another key, an unknown key, fields out of range', async () => {
    const other = (await sdk.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId;
    const { CiphertextBlob } = await sdk.send(new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from('x') }));
    await assert.rejects(sdk.send(new DecryptCommand({ CiphertextBlob, KeyId: other })), { name: 'IncorrectKeyException' });
    await assert.rejects(sdk.send(new EncryptCommand({ KeyId: 'alias/none', Plaintext: Buffer.from('x') })), { name: 'NotFoundException' });
    await assert.rejects(sdk.send(new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.alloc(4097) })), { name: 'ValidationException' });
    await assert.rejects(sdk.send(new GenerateRandomCommand({ NumberOfBytes: 1025 })), { name: 'ValidationException' });
    await assert.rejects(sdk.send(new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', NumberOfBytes: 32 })), { name: 'ValidationException' });
    await assert.rejects(
      sdk.send(
        new GenerateRandomCommand({ NumberOfBytes: 8, Recipient: { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: Buffer.from('no') } }),
      ),
      {
        name: 'ValidationException',
      },
    );
  });

  test('error: signatures', async () => {
    const random = new GenerateRandomCommand({ NumberOfBytes: 8 });
    await assert.rejects(kms.sdk('root', { secretAccessKey: 'wrong' }).send(random), { name: 'InvalidSignatureException' });
    await assert.rejects(kms.sdk('root', { accessKeyId: 'AKIAUNKNOWN' }).send(random), { name: 'UnrecognizedClientException' });
    await assert.rejects(kms.sdk('root', { region: 'us-east-1' }).send(random), { name: 'InvalidSignatureException' });
    await assert.rejects(kms.sdk('nobody').send(random), denied);
  });

  test('recipient: the answer is sealed to the attested key, and there is no plaintext', async () => {
    const enclave = kms.sdk('enclave');
    const made = await enclave.send(new GenerateDataKeyCommand({ KeyId: kms.enclaveKey.arn, KeySpec: 'AES_256', Recipient: await recipient() }));
    assert.equal(made.Plaintext, undefined);
    const opened = await enclave.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, Recipient: await recipient() }));
    assert.equal(opened.Plaintext, undefined);
    assert.deepEqual(open(opened.CiphertextForRecipient), open(made.CiphertextForRecipient));
    assert.equal(open((await enclave.send(new GenerateRandomCommand({ NumberOfBytes: 32, Recipient: await recipient() }))).CiphertextForRecipient).length, 32);
  });

  test('T10: without the measured enclave there is no key', async () => {
    const enclave = kms.sdk('enclave');
    const KeyId = kms.enclaveKey.arn;
    const { CiphertextBlob } = await enclave.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', Recipient: await recipient() }));
    const decrypt = (Recipient?: Awaited<ReturnType<typeof recipient>>, who = enclave) => who.send(new DecryptCommand({ CiphertextBlob, Recipient }));
    const late = { nowMs: () => clock.nowMs() - 3 * 3_600_000 - 60_000 };
    await assert.rejects(decrypt(), denied, 'no Recipient');
    await assert.rejects(decrypt(await recipient({ pcr0: OTHER_IMAGE })), denied, 'other image');
    await assert.rejects(decrypt(await recipient({ pcr0: '00'.repeat(48) })), denied, 'debug enclave');
    await assert.rejects(decrypt(await recipient({ clock: late })), denied, 'expired leaf');
    await assert.rejects(decrypt(await recipient({ root: await createDevelopmentRoot({ clock, random }) })), denied, 'unknown root');
    await assert.rejects(decrypt(await recipient(), kms.sdk('root')), denied, 'another user with a genuine document');
    await assert.rejects(enclave.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') })), denied, 'Encrypt');
    await assert.rejects(enclave.send(new GenerateRandomCommand({ NumberOfBytes: 8 })), denied, 'random in the clear');
    await assert.rejects(enclave.send(new PutKeyPolicyCommand({ KeyId, Policy: kms.enclaveKey.policy })), denied, 'policy change');
    await decrypt(await recipient());
  });

  test('a new release: the administrator changes the policy, and can use the key for nothing', async () => {
    const administrator = kms.sdk('administrator');
    const KeyId = kms.enclaveKey.arn;
    const both = enclaveKeyPolicy({ enclaveArn: ENCLAVE_ARN, administratorArn: ADMINISTRATOR_ARN, imagesSha384: [IMAGE, OTHER_IMAGE] });
    await administrator.send(new PutKeyPolicyCommand({ KeyId, Policy: both }));
    assert.equal((await administrator.send(new GetKeyPolicyCommand({ KeyId }))).Policy, both);
    await kms.sdk('enclave').send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', Recipient: await recipient({ pcr0: OTHER_IMAGE }) }));
    await assert.rejects(administrator.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', Recipient: await recipient() })), denied);
    const lockout = both.replaceAll('user/administrator', 'user/somebody');
    await assert.rejects(administrator.send(new PutKeyPolicyCommand({ KeyId, Policy: lockout })), { name: 'MalformedPolicyDocumentException' });
    await assert.rejects(administrator.send(new PutKeyPolicyCommand({ KeyId, Policy: both.replace('StringEqualsIgnoreCase', 'NumericEquals') })), {
      name: 'MalformedPolicyDocumentException',
    });
    assert.equal((await administrator.send(new GetKeyPolicyCommand({ KeyId }))).Policy, both);
  });

  describe('without the SDK', () => {
    const post = (headers: Record<string, string>, body: string | Buffer, method = 'POST') =>
      new Promise<{ status: number; type: unknown }>((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port: kms.server.port, method, path: '/', headers, agent: false }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, type: (JSON.parse(Buffer.concat(chunks).toString()) as { __type: unknown }).__type }),
          );
        });
        sent.on('error', reject);
        sent.end(body);
      });
    const typical = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.GenerateRandom' };
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKIAROOT/20260101/eu-central-1/kms/aws4_request, SignedHeaders=host, Signature=00';

    test('error: no signature, a broken one, an unknown operation, no POST', async () => {
      assert.deepEqual(await post(typical, '{}'), { status: 400, type: 'MissingAuthenticationTokenException' });
      assert.deepEqual(await post({ ...typical, authorization: 'Basic x' }, '{}'), { status: 400, type: 'IncompleteSignatureException' });
      assert.deepEqual(await post({ ...typical, authorization }, '{}'), { status: 400, type: 'IncompleteSignatureException' });
      assert.deepEqual(await post({ ...typical, authorization, 'x-amz-date': '20260101T000000Z' }, '{}'), { status: 400, type: 'InvalidSignatureException' });
      assert.deepEqual(await post({ ...typical, 'x-amz-target': 'TrentService.constructor' }, '{}'), { status: 404, type: 'UnknownOperationException' });
      assert.deepEqual(await post(typical, '', 'GET'), { status: 404, type: 'UnknownOperationException' });
    });

    test('error: a body over the limit is refused before it is read to its end', async () => {
      assert.deepEqual(await post(typical, Buffer.alloc(600 * 1024)), { status: 413, type: 'RequestEntityTooLargeException' });
    });

    test('a peer that says nothing sensible leaves the server standing', async () => {
      for (const bytes of [Buffer.of(0x16, 0xff), Buffer.from('\0\0\0'), randomBytes(64)]) {
        const socket = connect(kms.server.port, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.end(bytes);
        await new Promise((resolve) => socket.resume().on('close', resolve));
      }
      assert.equal((await sdk.send(new GenerateRandomCommand({ NumberOfBytes: 1 }))).Plaintext?.length, 1);
    });
  });
});
