import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectSocket, openWitnessClient } from '../enclave/witness-client.ts';
import { importWitnessPublicKey, verifyReceipt } from '../enclave/witness-receipt.ts';
import { nextEntry, sealed } from './testing/entries.ts';

const program = fileURLToPath(new URL('./witness-main.ts', import.meta.url));
const nonce = new Uint8Array(32).fill(5);

describe('witness process', () => {
  let folder: string;
  let socketPath: string;
  const children: ChildProcess[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'witness-'));
    socketPath = join(folder, 'w1.sock');
  });
  after(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const start = async (...more: string[]) => {
    const child = spawn(process.execPath, [program, '--id', 'w1', '--socket', socketPath, '--data', join(folder, 'data'), ...more], { env: {} });
    children.push(child);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const line = await Promise.race([
      new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))),
      new Promise<string>((resolve) => child.stderr.on('data', (chunk: Buffer) => chunk.toString().startsWith('witness:') && resolve(chunk.toString()))),
    ]);
    return { child, ended, line };
  };

  test('kill -9 between any two appends loses nothing that was acknowledged, and the key stays', async () => {
    let head: ReturnType<typeof sealed> | null = null;
    const keys = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const { child, ended, line } = await start();
      const ready = JSON.parse(line) as { readonly ready: boolean; readonly publicKey: string };
      keys.add(ready.publicKey);
      const client = openWitnessClient(connectSocket(socketPath));
      for (let index = 0; index < 3; index++) {
        const next = sealed(nextEntry('a', head));
        const reply = await client.call({ op: 'append', entry: next.bytes, nonce }, 2_000);
        assert.ok(reply.ok);
        const { walletHash, seq } = next.entry;
        const publicKey = importWitnessPublicKey(Buffer.from(ready.publicKey, 'hex'));
        assert.ok(verifyReceipt(reply.receipt, 'w1', publicKey, { walletHash, seq, entryHash: next.hash, nonce }));
        head = next;
      }
      const inFlight = client.call({ op: 'append', entry: sealed(nextEntry('a', head)).bytes, nonce }, 2_000);
      child.kill('SIGKILL');
      const acknowledged = await inFlight.then(
        (reply) => reply.ok,
        () => false,
      );
      if (acknowledged) head = sealed(nextEntry('a', head));
      await ended;
      const again = await start();
      const fresh = openWitnessClient(connectSocket(socketPath));
      const reply = await fresh.call({ op: 'head', walletHash: (head as ReturnType<typeof sealed>).entry.walletHash, nonce }, 2_000);
      assert.ok(reply.ok);
      const found = reply.entries[0] as Uint8Array;
      const expected = [head, sealed(nextEntry('a', head))].map((stored) => Buffer.from((stored as ReturnType<typeof sealed>).bytes).toString('hex'));
      assert.ok(expected.includes(Buffer.from(found).toString('hex')), 'the last acknowledged entry, or the one in flight');
      if (Buffer.from(found).toString('hex') === expected[1]) head = sealed(nextEntry('a', head));
      fresh.close();
      again.child.kill('SIGTERM');
      assert.equal(await again.ended, 0);
    }
    assert.equal(keys.size, 1);
    assert.equal(statSync(join(folder, 'data', 'witness-key.pem')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'data', 'witness.log')).mode & 0o777, 0o600);
  });

  test('ends with its parent when asked to', async () => {
    const { child, ended } = await start('--exit-with-stdin');
    child.stdin?.end();
    assert.equal(await ended, 0);
  });

  test('error: a socket that is in use, missing options: one line and status 1', async () => {
    const first = await start();
    const second = await start();
    assert.match(second.line, /^witness: .* is in use by another process\n$/);
    assert.equal(await second.ended, 1);
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${first.child.pid}/status`, 'utf8'));
    console.log(`witness process, resident: ${Math.round(Number(resident?.[1]) / 1024)} MB (with type stripping)`);
    first.child.kill('SIGTERM');
    await first.ended;
    const child = spawn(process.execPath, [program], { env: {} });
    children.push(child);
    assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 1);
  });
});
