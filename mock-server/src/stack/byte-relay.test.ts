import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startByteRelay } from './byte-relay.ts';

describe('byte relay', { timeout: 10_000 }, () => {
  it('behavior: carries bytes both ways, and a closed end closes the other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'alcove-relay-'));
    const echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const { port } = echo.address() as AddressInfo;
    const relay = await startByteRelay({ socketPath: join(folder, 's'), host: '127.0.0.1', port });
    const socket = connect(join(folder, 's'));
    const sent = Buffer.alloc(300_000, 7);
    socket.end(sent);
    const chunks: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
    assert.ok(Buffer.concat(chunks).equals(sent));

    echo.close();
    await once(echo, 'close');
    const refused = connect(join(folder, 's'));
    await once(refused.resume(), 'close');
    await relay.close();
    await rm(folder, { recursive: true });
  });
});
