import assert from 'node:assert/strict';
import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { decode, encode } from 'cborg';
import { openSecurityModule } from '../enclave/nsm-client.ts';
import { createTestClock, random } from '../enclave/testing/fakes.ts';
import { openDevelopmentNsm } from './development-nsm.ts';
import { createDevelopmentRoot, developmentRootDer, developmentRootSha256 } from './development-root.ts';
import { measureEnclave } from './measure.ts';
import { serveNsm } from './serve-nsm.ts';

const HOUR_MS = 3_600_000;

async function setUp() {
  const clock = createTestClock(Date.UTC(2026, 10, 22));
  const root = await createDevelopmentRoot({ clock, random });
  const pcrs = measureEnclave(new TextEncoder().encode('bundle'));
  const nsm = openDevelopmentNsm({ root, pcrs, moduleId: 'i-0-enc0', clock, random });
  const ask = async (request: unknown) => decode(await nsm.handle(encode(request)), { useMaps: true }) as Map<string, unknown>;
  async function attest(fields: object = {}) {
    const reply = (await ask({ Attestation: { user_data: null, nonce: null, public_key: null, ...fields } })).get('Attestation');
    const document = (reply as Map<string, Uint8Array>).get('document') as Uint8Array;
    const [header, unprotected, payloadBytes, signature] = decode(document, { useMaps: true }) as [Uint8Array, Map<unknown, unknown>, Uint8Array, Uint8Array];
    return { document, header, unprotected, payloadBytes, signature, payload: decode(payloadBytes, { useMaps: true }) as Map<string, unknown> };
  }
  return { clock, root, pcrs, nsm, ask, attest };
}

