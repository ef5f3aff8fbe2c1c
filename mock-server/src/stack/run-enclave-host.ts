import * as v from 'valibot';
import type { Clock, RandomBytes } from '../deps.ts';
import { openEnclaveClient } from '../enclave-client/socket-client.ts';
import type { EnclaveHostSettings } from './enclave-host-settings.ts';
import { keepBooted } from './keep-booted.ts';
import { parseManifestFile } from './manifest-file.ts';
import { openOutputLog } from './server-log.ts';
import { readSettingsFile } from './settings.ts';
import { StackError } from './stack-error.ts';
import { openStackStore } from './stack-store.ts';

const text = v.pipe(v.string(), v.minLength(1));
const credentialsSchema = v.array(v.strictObject({ accessKeyId: text, secretAccessKey: text, sessionToken: v.optional(v.nullable(text), null) }));

function parseCredentials(json: string, count: number): v.InferOutput<typeof credentialsSchema> {
  const what = `ALCOVE_KMS_CREDENTIALS_FILE must hold a list of ${count} access keys, one for each KMS of the manifest.`;
  try {
    const credentials = v.parse(credentialsSchema, JSON.parse(json));
    if (credentials.length === count) return credentials;
  } catch {
    // Without the parser's message, which would quote the file.
  }
  throw new StackError(what);
}

/**
 * Keeps the enclave of this machine booted until told to stop.
 *
 * @throws StackError for what the operator can mend.
 */
export async function runEnclaveHost(
  settings: EnclaveHostSettings,
  options: { readonly clock: Clock; readonly random: RandomBytes; readonly stopping: AbortSignal },
): Promise<void> {
  const { manifest, bytes, sha256 } = parseManifestFile(await readSettingsFile('ALCOVE_MANIFEST_FILE', settings.manifestFile), 'ALCOVE_MANIFEST_FILE');
  const credentials = parseCredentials(await readSettingsFile('ALCOVE_KMS_CREDENTIALS_FILE', settings.kmsCredentialsFile), manifest.kms.length);
  const socket = (name: string) => `${settings.enclaveFolder}/${name}.sock`;
  const { logger } = openOutputLog();
  const store = await openStackStore({ databaseUrl: settings.databaseUrl, sqlitePath: '', random: options.random });
  const client = openEnclaveClient({ socketPath: settings.enclave.slice('unix:'.length) });
  try {
    logger.info({ part: 'enclave', manifestSha256: sha256, releaseSeq: manifest.releaseSeq }, 'ready');
    const boot = {
      manifest: bytes,
      kms: credentials.map((access, index) => ({ ...access, socketPath: socket(`kms-${index + 1}`) })),
      nsmSocketPath: socket('nsm'),
      witnessSocketPaths: manifest.witnesses.map((_witness, index) => socket(`witness-${index + 1}`)),
    };
    const { releaseSeq } = manifest;
    await keepBooted({ client, boot, releaseSeq, mayMakeSecret: settings.mayMakeSecret, store, logger, ...options }, options.stopping);
  } finally {
    client.close();
    await store.close();
  }
}
