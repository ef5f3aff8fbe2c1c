import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { recoverMessageAddress } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { readKit } from '../../widget/recover/kit-file.ts';
import { openKit } from '../../widget/recover/open-kit.ts';
import type { Account } from '../../widget/src/state/state.ts';
import { readKit as readKitResult } from '../../widget/src/wallet/tasks/task-results.ts';
import { type EnginePerson, persist } from '../support/engine-person.ts';
import { isLong, progressOf } from '../support/long-runs.ts';
import { repositoryRoot, type Stack, startStack } from '../support/stack.ts';
import { openDrillPerson, pinsOf } from './drill-person.ts';

/*
 * The restore drill. Wallets are made at a stack that runs; it is backed up by the documented command, killed, and its
 * data directory is destroyed with the keys of the first KMS. What is left is the backup and the second KMS. Every wallet
 * has to sign. Then that is gone too, and what is left are recovery kits and recover.html's own code.
 */

const WALLETS = isLong ? 1_000 : 8;
const KITS = isLong ? 100 : 2;
/** Every tenth kit has a passphrase: opening it is slow on purpose. */
const KITS_PER_PASSPHRASE = 10;
const CONCURRENCY = 8;
const PIN = '902746';
const PASSPHRASE = 'blue door';

type Owner = { readonly person: EnginePerson; readonly account: Account };
type Kit = { readonly file: string; readonly words: string; readonly passphrase: string; readonly address: string };

/** Works `count` jobs off, some at a time, in order. */
async function inParallel<T>(name: string, count: number, work: (index: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  const progress = progressOf(name, count);
  let [next, done] = [0, 0];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let index = next++; index < count; index = next++) {
        results[index] = await work(index);
        progress(++done);
      }
    }),
  );
  return results;
}

/** `npm run backup`, `npm run restore`. */
async function command(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(repositoryRoot, 'mock-server/src/backup/main.ts'), ...args], { timeout: 120_000 });
  return stdout.trim();
}

describe('the restore drill', () => {
  let root: string;
  let stack: Stack | null = null;
  let owners: readonly Owner[] = [];
  let kits: readonly Kit[] = [];
  const at = (name: string): string => join(root, name);
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'alcove-drill-'));
  });
  after(async () => {
    await stack?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it(`makes ${WALLETS} wallets, ${KITS} of them with a recovery kit`, async (t) => {
    const running = await startStack({ dataDir: at('data') });
    stack = running;
    const pins = await pinsOf(running.origins);
    const beganMs = performance.now();
    owners = await inParallel('drill: wallets', WALLETS, async (index) => {
      const person = await openDrillPerson(running, pins, index);
      const walletId = crypto.randomUUID();
      return { person, account: await persist(() => person.page().accounts.create(walletId, PIN)) };
    });
    assert.equal(new Set(owners.map(({ account }) => account.address)).size, WALLETS);
    t.diagnostic(`${WALLETS} wallets in ${Math.round((performance.now() - beganMs) / 1000)} s`);
    kits = await inParallel('drill: kits', KITS, async (index) => {
      const { person, account } = owners[index] as Owner;
      const passphrase = index % KITS_PER_PASSPHRASE === 0 ? PASSPHRASE : '';
      const plaintext = { step: 'kit' as const, pin: pinField(PIN), ...(passphrase === '' ? {} : { passphrase }) };
      const { result } = await person.page().enclave.perform('wrap_add', account.walletId, plaintext, readKitResult);
      const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
      return { file: text(result.kit), words: text(result.words), passphrase, address: account.address };
    });
  });

  it('after the data directory and the first KMS key are gone: a backup, an empty machine and the second KMS are enough', async (t) => {
    const running = stack ?? assert.fail('there is no stack');
    const { portBase } = running;
    t.diagnostic(await command('backup', '--data-dir', at('data'), '--to', at('backup')));
    // The second KMS is somebody else's machine: its key store is where it was.
    copyFileSync(at('data/kms-b-keys.json'), at('second-kms.json'));
    const firstKey = readFileSync(at('data/kms-keys.json'), 'utf8');
    await running.kill('server');
    rmSync(at('data'), { recursive: true });
    const destroyedMs = performance.now();
    assert.equal(existsSync(at('backup/kms-keys.json')), false, 'the backup holds no KMS key');

    t.diagnostic(await command('restore', '--from', at('backup'), '--data-dir', at('empty')));
    copyFileSync(at('second-kms.json'), at('empty/kms-b-keys.json'));
    const restored = await startStack({ dataDir: at('empty'), portBase });
    stack = restored;
    assert.notEqual(readFileSync(at('empty/kms-keys.json'), 'utf8'), firstKey);
    t.diagnostic(`up again ${((performance.now() - destroyedMs) / 1000).toFixed(1)} s after the loss`);

    const pins = await pinsOf(restored.origins);
    const signed = await inParallel('drill: signatures', WALLETS, async (index) => {
      const { person, account } = owners[index] as Owner;
      person.reload(pins);
      const signature = await persist(() => person.signMessage(account, '0x6869', PIN));
      return (await recoverMessageAddress({ message: { raw: '0x6869' }, signature })) === account.address;
    });
    t.diagnostic(`${signed.filter(Boolean).length} of ${WALLETS} wallets sign`);
    assert.deepEqual(
      signed.map((isRight, index) => (isRight ? null : index)).filter((index) => index !== null),
      [],
    );
  });

  it('after everything is gone: each kit gives the seed of its address', async (t) => {
    await stack?.stop();
    stack = null;
    rmSync(root, { recursive: true });
    const progress = progressOf('drill: kits opened', kits.length);
    for (const [index, { file, words, passphrase, address }] of kits.entries()) {
      const opened = await openKit(readKit(file), words, passphrase);
      assert.equal(mnemonicToAccount(opened.seedWords.join(' ')).address, address);
      progress(index + 1);
    }
    assert.equal(kits.length, KITS);
    t.diagnostic(`${kits.length} of ${KITS} kits give the seed of the same address`);
  });
});
