import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEntry } from '../enclave/witness-entry.ts';
import { createBranchProof } from './branch-proof.ts';
import { createWitness } from './witness.ts';
import { loadOrCreateWitnessKey } from './witness-keys.ts';
import { openWitnessLog } from './witness-log.ts';
import { serveWitness } from './witness-server.ts';

/*
 * A witness as a process: `node witness.mjs --id witness-1 --socket PATH --data FOLDER [--exit-with-stdin]
 * [--peer ID=HEX … --quorum N]`, where the peers are the other witnesses with their public keys: a quorum of them can lead
 * this one back from an entry nobody else took.
 * Prints one line of JSON, {"ready":true,"id":…,"publicKey":hex}, once it serves. Nothing else is ever printed but a
 * one-line error before it ends with status 1.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      id: { type: 'string' },
      socket: { type: 'string' },
      data: { type: 'string' },
      peer: { type: 'string', multiple: true, default: [] },
      quorum: { type: 'string' },
      // Ends when the parent does, however the parent ended: the kernel closes the pipe.
      'exit-with-stdin': { type: 'boolean', default: false },
    },
  });
  const { id, socket: socketPath, data: folder } = values;
  if (id === undefined || socketPath === undefined || folder === undefined) throw new Error('needs --id, --socket and --data');

  const random = (length: number) => Uint8Array.from(randomBytes(length));
  const peers = values.peer.map((peer) => {
    const [peerId = '', key = ''] = peer.split('=');
    if (peerId === '' || !/^[0-9a-f]{64}$/.test(key)) throw new Error('--peer must be ID=HEX with a public key of 32 bytes');
    return { id: peerId, publicKey: Uint8Array.from(Buffer.from(key, 'hex')) };
  });
  const quorum = Number(values.quorum ?? 0);
  if (peers.length > 0 && !(Number.isInteger(quorum) && quorum * 2 > peers.length + 1)) throw new Error('--quorum must be a majority of the witnesses');

  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = loadOrCreateWitnessKey(folder, random);
  const log = openWitnessLog(join(folder, 'witness.log'), (bytes) => readEntry(bytes).entry.walletHash);
  const repair = peers.length === 0 ? {} : { repair: { isHeldByQuorum: createBranchProof({ witnesses: peers, quorum }), random } };
  const server = await serveWitness(createWitness({ id, privateKey, log, ...repair }), socketPath);

  const end = () => {
    void server.close().then(() => {
      log.close();
      process.exit(0);
    });
  };
  process.on('SIGTERM', end);
  // Ctrl-C reaches the whole process group; the parent decides when the witnesses go.
  process.on('SIGINT', values['exit-with-stdin'] ? () => undefined : end);
  if (values['exit-with-stdin']) process.stdin.on('end', end).on('error', end).resume();
  process.stdout.write(`${JSON.stringify({ ready: true, id, publicKey: Buffer.from(publicKey).toString('hex') })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`witness: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});
