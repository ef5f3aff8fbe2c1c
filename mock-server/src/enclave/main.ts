import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Clock, RandomBytes } from '../deps.ts';
import { bootOverSockets } from './boot-over-sockets.ts';
import { createFront } from './requests.ts';
import { serveEnclave } from './serve.ts';

/*
 * The enclave process: `node --permission … enclave.mjs <socket path>`, started by the parent with an empty
 * environment (PROTOCOL §3.1). Only here do real time and randomness enter. It writes no file and no log; it ends
 * when its standard input closes, which is when the parent is gone.
 */

const clock: Clock = { nowMs: () => Date.now() };
const random: RandomBytes = (length) => new Uint8Array(randomBytes(length));

function stop(reason: string, exitCode: number): never {
  // A fixed text: an error's own message is never printed, since nobody can promise what is in it.
  process.stderr.write(`enclave: ${reason}\n`);
  process.exit(exitCode);
}

const socketPath = process.argv[2];
if (socketPath === undefined) stop('usage: enclave.mjs <socket path>', 2);
process.on('uncaughtException', () => stop('stopped by a fault', 70));
process.on('unhandledRejection', () => stop('stopped by a fault', 70));
// Ctrl-C reaches the whole process group; the parent decides when the enclave goes.
process.on('SIGINT', () => undefined);
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
// Only the parent's own user may connect.
process.umask(0o077);
serveEnclave(
  socketPath,
  createFront((request) => bootOverSockets(request, { clock, random, cores: availableParallelism() })),
).catch(() => stop('the socket cannot be opened', 1));
