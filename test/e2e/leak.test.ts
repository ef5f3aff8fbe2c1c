import assert from 'node:assert/strict';
import { createDecipheriv, createHash, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { entropyToMnemonic, mnemonicToEntropy, mnemonicToSeedSync } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Hex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { encodeIntent } from '../../widget/src/contract/intent.ts';
import { type ApiWallet, openApiWallet } from '../support/api-wallet.ts';
import { cannotReadMemory, memoryOf, spellings, textSpellings } from '../support/process-memory.ts';
import { type Stack, type StackPart, startStack } from '../support/stack.ts';

/*
 * A person uses a wallet; afterwards every file, log and process but the enclave is searched for what only the person
 * and the enclave may have had. The seed is known here because the person made a recovery kit and opens it as the kit
 * itself says, with nothing of ours.
 */

const email = 'first.payer@example.com';
/** Twelve digits: too many to turn up by chance. */
const pin = '902746385174';
const wrongPin = '481720936158';
const clientRandom = new Uint8Array(randomBytes(32));

type Secret = { readonly name: string; readonly spellings: readonly Buffer[] };
type Kit = { readonly [field in 'salt' | 'header' | 'iv' | 'ciphertext']: string };

const decoder = new TextDecoder();
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** RFC 5869, AES-256-GCM and BIP-39, as the kit's own `how` describes it. */
function openKit(kit: Kit, words: string): Buffer {
  const bytes = (field: keyof Kit): Buffer => Buffer.from(kit[field], 'base64url');
  const factor = hkdfSync('sha256', mnemonicToEntropy(words, wordlist), bytes('salt'), 'alcove/kit/v1', 32);
  const info = Buffer.concat([Buffer.from('alcove/wrap/enc/v1'), sha256(bytes('header'))]);
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(factor), bytes('salt'), info, 32));
  const sealed = bytes('ciphertext');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes('iv')).setAAD(bytes('header')).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