describe('the development security module', () => {
  it('writes documents of the Nitro form, field by field', async () => {
    const { attest, clock, pcrs } = await setUp();
    const nonce = new Uint8Array(randomBytes(32));
    const { document, header, unprotected, payload, signature } = await attest({ nonce, public_key: new Uint8Array(100) });
    // Untagged array of four, {1: -35}, an empty map: as the published documents of AWS begin.
    assert.equal(Buffer.from(document.subarray(0, 7)).toString('hex'), '8444a1013822a0');
    assert.equal(Buffer.from(header).toString('hex'), 'a1013822');
    assert.equal(unprotected.size, 0);
    assert.equal(signature.length, 96);
    const order = ['module_id', 'digest', 'timestamp', 'pcrs', 'certificate', 'cabundle', 'public_key', 'user_data', 'nonce'];
    assert.deepEqual([...payload.keys()], order);
    assert.deepEqual([payload.get('module_id'), payload.get('digest'), payload.get('timestamp')], ['i-0-enc0', 'SHA384', clock.nowMs()]);
    assert.equal(payload.get('user_data'), null);
    assert.deepEqual(payload.get('nonce'), nonce);
    const registers = payload.get('pcrs') as Map<number, Uint8Array>;
    assert.deepEqual(
      [...registers.keys()],
      Array.from({ length: 16 }, (_, index) => index),
    );
    for (const index of [0, 1, 2] as const) assert.equal(Buffer.from(registers.get(index) as Uint8Array).toString('hex'), pcrs[index]);
    assert.equal(pcrs[0], createHash('sha384').update('bundle').digest('hex'));
  });

  it('signs with a leaf under root and intermediate, as OpenSSL sees it', async () => {
    const { attest, root } = await setUp();
    const { header, payload, payloadBytes, signature } = await attest();
    const [rootDer, intermediateDer] = payload.get('cabundle') as Uint8Array[];
    assert.deepEqual(rootDer, developmentRootDer(root));
    assert.equal(createHash('sha256').update(developmentRootDer(root)).digest('hex'), developmentRootSha256(root));
    const [rootCertificate, intermediate, leaf] = [rootDer, intermediateDer, payload.get('certificate')].map(
      (der) => new X509Certificate(Buffer.from(der as Uint8Array)),
    ) as [X509Certificate, X509Certificate, X509Certificate];
    assert.ok(rootCertificate.verify(rootCertificate.publicKey));
    assert.ok(intermediate.verify(rootCertificate.publicKey) && intermediate.checkIssued(rootCertificate));
    assert.ok(leaf.verify(intermediate.publicKey) && leaf.checkIssued(intermediate));
    assert.deepEqual([rootCertificate.ca, intermediate.ca, leaf.ca], [true, true, false]);
    for (const certificate of [rootCertificate, intermediate, leaf]) {
      assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'secp384r1');
      assert.ok(certificate.raw.length <= 1024);
    }
    const toBeSigned = encode(['Signature1', header, new Uint8Array(0), payloadBytes]);
    assert.ok(verify('sha384', toBeSigned, { key: leaf.publicKey, dsaEncoding: 'ieee-p1363' }, signature));
  });

  it('renews its leaf before the three hours are over', async () => {
    const { attest, clock } = await setUp();
    const leafOf = async () => new X509Certificate(Buffer.from((await attest()).payload.get('certificate') as Uint8Array));
    const first = await leafOf();
    assert.equal(first.validToDate.getTime(), clock.nowMs() + 3 * HOUR_MS);
    clock.advance(HOUR_MS);
    assert.equal((await leafOf()).serialNumber, first.serialNumber);
    clock.advance(HOUR_MS);
    const renewed = await leafOf();
    assert.notEqual(renewed.serialNumber, first.serialNumber);
    assert.ok(renewed.validToDate.getTime() > clock.nowMs() + 2 * HOUR_MS);
  });

  it('answers GetRandom and DescribePCR', async () => {
    const { ask, pcrs } = await setUp();
    assert.equal(((await ask('GetRandom')).get('GetRandom') as Map<string, Uint8Array>).get('random')?.length, 256);
    const described = (await ask({ DescribePCR: { index: 0 } })).get('DescribePCR') as Map<string, unknown>;
    assert.equal(Buffer.from(described.get('data') as Uint8Array).toString('hex'), pcrs[0]);
    assert.equal(described.get('lock'), true);
  });

  it('error: refuses with the module’s own words', async () => {
    const { ask, nsm } = await setUp();
    assert.equal((await ask({ Attestation: { nonce: new Uint8Array(513) } })).get('Error'), 'InvalidArgument');
    assert.equal((await ask({ Attestation: { public_key: 'text' } })).get('Error'), 'InvalidArgument');
    assert.equal((await ask({ DescribePCR: { index: 16 } })).get('Error'), 'InvalidArgument');
    assert.equal((await ask({ ExtendPCR: { index: 3, data: new Uint8Array(1) } })).get('Error'), 'InvalidOperation');
    assert.equal((await ask('Everything')).get('Error'), 'InvalidOperation');
    assert.deepEqual(decode(await nsm.handle(Uint8Array.of(0xff))), { Error: 'InternalError' });
  });

  it('serves a socket, survives garbage, and its clients meet deadlines', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nsm-'));
    const socketPath = join(folder, 'nsm.sock');
    const { nsm } = await setUp();
    const client = openSecurityModule({ socketPath, timeoutMs: 300 });
    try {
      await assert.rejects(client.random(8), { code: 'enclave_unavailable', message: /cannot be reached/ });
      const server = await serveNsm(nsm, socketPath);
      const drawn = await Promise.all([client.random(700), client.random(8)]);
      assert.deepEqual(
        drawn.map((bytes) => bytes.length),
        [700, 8],
      );
      await assert.rejects(client.attest({ nonce: new Uint8Array(600) }), /refused Attestation/);
      await server.close();
      await assert.rejects(client.random(8));
      const silent = await serveNsm({ handle: () => new Promise(() => undefined) }, socketPath);
      await assert.rejects(client.random(8), { code: 'enclave_unavailable', message: /in time/ });
      await silent.close();
    } finally {
      client.close();
      rmSync(folder, { recursive: true });
    }
  });
});
