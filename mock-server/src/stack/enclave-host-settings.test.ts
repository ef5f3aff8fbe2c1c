import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEnclaveHostSettings } from './enclave-host-settings.ts';

const complete = {
  DATABASE_URL: 'postgres://alcove:secret@db.example/alcove',
  ALCOVE_ENCLAVE: 'unix:/run/alcove/enclave.sock',
  ALCOVE_MANIFEST_FILE: '/etc/alcove/manifest.json',
  ALCOVE_KMS_CREDENTIALS_FILE: '/run/secrets/kms.json',
};

describe('settings beside an enclave', () => {
  it('behavior: four are needed; a new fleet is made only where that is said', () => {
    const { enclaveFolder, mayMakeSecret } = readEnclaveHostSettings(complete);
    assert.deepEqual([enclaveFolder, mayMakeSecret], ['/run/alcove', false]);
    assert.equal(readEnclaveHostSettings({ ...complete, ALCOVE_NEW_FLEET: '1' }).mayMakeSecret, true);
  });

  it('error: each one that is missing has a line of its own', () => {
    for (const name of Object.keys(complete)) {
      assert.throws(() => readEnclaveHostSettings({ ...complete, [name]: '' }), {
        name: 'StackError',
        message: new RegExp(`^${name} is missing: .*\\n.*--role enclave --help$`),
      });
    }
  });

  for (const [name, value] of [
    ['DATABASE_URL', 'mysql://alcove:secret@db.example'],
    ['ALCOVE_ENCLAVE', '/run/alcove/enclave.sock'],
    ['ALCOVE_ENCLAVE_FOLDER', 'run'],
  ] as const) {
    it(`error: ${name}=${value}`, () => {
      assert.throws(
        () => readEnclaveHostSettings({ ...complete, [name]: value }),
        (error: Error) => error.message.startsWith(`${name} must be `) && !error.message.includes('secret'),
      );
    });
  }
});
