import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createHarness } from '../api/testing/harness.ts';
import type { Logger } from '../app-deps.ts';
import { openServerLog } from '../stack/server-log.ts';
import { REDACTED, redactFields } from './log-redaction.ts';

const canary = 'canary-51c0ffee';
const jwt = `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ${Buffer.from(canary).toString('base64url')}.c2ln`;

/** Every line as it stands in the file. */
async function linesOf(write: (logger: Logger) => Promise<void> | void): Promise<readonly { readonly [name: string]: unknown }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'alcove-log-'));
  try {
    const log = await openServerLog(join(folder, 'server.log'));
    await write(log.logger);
    log.close();
    const text = await readFile(join(folder, 'server.log'), 'utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly [name: string]: unknown });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('log', () => {
  const spellings = [
    'authorization',
    'Cookie',
    'set-cookie',
    'DPoP',
    'access_token',
    'accessToken',
    'refreshToken',
    'subject_token',
    'id-token',
    'pin',
    'newPin',
  ];
  const others = [
    'rawTransaction',
    'signature',
    'record',
    'ciphertext',
    'stamp',
    'email',
    'name',
    'deviceLabel',
    'clientAddress',
    'headers',
    'body',
    'privateKey',
    'tokenSecret',
  ];
  for (const name of [...spellings, ...others]) {
    it(`behavior: the canary in ${name} is in no line, at whatever depth`, async () => {
      const lines = await linesOf((logger) => {
        logger.info({ requestId: 'r1', [name]: canary, rows: [{ inner: { [name]: [canary] } }] }, 'x');
      });
      assert.ok(!JSON.stringify(lines).includes(canary));
      assert.deepEqual([lines[0]?.requestId, lines[0]?.[name], lines[0]?.msg], ['r1', REDACTED, 'x']);
    });
  }

  it('behavior: tokens, passwords in addresses and byte strings are cut out wherever they stand', async () => {
    const error = new Error(`bad token ${jwt}`, { cause: new Error(`postgres://alcove:${canary}@db/alcove`) });
    const lines = await linesOf((logger) => {
      logger.info({ err: error, reason: `whsec_${canary}${canary}`, key: new TextEncoder().encode(canary), valueWei: 10n ** 20n }, 'failed');
    });
    const text = JSON.stringify(lines);
    for (const secret of [canary, Buffer.from(canary).toString('base64url'), jwt]) assert.ok(!text.includes(secret), text);
    const [line] = lines as readonly [{ err: { message: string; stack: string; cause: { message: string } }; key: string; valueWei: string }];
    assert.equal(line.err.message, `bad token ${REDACTED}`);
    assert.match(line.err.stack, /log-redaction\.test/);
    assert.equal(line.err.cause.message, `postgres://${REDACTED}@db/alcove`);
    assert.deepEqual([line.key, line.valueWei], [`[${canary.length} bytes]`, '100000000000000000000']);
  });

  it('behavior: a structure without end ends, and null stays null', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    assert.match(JSON.stringify(redactFields({ loop, token: null })), /"token":null/);
  });

  it('behavior: a login, a wallet, a payment and a refusal leave lines of JSON with request ids, and nothing of the person', async () => {
    const secrets: string[] = [];
    const requestIds: string[] = [];
    const lines = await linesOf(async (logger) => {
      // Everything at info, so that nothing is spared because it is not printed.
      const harness = await createHarness({
        logger: { debug: logger.info.bind(logger), info: logger.info.bind(logger), warn: logger.info.bind(logger), error: logger.info.bind(logger) },
      });
      const client = await harness.newClient();
      const idToken = await harness.idToken(client, { claims: { name: canary, email: `${canary}@example.com` } });
      const opened = await client.post('/v1/session', harness.sessionBody(client, idToken));
      secrets.push(idToken, opened.headers.get('set-cookie') ?? canary);
      await client.adopt(opened);
      const { walletId, address } = await harness.createWallet(client);
      const signed = await harness.sign(client, walletId, harness.transactionIntent(address));
      secrets.push(signed.rawTransaction, client.certificate, walletId, address, '192.0.2.77');
      await client.post('/v1/transactions', signed);
      const refused = await harness.app(new Request(`http://localhost:4100/v1/wallets?token=${canary}`), { clientAddress: '192.0.2.77' });
      requestIds.push(refused.headers.get('x-request-id') ?? '');
      await harness.close();
    });
    const text = JSON.stringify(lines);
    for (const secret of [canary, ...secrets]) assert.ok(!text.includes(secret), `${secret.slice(0, 20)}… is in the log`);
    assert.ok(lines.length >= 6);
    assert.ok(lines.every(({ time, level, msg }) => typeof time === 'number' && typeof level === 'number' && typeof msg === 'string'));
    for (const requestId of requestIds) assert.equal(lines.filter((line) => line.requestId === requestId).length, 2, 'refused and answered, under one id');
  });
});
