import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFrameReader, encodeFrame } from '../../mock-server/src/enclave/frames.ts';
import { openSecurityModule } from '../../mock-server/src/enclave/nsm-client.ts';
import { enclaveArguments, enclaveEnvironment } from '../../mock-server/src/enclave-client/spawn.ts';
import { repositoryRoot } from '../support/stack.ts';
import { read } from './deployment.ts';

const source = (name: string) => join(repositoryRoot, 'deploy/nitro', name);

describe('the first process of an enclave', () => {
  const script = read('nitro/start.sh');

  it('starts the bundle with the arguments and the environment it is started with here', () => {
    const [, environment = '', command = ''] = /env -i ([\s\S]*?)(?:\/\S+node) ([\s\S]*?) &\n/.exec(script) ?? [];
    const words = (text: string) => text.split(/\s+|\\\n/).filter((word) => word !== '' && word !== '\\');
    assert.deepEqual(words(command), enclaveArguments('/srv/alcove/enclave.mjs', '/run/alcove/enclave.sock').with(-1, '"$run/enclave.sock"'));
    assert.deepEqual(Object.fromEntries(words(environment).map((word) => word.split('='))), enclaveEnvironment);
  });

  it('can be read by its shell', () => assert.equal(spawnSync('bash', ['-n', source('start.sh')]).status, 0));

  it('has the sockets that the program beside it tells the enclave of', () => {
    assert.match(script, /^run=\/run\/alcove$/m);
    for (const name of ['nsm.sock', 'kms-$number.sock', 'witness-$number.sock', 'enclave.sock']) assert.ok(script.includes(`$run/${name}`), name);
  });
});

/** Stands in for the device: an answer is the request behind the word `nsm`, and a request of one zero byte is refused. */
const fakeDevice = `
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
struct io { uint64_t addr; uint64_t len; };
int fake_ioctl(int fd, unsigned long request, ...) {
  va_list list; va_start(list, request);
  struct io *raw = va_arg(list, struct io *); va_end(list);
  (void)fd; (void)request;
  unsigned char *from = (unsigned char *)(uintptr_t)raw[0].addr, *to = (unsigned char *)(uintptr_t)raw[1].addr;
  if (raw[0].len == 1 && from[0] == 0) return -1;
  memcpy(to, "nsm", 3); memcpy(to + 3, from, raw[0].len);
  raw[1].len = raw[0].len + 3;
  return 0;
}
`;
/** A compiler without the C library's headers compiles nothing. */
const compiler = existsSync('/usr/include/stdio.h') ? ['/usr/bin/gcc', '/usr/bin/cc'].find((path) => existsSync(path)) : undefined;

describe('nsm-bridge', { skip: compiler === undefined ? 'there is no C compiler (Debian: apt-get install gcc libc6-dev)' : false }, () => {
  let folder: string;
  let socketPath: string;
  let bridge: ReturnType<typeof spawn>;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alcove-nsm-'));
    socketPath = join(folder, 'nsm.sock');
    writeFileSync(join(folder, 'device.c'), fakeDevice);
    const program = join(folder, 'nsm-bridge');
    const build = ['-O2', '-Wall', '-Wextra', '-Werror', '-Dioctl=fake_ioctl', '-o', program, source('nsm-bridge.c'), join(folder, 'device.c')];
    execFileSync(compiler ?? '', build);
    bridge = spawn(program, [socketPath, '/dev/null'], { stdio: 'ignore' });
    for (let tries = 0; tries < 200 && !existsSync(socketPath); tries++) await sleep(10);
  });
  after(async () => {
    const ended = once(bridge, 'exit');
    bridge.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  /** What comes back for these bytes until the connection ends, or as many answers as are wanted. */
  async function answers(bytes: Uint8Array, count: number): Promise<readonly string[]> {
    const socket = connect(socketPath);
    const frames = createFrameReader(65_536);
    const found: string[] = [];
    socket.write(bytes);
    for await (const chunk of socket) {
      found.push(...frames(chunk as Buffer).map((frame) => Buffer.from(frame).toString()));
      if (found.length >= count) break;
    }
    socket.destroy();
    return found;
  }

  it('behavior: a frame is one request, its answer one frame; several on a connection in their order', async () => {
    const requests = ['a', 'b'.repeat(4096), 'c'].map((text) => encodeFrame(Buffer.from(text)));
    assert.deepEqual(await answers(Buffer.concat(requests), 3), ['nsma', `nsm${'b'.repeat(4096)}`, 'nsmc']);
  });

  it('behavior: a connection that stays open keeps nobody waiting', async () => {
    const idle = connect(socketPath);
    await once(idle, 'connect');
    assert.deepEqual(await answers(encodeFrame(Buffer.from('x')), 1), ['nsmx']);
    idle.destroy();
  });

  it('error: a longer request than the module takes, an empty one, and one that it refuses end their own connection', async () => {
    for (const bytes of [encodeFrame(Buffer.alloc(4097)), Buffer.alloc(4), encodeFrame(Buffer.alloc(1)), Buffer.from('ffffffff', 'hex')]) {
      assert.deepEqual(await answers(bytes, 1).catch(() => []), []);
    }
    assert.deepEqual(await answers(encodeFrame(Buffer.from('x')), 1), ['nsmx']);
  });

  it('error: an answer that is none is refused by the enclave’s client', async () => {
    const client = openSecurityModule({ socketPath });
    await assert.rejects(client.random(1));
    client.close();
  });
});
