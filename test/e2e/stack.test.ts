import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateKeyCommand, DecryptCommand, DescribeKeyCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { createPublicClient, http } from 'viem';
import { freePortBase, isAlive, type Stack, spawnServer, startStack } from '../support/stack.ts';

async function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawnServer(args);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

async function rpc(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return ((await response.json()) as { readonly result?: unknown }).result;
}

async function isReady(stack: Stack): Promise<boolean> {
  const response = await fetch(`${stack.origins.wallet}/readyz`);
  await response.body?.cancel();
  return response.status === 200;
}

async function untilReady(stack: Stack): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await isReady(stack)) return;
    await sleep(50);
  }
  assert.fail('not ready again within 10 s');
}

async function allGone(pids: readonly number[]): Promise<void> {
  for (let waitedMs = 0; pids.some(isAlive); waitedMs += 20) {
    assert.ok(waitedMs < 4_000, `still running: ${pids.filter(isAlive)}`);
    await sleep(20);
  }
}

const oneLine = (text: string): boolean => text.trim().split('\n').length === 1;

describe('npm start: command line and refusals', { timeout: 60_000 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alcove-start-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('behavior: --help prints the options and exits 0', async () => {
    const { code, out } = await run(['--help']);
    assert.equal(code, 0);
    for (const option of ['--port-base', '--data-dir', '--ephemeral', '--help']) assert.ok(out.includes(option));
  });

  it('error: an unknown option is one line and exit status 2', async () => {
    const { code, err } = await run(['--prot-base', '5000']);
    assert.equal(code, 2);
    assert.ok(oneLine(err) && err.includes('--prot-base') && err.includes('--help'), err);
  });

  for (const offset of [0, 100, 301, 400]) {
    it(`error: port base + ${offset} in use is one line with another base to try; nothing is left behind`, async () => {
      const base = await freePortBase();
      const taken = createServer().listen(base + offset, '127.0.0.1');
      await once(taken, 'listening');
      const dataDir = join(folder, `taken-${offset}`);
      const { code, err } = await run(['--port-base', String(base), '--data-dir', dataDir]);
      taken.close();
      assert.equal(code, 1);
      assert.ok(oneLine(err) && err.includes(`Port ${base + offset} `) && err.includes('--port-base'), err);
      assert.deepEqual(
        (await readdir(dataDir)).filter((name) => name !== 'lock'),
        [],
      );
    });
  }

  it('error: a data directory that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, err } = await run(['--port-base', String(await freePortBase()), '--data-dir', join(folder, 'file/x')]);
    assert.equal(code, 1);
    assert.ok(oneLine(err) && err.includes('--data-dir'), err);
  });
});

