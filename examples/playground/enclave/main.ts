import type { Clock, RandomBytes } from '../../../mock-server/src/deps.ts';
import { bootOverSockets } from '../../../mock-server/src/enclave/boot-over-sockets.ts';
import { createFront } from '../../../mock-server/src/enclave/requests.ts';
import { serveEnclave } from '../../../mock-server/src/enclave/serve.ts';
import { connectToParent } from '../node/net.ts';

/*
 * The enclave of mock-server/src/enclave as a worker: the same operations, boot, ledger and sealed envelopes. What is exchanged by the
 * build is listed in ../build.mjs: OpenSSL and libsecp256k1 by noble, Unix sockets by message ports, TLS to the KMS by a port.
 */

const clock: Clock = { nowMs: () => Date.now() };
const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A phone's worker is not a server: what takes a few milliseconds there may take a second here. */
const timeouts = { kmsMs: 20_000, ledgerMs: 10_000 };

connectToParent(self as never);
await serveEnclave(
  'run/enclave.sock',
  createFront((request) => bootOverSockets(request, { clock, random, cores: 1, timeouts })),
);
