import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { encodeManifest, readManifest } from './boot-request.ts';
import { createKeyedMutex, createLimiter, QueueFullError } from './concurrency.ts';
import { createFrameReader, encodeFrame, FrameError } from './frames.ts';
import { createFront } from './requests.ts';
import { SchemaError } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';
import { createWorld } from './testing/world.ts';

const neverBoots = createFront(() => Promise.reject(new Error('the secret is 1234')));
const ask = async (frame: Uint8Array) => ({ ...(decodeStrict(await neverBoots(frame)) as { readonly [key: string]: CborValue }) });

describe('the front of the process', () => {
  it('error: what is not a request is answered without its contents', async () => {
    const malformed = { id: null, ok: false, code: 'invalid_request' };
    for (const frame of [
      new Uint8Array(0),
      Uint8Array.of(0xff),
      encodeDcbor('secret'),
      encodeDcbor({ op: 'health' }),
      encodeDcbor({ id: 'x', op: 'health' }),
    ]) {
      const { message, ...reply } = await ask(frame);
      assert.deepEqual(reply, malformed);
      assert.ok(!String(message).includes('secret'));
    }
  });

  it('error: nothing is served before the boot, and a failed boot tells nothing', async () => {
    assert.equal((await ask(encodeDcbor({ id: 1, op: 'health' }))).code, 'enclave_unavailable');
    const wrong = await ask(encodeDcbor({ id: 2, op: 'boot', manifest: new Uint8Array(1) }));
    assert.deepEqual([wrong.id, wrong.code], [2, 'invalid_request']);
    const request = { enclaveId: 'e', sealedSecret: null, kms: [], nsmSocketPath: '/n', witnessSocketPaths: [], manifest: new Uint8Array(1) };
    const failed = await ask(encodeDcbor({ id: 3, op: 'boot', ...request }));
    assert.deepEqual(failed, { id: 3, ok: false, code: 'internal', message: 'the enclave could not do this' });
  });
});

describe('the manifest', () => {
  it('reads back to the same bytes, and refuses a minority as a quorum', async () => {
    const { manifest } = await createWorld();
    const encoded = encodeManifest(manifest);
    assert.deepEqual(encodeManifest(readManifest(encoded)), encoded);
    for (const quorum of [1, 4]) assert.throws(() => readManifest(encodeManifest({ ...manifest, quorum })), SchemaError);
    assert.throws(() => readManifest(encodeManifest({ ...manifest, kms: [] })), SchemaError);
  });
});

describe('frames', () => {
  it('come out whole, however the stream is cut', () => {
    const stream = Buffer.concat([Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(300)].map(encodeFrame));
    for (const size of [1, 2, 5, 1000]) {
      const read = createFrameReader(300);
      const frames: Uint8Array[] = [];
      for (let offset = 0; offset < stream.length; offset += size) frames.push(...read(stream.subarray(offset, offset + size)));
      assert.deepEqual(
        frames.map((frame) => frame.length),
        [3, 0, 300],
      );
    }
  });

  it('error: a length over the limit is refused before the body arrives', () => {
    assert.throws(() => createFrameReader(300)(Uint8Array.of(0, 0, 1, 45)), FrameError);
  });
});

describe('limits on work', () => {
  it('runs so many at a time and lets so many wait', async () => {
    const limit = createLimiter(2, 1);
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    const outcomes = await Promise.allSettled([limit(work), limit(work), limit(work), limit(work)]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
    );
    assert.equal(most, 2);
    await assert.rejects(
      limit(() => Promise.reject(new Error('x'))),
      /x/,
    );
    await limit(work);
  });

  it('one at a time per key, in order, keys apart', async () => {
    const lock = createKeyedMutex(2);
    const order: string[] = [];
    const step = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    };
    await Promise.all([lock('a', step('a1')), lock('a', step('a2')), lock('b', step('b1'))]);
    assert.ok(order.indexOf('a1 ends') < order.indexOf('a2 begins'));
    assert.ok(order.indexOf('b1 begins') < order.indexOf('a1 ends'));
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((index) => lock('c', step(`c${index}`))));
    assert.ok(outcomes[3]?.status === 'rejected' && outcomes[3].reason instanceof QueueFullError);
  });
});
