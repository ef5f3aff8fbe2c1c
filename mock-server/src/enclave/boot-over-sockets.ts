import { type BootOptions, bootEnclave } from './boot.ts';
import { openKmsClient } from './kms-client.ts';
import type { BootRequest } from './manifest.ts';
import { openSecurityModule } from './nsm-client.ts';
import { openQuorumLedger } from './quorum-ledger.ts';

type Surroundings = Pick<BootOptions, 'clock' | 'random' | 'cores'> & {
  /** For one call to a KMS, and for one to the ledger. Default: those of the clients. */
  readonly timeouts?: { readonly kmsMs: number; readonly ledgerMs: number };
};

/**
 * Boots with what a boot request names: the sockets of the security module, of each KMS and of the witnesses.
 *
 * @throws what `bootEnclave` throws, RangeError when a KMS of the manifest has no socket.
 */
export function bootOverSockets(request: BootRequest, { timeouts, ...surroundings }: Surroundings) {
  const { clock, random } = surroundings;
  const kmsTimeout = timeouts === undefined ? {} : { timeoutMs: timeouts.kmsMs };
  const ledgerTimeout = timeouts === undefined ? {} : { timeoutMs: timeouts.ledgerMs };
  const securityModule = openSecurityModule({ socketPath: request.nsmSocketPath });
  return bootEnclave({
    enclaveId: request.enclaveId,
    manifest: request.manifest,
    sealedSecret: request.sealedSecret,
    securityModule,
    openKms: (manifest) =>
      manifest.kms.map(({ keyId, region, host, tlsRootsPem }, index) => {
        const endpoint = request.kms[index];
        if (endpoint === undefined) throw new RangeError('the boot request has no socket for a KMS of the manifest');
        const { socketPath, accessKeyId, secretAccessKey, sessionToken } = endpoint;
        const credentials = { accessKeyId, secretAccessKey, sessionToken };
        return openKmsClient({ socketPath, host, region, keyId, tlsRootsPem, credentials, securityModule, clock, ...kmsTimeout });
      }),
    openLedger: (manifest, entryKey) =>
      openQuorumLedger({
        witnesses: manifest.witnesses.map(({ id, publicKey }, index) => ({ id, publicKey, socketPath: request.witnessSocketPaths[index] ?? '' })),
        quorum: manifest.quorum,
        entryKey,
        clock,
        random,
        ...ledgerTimeout,
      }),
    ...surroundings,
  });
}
