import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AccessKey } from '../../mock-server/src/stack/development-material.ts';
import { startKms } from '../../mock-server/src/stack/kms-part.ts';
import { crashPoint, endWithTest, tellTest } from './crash-point.ts';
import { createSkewedClock } from './skewed-clock.ts';

/* One KMS as a process of its own, as AWS KMS is one. `node crash-kms.mjs JSON`. */

export type CrashKmsOptions = {
  readonly name: string;
  readonly accountId: string;
  readonly port: number;
  readonly folder: string;
  readonly access: { readonly enclave: AccessKey; readonly administrator: AccessKey };
  readonly imageSha384: string;
  readonly attestationRootSha256: string;
  /** Whether it stands still at its points. */
  readonly hasPoints: boolean;
};

endWithTest();
const { folder, attestationRootSha256, hasPoints, ...options } = JSON.parse(process.argv[2] ?? '') as CrashKmsOptions;
const refuse = (): never => {
  throw new Error('not part of a KMS');
};

const { keyArn, tlsRootPem } = await startKms({
  ...options,
  attestationRootsSha256: [attestationRootSha256],
  directory: { path: folder, keepsNothing: false, predecessorDied: false, runDir: folder, file: (name) => join(folder, name), close: refuse },
  clock: createSkewedClock(),
  random: (length) => new Uint8Array(randomBytes(length)),
  logger: {
    debug: () => undefined,
    // The audit line of a call is written when its answer is made, and not sent yet.
    info: (fields) => {
      if (hasPoints) crashPoint(`${options.name} ${'operation' in fields ? String(fields.operation) : 'call'} answered`);
    },
    warn: () => undefined,
    error: () => undefined,
  },
});
tellTest('ready', { keyArn, tlsRootPem });