describe('npm start: a running stack', { timeout: 120_000 }, () => {
  let folder: string;
  let stack: Stack;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alcove-run-'));
    stack = await startStack({ dataDir: join(folder, 'data') });
  });
  after(async () => {
    await stack.stop();
    await rm(folder, { recursive: true });
  });

  it('behavior: every part answers at its address', async () => {
    assert.ok(await isReady(stack));
    const page = await fetch(`${stack.origins.host}/`);
    assert.equal(page.status, 200);
    assert.ok((await page.text()).includes(`${stack.origins.wallet}/sdk/v1/alcove.js`));
    for (const [path, status] of [
      ['/sdk/v1/alcove.js', 200],
      ['/w/?app_id=demo', 200],
      ['/w/callback.html', 200],
      ['/w/pins.js', 200],
      ['/w/?app_id=nobody', 404],
      ['/metrics', 200],
    ] as const) {
      const response = await fetch(`${stack.origins.wallet}${path}`);
      await response.body?.cancel();
      assert.equal(response.status, status, path);
    }
    const discovery = (await (await fetch(`${stack.origins.issuer}/.well-known/openid-configuration`)).json()) as { issuer: string };
    assert.equal(discovery.issuer, stack.origins.issuer);
  });

  it('behavior: viem reads the chain and finds the demo contracts', async () => {
    const client = createPublicClient({ transport: http(stack.origins.node) });
    assert.equal(await client.getChainId(), 31_337);
    assert.notEqual(await client.getCode({ address: '0x700b6A60ce7EaaEA56F065753d8dcB9653dbAD35' }), undefined);
  });

  it('behavior: the AWS SDK finds the wallet key, may use it for nothing, and uses a key of its own', async () => {
    const { administrator } = JSON.parse(await readFile(join(stack.dataDir, 'kms-access.json'), 'utf8'));
    const kms = new KMSClient({ endpoint: stack.origins.kms, region: 'eu-central-1', credentials: administrator });
    const { Keys } = await kms.send(new ListKeysCommand({}));
    const walletKey = Keys?.[0]?.KeyArn;
    assert.ok(walletKey !== undefined);
    assert.equal((await kms.send(new DescribeKeyCommand({ KeyId: walletKey }))).KeyMetadata?.Description, 'Alcove wallets');
    await assert.rejects(kms.send(new GenerateDataKeyCommand({ KeyId: walletKey, KeySpec: 'AES_256' })), { name: 'AccessDeniedException' });

    const statement = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:user/administrator' }, Action: 'kms:*', Resource: '*' };
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) }));
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext: Buffer.from('hello') }));
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob }));
    assert.equal(Buffer.from(Plaintext ?? []).toString(), 'hello');
  });

  it('behavior: what is secret is readable by its owner only', async () => {
    assert.equal((await stat(stack.dataDir)).mode & 0o777, 0o700);
    for (const name of ['attestation-root.json', 'issuer.json', 'kms-access.json', 'kms-keys.json', 'kms-tls.json', 'token-secret.json', 'server.log']) {
      assert.equal((await stat(join(stack.dataDir, name))).mode & 0o777, 0o600, name);
    }
  });

  it('error: a second start on the same data directory is told who uses it', async () => {
    const { code, err } = await run(['--port-base', String(await freePortBase()), '--data-dir', stack.dataDir]);
    assert.equal(code, 1);
    assert.ok(oneLine(err) && err.includes(`process ${stack.pids().server}`) && err.includes(stack.origins.host), err);
  });

  for (const part of ['enclave', 'node', 'witness-2'] as const) {
    it(`behavior: a killed ${part} is back by itself, and everything is ready again`, async () => {
      await stack.kill(part);
      await stack.restarted(part);
      await untilReady(stack);
    });
  }

  it('behavior: the chain survives a killed node, a stop and a kill -9 of everything; no process outlives its parent', async () => {
    const [from, to] = ['0x70997970c51812dc3a010c7d01b50e0d17dc79c8', '0x00000000000000000000000000000000000beef1'];
    const balance = (): Promise<unknown> => rpc(stack.origins.node, 'eth_getBalance', [to, 'latest']);
    const dataDir = stack.dataDir;
    const { portBase } = stack;
    await rpc(stack.origins.node, 'eth_sendTransaction', [{ from, to, value: '0x64' }]);
    await sleep(300);
    await stack.kill('node');
    await stack.restarted('node');
    assert.equal(await balance(), '0x64');

    await rpc(stack.origins.node, 'eth_sendTransaction', [{ from, to, value: '0x64' }]);
    const stopped = Object.values(stack.pids());
    assert.equal(await stack.stop(), 0);
    await allGone(stopped);
    stack = await startStack({ dataDir, portBase });
    assert.equal(await balance(), '0xc8');

    await rpc(stack.origins.node, 'eth_sendTransaction', [{ from, to, value: '0x64' }]);
    await sleep(300);
    const killed = Object.values(stack.pids());
    await stack.kill('server');
    await allGone(killed);
    stack = await startStack({ dataDir, portBase });
    assert.equal(await balance(), '0x12c');
    await untilReady(stack);
  });

  it('behavior: an ephemeral stack leaves no file and no process', async () => {
    const ephemeral = await startStack();
    const pids = Object.values(ephemeral.pids());
    assert.ok(existsSync(ephemeral.dataDir));
    assert.equal(await ephemeral.stop(), 0);
    await allGone(pids);
    assert.equal(existsSync(ephemeral.dataDir), false);
  });
});
