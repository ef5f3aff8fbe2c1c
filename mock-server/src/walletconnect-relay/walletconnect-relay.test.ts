import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { base58 } from '@scure/base';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { type HttpServer, startHttpServer } from '../stack/http-server.ts';
import { freePort } from '../stack/testing/free-port.ts';
import { relayLimits } from './relay-limits.ts';
import { createWalletConnectRelay } from './walletconnect-relay.ts';

let port: number;
let server: HttpServer;
let relay: ReturnType<typeof createWalletConnectRelay>;
const warnings: unknown[] = [];
const note = (fields: object): void => void warnings.push(fields);

before(async () => {
  port = await freePort();
  let ids = 0;
  relay = createWalletConnectRelay({
    relayUrl: `ws://localhost:${port}/wc`,
    clock: { nowMs: () => Date.now() },
    newId: () => `sub-${++ids}`,
    logger: { debug: note, info: note, warn: note, error: note },
    limits: { ...relayLimits, connections: 3, frameBytes: 4_096 },
  });
  server = await startHttpServer({ host: 'localhost', port, listener: (_request, response) => void response.end('page'), upgrades: [relay] });
});
after(async () => {
  await relay.stop();
  await server.stop(1_000);
});

async function token(aud = `ws://localhost:${port}/wc`): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const iat = Math.floor(Date.now() / 1_000);
  return new SignJWT({ iss: `did:key:z${base58.encode(Uint8Array.from([0xed, 0x01, ...raw]))}`, aud, sub: 'nonce', iat, exp: iat + 86_400 })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .sign(privateKey);
}

const open = (path: string) => new WebSocket(`ws://localhost:${port}${path}`);
const closed = async (socket: WebSocket): Promise<readonly [number, string]> => {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, String(reason)];
};
const subscribe = JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'irn_subscribe', params: { topic: 'ab'.repeat(32) } });

describe('the relay on a socket', () => {
  it('answers a client that proved who it is, also what it said before that was checked', async () => {
    const socket = open(`/wc?auth=${await token()}&projectId=0&ua=wc-2`);
    socket.on('open', () => socket.send(subscribe));
    const [data] = (await once(socket, 'message')) as [Buffer];
    assert.deepEqual(JSON.parse(String(data)), { id: 1, jsonrpc: '2.0', result: 'sub-1' });
    socket.close();
    await closed(socket);
  });

  it('error: no token, or one for another relay, ends with 3000 and the reason, and nothing was done', async () => {
    for (const [query, reason] of [
      ['', 'token_missing'],
      [`?auth=${await token('wss://relay.example')}`, 'token_refused'],
    ] as const) {
      const socket = open(`/wc${query}`);
      socket.on('open', () => socket.send(subscribe));
      socket.on('message', () => assert.fail('it was answered'));
      assert.deepEqual(await closed(socket), [3_000, reason]);
    }
    assert.ok(!JSON.stringify(warnings).includes('eyJ'), 'no token is in the log');
  });

  it('error: a frame that is too large ends the line, and the relay goes on', async () => {
    const socket = open(`/wc?auth=${await token()}`);
    socket.on('open', () => socket.send('x'.repeat(5_000)));
    assert.equal((await closed(socket))[0], 1_009);
    const next = open(`/wc?auth=${await token()}`);
    next.on('open', () => next.send(subscribe));
    await once(next, 'message');
    next.close();
    await closed(next);
  });

  it('error: one client too many is told to come back later', async () => {
    const sockets = await Promise.all([0, 1, 2].map(async () => open(`/wc?auth=${await token()}`)));
    await Promise.all(sockets.map((socket) => once(socket, 'open')));
    assert.equal((await closed(open(`/wc?auth=${await token()}`)))[0], 1_013);
    for (const socket of sockets) socket.close();
    await Promise.all(sockets.map(closed));
  });

  it('error: there is no WebSocket at any other path', async () => {
    const [error] = (await once(open('/v1/session'), 'error')) as [Error];
    assert.match(error.message, /404/);
    assert.equal(await (await fetch(`http://localhost:${port}/wc`)).text(), 'page');
  });
});
