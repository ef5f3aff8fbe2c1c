import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createWitnessKey, loadOrCreateWitnessKey } from './witness-keys.ts';

const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const fromHex = (value: string) => new Uint8Array(Buffer.from(value, 'hex'));

describe('the key of a witness', () => {
  let folder: string;
  let path: string;
  let seeds: number[];
  beforeEach(() => {
    folder = join(fs.mkdtempSync(join(tmpdir(), 'keys-')), 'witness-1');
    path = join(folder, 'witness-key.pem');
    seeds = [];
  });
  afterEach(() => fs.rmSync(join(folder, '..'), { recursive: true }));
  const random = (length: number) => {
    seeds.push(length);
    return new Uint8Array(length).fill(seeds.length);
  };

  it('is made of 32 bytes of randomness (RFC 8032 §7.1, test 1)', () => {
    const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
    const { privateKey, publicKey } = createWitnessKey((length) => {
      assert.equal(length, 32);
      return seed;
    });
    assert.equal(hex(publicKey), 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    const signature = sign(null, new Uint8Array(0), privateKey);
    assert.equal(
      hex(signature),
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
    assert.ok(verify(null, new Uint8Array(0), createPublicKey(privateKey), signature));
  });

  it('is made once, kept for its owner alone, and is the same ever after', () => {
    const made = loadOrCreateWitnessKey(folder, random);
    assert.deepEqual(seeds, [32, 6]);
    assert.deepEqual(made.publicKey, createWitnessKey((length) => new Uint8Array(length).fill(1)).publicKey);
    assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
    assert.equal(fs.statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(folder), ['witness-key.pem']);
    const before = fs.readFileSync(path, 'utf8');
    assert.ok(createPrivateKey(before).equals(made.privateKey));
    const again = loadOrCreateWitnessKey(folder, random);
    assert.deepEqual(again.publicKey, made.publicKey);
    assert.ok(again.privateKey.equals(made.privateKey));
    assert.deepEqual(seeds, [32, 6]);
    assert.equal(fs.readFileSync(path, 'utf8'), before);
  });

  it('goes into a folder that is there already', () => {
    fs.mkdirSync(folder, { recursive: true });
    assert.equal(loadOrCreateWitnessKey(folder, random).publicKey.length, 32);
  });

  it('is on disk before it has its name', (t) => {
    const calls: string[] = [];
    for (const name of ['writeSync', 'fsyncSync', 'closeSync', 'linkSync', 'unlinkSync'] as const) {
      const original = fs[name] as (...given: unknown[]) => unknown;
      t.mock.method(fs, name, ((...given: unknown[]) => {
        calls.push(name);
        return original(...given);
      }) as never);
    }
    syncBuiltinESMExports();
    t.after(() => {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    });
    loadOrCreateWitnessKey(folder, random);
    // Reading it back closes a file once more.
    assert.deepEqual(calls.slice(0, 5), ['writeSync', 'fsyncSync', 'closeSync', 'linkSync', 'unlinkSync']);
  });

  it('is the first one’s when two make it at once, and nothing is left lying about', (t) => {
    const link = fs.linkSync;
    let other: Uint8Array | null = null;
    const spy = t.mock.method(fs, 'linkSync', (from: string, to: string) => {
      // Somebody else was faster by a moment.
      spy.mock.restore();
      syncBuiltinESMExports();
      other = loadOrCreateWitnessKey(folder, random).publicKey;
      link(from, to);
    });
    syncBuiltinESMExports();
    const made = loadOrCreateWitnessKey(folder, random);
    assert.ok(other !== null);
    assert.deepEqual(made.publicKey, other);
    assert.deepEqual(fs.readdirSync(folder), ['witness-key.pem']);
  });

  it('error: it cannot be linked: nothing is left lying about', (t) => {
    const failure = Object.assign(new Error('no'), { code: 'EPERM' });
    const spy = t.mock.method(fs, 'linkSync', () => {
      throw failure;
    });
    syncBuiltinESMExports();
    t.after(() => {
      spy.mock.restore();
      syncBuiltinESMExports();
    });
    assert.throws(() => loadOrCreateWitnessKey(folder, random), failure);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('error: a key that cannot be read, or is of another kind, is never replaced', () => {
    fs.mkdirSync(folder);
    const { privateKey } = generateKeyPairSync('x25519');
    const pem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
    for (const [content, error] of [
      ['', /./],
      ['rubbish', /./],
      [pem, new TypeError(`${path} is not an Ed25519 key`)],
    ] as const) {
      fs.writeFileSync(path, content);
      assert.throws(() => loadOrCreateWitnessKey(folder, random), error);
      assert.equal(fs.readFileSync(path, 'utf8'), content);
    }
    fs.rmSync(path);
    fs.mkdirSync(path);
    assert.throws(() => loadOrCreateWitnessKey(folder, random), { code: 'EISDIR' });
    assert.deepEqual(seeds, []);
  });
});
