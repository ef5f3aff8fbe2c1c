import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mnemonicToAccount } from 'viem/accounts';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { createWalletServer } from '../../mock-server/src/enclave/testing/wallet-server.ts';
import { createWorld, PIN } from '../../mock-server/src/enclave/testing/world.ts';
import { KitError, readKit } from '../../widget/recover/kit-file.ts';
import { openKit } from '../../widget/recover/open-kit.ts';

type Made = { readonly file: string; readonly words: string; readonly address: string };

async function makeKit(passphrase?: string): Promise<Made> {
  const world = await createWorld();
  const client = await world.login(await world.startEnclave());
  const server = createWalletServer();
  await server.createWallet(client, PIN);
  const made = await server.call(client, 'wrap_add', { step: 'kit', pin: pinField(PIN), ...(passphrase === undefined ? {} : { passphrase }) });
  if (!made.body.ok) throw new Error(JSON.stringify(made.body));
  const text = (value: unknown) => new TextDecoder().decode(value as Uint8Array);
  return { file: text(made.body.result.kit), words: text(made.body.result.words), address: server.kept.address };
}

const part = (expected: KitError['part'], message?: RegExp) => (error: unknown) =>
  error instanceof KitError && error.part === expected && (message?.test(error.message) ?? true);

/** The page that opens kits has no code in common with the enclave that makes them. */
describe('recovery kits of the enclave, opened by recover.html’s own code', () => {
  it('contract: the seed has the wallet’s address, as a third library derives it', async () => {
    const { file, words, address } = await makeKit();
    const opened = await openKit(readKit(file), words, '');
    assert.equal(opened.seedWords.length, 24);
    assert.equal(opened.address.toLowerCase(), address);
    assert.equal(opened.address, mnemonicToAccount(opened.seedWords.join(' ')).address);
  });

  it('contract: words as people type them', async () => {
    const { file, words } = await makeKit();
    const { seedWords } = await openKit(readKit(file), words, '');
    const list = words.split(' ');
    for (const typed of [words.toUpperCase(), list.map((word, index) => `${index + 1}. ${word}`).join('\n'), ` ${list.join(', ')} `]) {
      assert.deepEqual((await openKit(readKit(file), typed, '')).seedWords, seedWords);
    }
  });

  it('contract: a passphrase, in whatever form Unicode gives it', async () => {
    const { file, words, address } = await makeKit('Café ① 열쇠');
    const shares: number[] = [];
    const opened = await openKit(readKit(file), words, 'Café 1 열쇠'.normalize('NFD'), (share) => shares.push(share));
    assert.equal(opened.address.toLowerCase(), address);
    assert.ok(shares.length > 2 && shares.at(-1) === 1);
    await assert.rejects(openKit(readKit(file), words, 'café 1 열쇠'), part('passphrase'));
  });

  it('error: words that are too few, unknown, out of order, or of another kit', async () => {
    const { file, words } = await makeKit();
    const other = await makeKit();
    const list = words.split(' ');
    const kit = readKit(file);
    await assert.rejects(openKit(kit, list.slice(1).join(' '), ''), part('words', /23/));
    await assert.rejects(openKit(kit, ['zzzzz', ...list.slice(1)].join(' '), ''), part('words', /Word 1, “zzzzz”/));
    const swapped = list.with(0, list[1] === 'zoo' ? 'zone' : 'zoo');
    await assert.rejects(openKit(kit, swapped.join(' '), ''), part('words'));
    await assert.rejects(openKit(kit, other.words, ''), part('words', /another kit/));
  });

  it('error: a file that is something else, newer, or changed in any field', async () => {
    const { file, words } = await makeKit('secret');
    for (const text of ['', 'null', '[]', '{"format":"alcove-recovery-kit"}', '{"format":"x"}', 'x'.repeat(70_000)])
      assert.throws(() => readKit(text), part('file'));
    assert.throws(() => readKit(file.replace('"version": 1', '"version": 2')), part('file', /newer/));
    const fields = JSON.parse(file) as Record<string, unknown>;
    const flip = (text: string) => (text.endsWith('A') ? `${text.slice(0, -4)}BBBB` : `${text.slice(0, -4)}AAAA`);
    const changed = (name: string) => {
      const value = fields[name];
      return JSON.stringify({ ...fields, [name]: typeof value === 'string' ? flip(value) : null });
    };
    for (const name of ['salt', 'address', 'walletId', 'kdf']) assert.throws(() => readKit(changed(name)), part('file', /damaged/), name);
    for (const name of ['header', 'commitment']) {
      await assert.rejects(async () => openKit(readKit(changed(name)), words, 'secret'), KitError, name);
    }
  });

  it('error: a damaged ciphertext is told from wrong words', async () => {
    const { file, words } = await makeKit();
    const fields = JSON.parse(file) as { ciphertext: string; iv: string };
    for (const change of [{ ciphertext: `AAAA${fields.ciphertext.slice(4)}` }, { iv: `AAAA${fields.iv.slice(4)}` }]) {
      await assert.rejects(openKit(readKit(JSON.stringify({ ...fields, ...change })), words, ''), part('file', /damaged/));
    }
  });
});
