import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DecryptCommand, EncryptCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { type KmsClientOptions, openKmsClient } from '../../mock-server/src/enclave/kms-client.ts';
import { KmsError } from '../../mock-server/src/enclave/ports.ts';
import { openFileKeyStore } from '../../mock-server/src/kms/file-key-store.ts';
import { createKmsTls } from '../../mock-server/src/kms/tls.ts';
import { clock, credentials, type KmsFixture, REGION, random, SERVER_NAME, startKms } from './kms-fixture.ts';

/** What stands for vsock: a Unix socket whose bytes someone outside the enclave carries to the KMS port. */
function startRelay(socketPath: string, port: () => number): { readonly server: Server; readonly carried: Buffer[]; drop(): void } {
  const sockets = new Set<Socket>();
  const carried: Buffer[] = [];
  const server = createServer((inside) => {
    const outside = connect(port(), '127.0.0.1');
    for (const socket of [inside, outside]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => carried.push(chunk));
    }
    inside.pipe(outside).pipe(inside);
    inside.on('close', () => outside.destroy());
    outside.on('close', () => inside.destroy());
  });
  server.listen(socketPath);
  return {
    server,
    carried,
    drop: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const code = (expected: KmsError['code']) => (error: unknown) => error instanceof KmsError && error.code === expected;
const context = { purpose: 'pin', wallet: '7' };

describe('the enclave at the KMS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kms-'));
  const socketPath = join(folder, 'kms.sock');
  let kms: KmsFixture;
  let port: number;
  let relay: ReturnType<typeof startRelay>;
  const opened: { close(): void }[] = [];
  const open = (changes: Partial<KmsClientOptions> = {}) => {
    const { accessKeyId, secretAccessKey } = credentials.enclave;
    const client = openKmsClient({
      socketPath,
      host: SERVER_NAME,
      region: REGION,
      keyId: kms.enclaveKey.arn,
      tlsRootsPem: kms.tls.ca,
      credentials: { accessKeyId, secretAccessKey, sessionToken: null },
      securityModule: { attest: (request) => kms.attest(request) },
      clock,
      ...changes,
    } as KmsClientOptions);
    opened.push(client);
    return client;
  };
  before(async () => {
    kms = await startKms({ keyStore: await openFileKeyStore(join(folder, 'keys.json')) });
    port = kms.server.port;
    relay = startRelay(socketPath, () => port);
  });
  after(async () => {
    for (const client of opened) client.close();
    relay.drop();
    relay.server.close();
    await kms.close();
    rmSync(folder, { recursive: true });
  });

  test('random bytes and data keys, many at once over kept connections', async () => {
    const client = open();
    const draws = await Promise.all(Array.from({ length: 20 }, () => client.generateRandom(32)));
    assert.equal(new Set(draws.map((bytes) => Buffer.from(bytes).toString('hex'))).size, 20);
    assert.equal((await client.generateRandom(1024)).length, 1024);
    const { plaintext, ciphertext, keyId } = await client.generateDataKey(context);
    assert.equal(plaintext.length, 32);
    assert.equal(keyId, kms.enclaveKey.arn);
    assert.deepEqual(await client.decrypt(ciphertext, context), plaintext);
  });

  test('what travels outside the enclave holds neither key, plaintext nor credential', async () => {
    relay.carried.length = 0;
    const client = open();
    const { plaintext, ciphertext } = await client.generateDataKey(context);
    const traffic = Buffer.concat(relay.carried);
    assert.ok(traffic.length > 1_000);
    for (const secret of [plaintext, ciphertext, Buffer.from(credentials.enclave.secretAccessKey), Buffer.from('GenerateDataKey')]) {
      assert.equal(traffic.includes(Buffer.from(secret)), false);
    }
  });

  test('the AWS SDK opens what the enclave was given, once the policy lets it, and the enclave what the SDK encrypted', async () => {
    const client = open();
    const { plaintext, ciphertext } = await client.generateDataKey(context);
    const root = kms.sdk('root');
    await assert.rejects(root.send(new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: context })), { name: 'AccessDeniedException' });
    const strict = JSON.parse(kms.enclaveKey.policy) as { Statement: object[] };
    strict.Statement.push({ Effect: 'Allow', Principal: { AWS: credentials.root.principalArn }, Action: ['kms:Decrypt', 'kms:Encrypt'], Resource: '*' });
    const administrator = kms.sdk('administrator');
    await administrator.send(new PutKeyPolicyCommand({ KeyId: kms.enclaveKey.arn, Policy: JSON.stringify(strict) }));
    const bySdk = await root.send(new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: context }));
    assert.deepEqual(Uint8Array.from(bySdk.Plaintext as Uint8Array), plaintext);
    const { CiphertextBlob } = await root.send(
      new EncryptCommand({ KeyId: kms.enclaveKey.arn, Plaintext: Buffer.from('from outside'), EncryptionContext: context }),
    );
    assert.equal(Buffer.from(await client.decrypt(CiphertextBlob as Uint8Array, context)).toString(), 'from outside');
    await administrator.send(new PutKeyPolicyCommand({ KeyId: kms.enclaveKey.arn, Policy: kms.enclaveKey.policy }));
  });

  test('error: refusals are kms_denied, a ciphertext that is not its own kms_ciphertext_invalid', async () => {
    const { ciphertext } = await open().generateDataKey(context);
    await assert.rejects(open().decrypt(ciphertext, { ...context, wallet: '8' }), code('kms_ciphertext_invalid'));
    const changed = ciphertext.map((byte, index) => (index === ciphertext.length - 1 ? byte ^ 1 : byte));
    await assert.rejects(open().decrypt(changed, context), code('kms_ciphertext_invalid'));
    await assert.rejects(
      open({ securityModule: { attest: (request) => kms.attest(request, { pcr0: 'ee'.repeat(48) }) } }).decrypt(ciphertext, context),
      code('kms_denied'),
    );
    await assert.rejects(
      open({ credentials: { accessKeyId: 'AKIAENCLAVE', secretAccessKey: 'wrong', sessionToken: null } }).generateRandom(8),
      code('kms_denied'),
    );
  });

  test('error: an endpoint with another authority or another name is not spoken to', async () => {
    const other = await createKmsTls({ serverNames: [SERVER_NAME], clock, random });
    await assert.rejects(open({ tlsRootsPem: other.ca }).generateRandom(8), code('kms_unavailable'));
    await assert.rejects(open({ host: 'kms.elsewhere.internal' }).generateRandom(8), code('kms_unavailable'));
  });

  test('error: a relay that carries the bytes to a plain listener, or swallows them, ends by the deadline', { timeout: 20_000 }, async () => {
    const silent = createServer((socket) => socket.resume());
    const silentPath = join(folder, 'silent.sock');
    await new Promise<void>((resolve) => silent.listen(silentPath, resolve));
    await assert.rejects(open({ socketPath: silentPath } as Partial<KmsClientOptions>).generateRandom(8), code('kms_unavailable'));
    silent.close();
  });

  test('R9: KMS down and back: typed error, then the same client works and finds its keys', { timeout: 20_000 }, async () => {
    const client = open();
    const { plaintext, ciphertext } = await client.generateDataKey(context);
    await kms.server.close();
    await assert.rejects(client.decrypt(ciphertext, context), code('kms_unavailable'));
    const again = await kms.start(0);
    port = again.port;
    try {
      assert.deepEqual(await client.decrypt(ciphertext, context), plaintext);
      const fromDisk = await openFileKeyStore(join(folder, 'keys.json'));
      assert.deepEqual(fromDisk.get(kms.enclaveKey.keyId), kms.keyStore.get(kms.enclaveKey.keyId));
    } finally {
      client.close();
      await again.close();
    }
  });
});