describe('what is left behind of PIN and seed', { timeout: 180_000 }, () => {
  let folder: string;
  let stack: Stack;
  let wallet: ApiWallet;
  let secrets: readonly Secret[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alcove-leak-'));
    stack = await startStack({ dataDir: join(folder, 'data') });
    wallet = await openApiWallet(stack.origins, email);
    secrets = await exerciseWallet();
  });
  after(async () => {
    await stack.stop();
    await rm(folder, { recursive: true });
  });

  async function must(operation: Parameters<ApiWallet['client']['call']>[0], plaintext: Parameters<ApiWallet['client']['call']>[1], intent?: Uint8Array) {
    const { body } = await wallet.client.call(operation, plaintext, null, intent ?? null);
    assert.ok(body.ok, `${operation}: ${JSON.stringify(body)}`);
    return body.result;
  }

  async function exerciseWallet(): Promise<readonly Secret[]> {
    const created = await must('wallet_create', { pin: pinField(pin), random: clientRandom });
    const account = `0x${Buffer.from(created.address as Uint8Array).toString('hex')}` as Hex;
    await must('wallet_activate', { resultHash: new Uint8Array(sha256((created.proof as unknown as { payload: Uint8Array }).payload)) });
    const message = () =>
      encodeIntent({
        kind: 'message',
        appId: 'demo',
        origin: stack.origins.host,
        requestId: randomUUID(),
        expiresAtSeconds: Math.floor(Date.now() / 1_000) + 100,
        account,
        accountIndex: 0,
        display: `0x${'00'.repeat(32)}`,
        message: '0x00',
      });
    const wrong = await wallet.client.call('sign_intent', { pin: pinField(wrongPin) }, null, message());
    assert.ok(!wrong.body.ok && wrong.body.error.code === 'pin_wrong');
    await must('sign_intent', { pin: pinField(pin) }, message());
    const { grantId } = await must('unlock', { pin: pinField(pin), ttlSeconds: 300, maxSignatures: 5, valueCapWei: '0' });
    await must('sign_intent', { grantId: grantId as Uint8Array }, message());
    const made = await must('wrap_add', { step: 'kit', pin: pinField(pin) });
    const kitWords = decoder.decode(made.words as Uint8Array);
    const entropy = openKit(JSON.parse(decoder.decode(made.kit as Uint8Array)) as Kit, kitWords);

    const seedWords = entropyToMnemonic(entropy, wordlist);
    const signer = mnemonicToAccount(seedWords);
    assert.equal(signer.address.toLowerCase(), account, 'this is the wallet’s seed');
    const words = (name: string, phrase: string): Secret => ({ name, spellings: textSpellings(phrase.split(' ').slice(0, 4).join(' ')) });
    return [
      { name: 'PIN', spellings: [...textSpellings(pin), ...spellings(pinField(pin))] },
      { name: 'mistyped PIN', spellings: [...textSpellings(wrongPin), ...spellings(pinField(wrongPin))] },
      { name: 'the person’s share of the entropy', spellings: spellings(clientRandom) },
      { name: 'grant', spellings: spellings(grantId as Uint8Array) },
      { name: 'entropy', spellings: spellings(entropy) },
      { name: 'BIP-39 seed', spellings: spellings(mnemonicToSeedSync(seedWords)) },
      { name: 'private key', spellings: spellings(signer.getHdKey().privateKey as Uint8Array) },
      words('seed words', seedWords),
      words('words of the kit', kitWords),
      { name: 'secret of the kit', spellings: spellings(mnemonicToEntropy(kitWords, wordlist)) },
    ];
  }

  const found = (bytes: Buffer): readonly string[] =>
    secrets.filter((secret) => secret.spellings.some((spelling) => bytes.includes(spelling))).map(({ name }) => name);

  it('no file of the data directory and no log holds any of it', async (context) => {
    const files = (await readdir(stack.dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    let knows = false;
    for (const { parentPath, name } of files) {
      const bytes = await readFile(join(parentPath, name));
      assert.deepEqual(found(bytes), [], name);
      knows ||= bytes.includes(wallet.client.walletId);
    }
    assert.ok(knows, 'the search finds what is there: the wallet’s id');
    assert.deepEqual(found(Buffer.from(stack.logs())), []);
    context.diagnostic(`${files.length} files`);
  });

  it('no process but the enclave holds any of it in memory', (context) => {
    const { enclave: _, ...others } = stack.pids();
    const reason = cannotReadMemory(others.server);
    if (reason !== null) return context.skip(reason);
    const longest = Math.max(...secrets.flatMap((secret) => secret.spellings.map((spelling) => spelling.length)));
    for (const [part, pid] of Object.entries(others) as [StackPart, number][]) {
      let total = 0;
      let knows = false;
      for (const piece of memoryOf(pid, longest)) {
        total += piece.length;
        assert.deepEqual(found(piece), [], part);
        knows ||= piece.includes(wallet.client.walletId);
      }
      if (part === 'server') assert.ok(knows, 'the search finds what is there: the wallet’s id');
      context.diagnostic(`${part}: ${Math.round(total / 1e6)} MB`);
    }
  });

  it('the search finds a PIN where there is one: in this process', (context) => {
    const reason = cannotReadMemory(process.pid);
    if (reason !== null) return context.skip(reason);
    assert.ok([...memoryOf(process.pid, 64)].some((piece) => found(piece).includes('PIN')));
  });

  it('the search finds every spelling at every alignment', () => {
    for (const shift of [0, 1, 2]) {
      const around = Buffer.concat([randomBytes(30 + shift), clientRandom, randomBytes(31)]);
      for (const written of [around, Buffer.from(around.toString('hex')), Buffer.from(around.toString('base64')), Buffer.from(around.toString('base64url'))]) {
        assert.deepEqual(found(written), ['the person’s share of the entropy']);
      }
    }
  });
});
