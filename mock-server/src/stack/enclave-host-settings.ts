import { type Environment, postgresUrl, settingsOf } from './settings.ts';

/** What the program beside an enclave on its host is told by its environment. */
export type EnclaveHostSettings = {
  readonly databaseUrl: string;
  readonly enclave: string;
  readonly manifestFile: string;
  readonly kmsCredentialsFile: string;
  readonly mayMakeSecret: boolean;
  /** Folder of the sockets, as the enclave sees them. */
  readonly enclaveFolder: string;
};

export const enclaveHostHelp = `Usage: node mock-server/dist/server.mjs --role enclave

Boots the enclave of this machine, which something else has started, and again whenever it was started anew. It has no port, and
keeps nothing of its own; all of it comes from the environment:

  DATABASE_URL                 PostgreSQL of the deployment: the fleet's sealed secret, and which session keys are revoked
  ALCOVE_ENCLAVE               the enclave's socket on this machine: unix:/run/alcove/enclave.sock
  ALCOVE_MANIFEST_FILE         the release's manifest; npx alcove manifest FILE prints the digest that the widget's pins have
  ALCOVE_KMS_CREDENTIALS_FILE  [{"accessKeyId": …, "secretAccessKey": …, "sessionToken": … or absent}, …], one for each KMS of the manifest

  ALCOVE_ENCLAVE_FOLDER        where the enclave has nsm.sock, kms-1.sock, …, witness-1.sock, … (default /run/alcove)
  ALCOVE_NEW_FLEET             1: make the fleet's secret, where the database has none; at the very first boot of a deployment only
`;

const isSocket = (text: string): string | null => (text.startsWith('unix:/') && text.length > 'unix:/'.length ? text : null);
const isFolder = (text: string): string | null => (/^\/.*[^/]$/.test(text) ? text : null);

/** @throws StackError with one line for each setting that is missing or wrong. */
export function readEnclaveHostSettings(environment: Environment): EnclaveHostSettings {
  const { set, check, refuseFaults } = settingsOf(environment);
  const settings: EnclaveHostSettings = {
    databaseUrl: check('DATABASE_URL', '', ...postgresUrl, true),
    enclave: check('ALCOVE_ENCLAVE', '', isSocket, 'a socket, unix:/PATH', true),
    manifestFile: check('ALCOVE_MANIFEST_FILE', '', (text) => text, 'the path of the release’s manifest', true),
    kmsCredentialsFile: check('ALCOVE_KMS_CREDENTIALS_FILE', '', (text) => text, 'the path of the file with the access keys', true),
    mayMakeSecret: set('ALCOVE_NEW_FLEET') === '1',
    enclaveFolder: check('ALCOVE_ENCLAVE_FOLDER', '/run/alcove', isFolder, 'the path of a folder'),
  };
  refuseFaults('node mock-server/dist/server.mjs --role enclave --help');
  return settings;
}
