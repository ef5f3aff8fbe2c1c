import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { keccak256, recoverMessageAddress, recoverTransactionAddress, recoverTypedDataAddress } from 'viem';
import type { Hex } from '../../host-sdk/src/contract/types.ts';
import { encodeManifest } from '../../mock-server/src/enclave/boot-request.ts';
import { createSessionKey } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { APP_ID, CLIENT_ID, createWorld, ISSUER, PIN, type World, WRONG_PIN } from '../../mock-server/src/enclave/testing/world.ts';
import type { CallEffects } from '../../mock-server/src/enclave-client/port.ts';
import { developmentRootSha256 } from '../../mock-server/src/nsm/development-root.ts';
import { measureEnclave } from '../../mock-server/src/nsm/measure.ts';
import type { EnclavePins } from '../../widget/src/contract/attestation.ts';
import { sha256, toBase64url, toHex } from '../../widget/src/crypto/bytes.ts';
import { createMemoryDatabase } from '../../widget/src/state/database.ts';
import type { EnclaveCheck } from '../../widget/src/state/state.ts';
import { createAccounts } from '../../widget/src/wallet/accounts.ts';
import { createEnclaveClient } from '../../widget/src/wallet/enclave-client.ts';
import { SealedFailure } from '../../widget/src/wallet/sealed-results.ts';
import { createSigning } from '../../widget/src/wallet/signing.ts';

/*
 * The widget's own engine against the enclave's own code, with nothing between them but the server's duty to store records.
 * Both sides share the contract's layouts and no other line.
 */

const RECIPIENT = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

function pinsOf(world: World): EnclavePins {
  const manifestSha256 = createHash('sha256').update(encodeManifest(world.manifest)).digest('hex');
  return {
    mode: 'development',
    rootSha256: developmentRootSha256(world.root),
    releases: [{ releaseSeq: 1, pcrs: measureEnclave(new Uint8Array(16)), manifestSha256 }],
  };
}

async function widgetIn(world: World, change: (pins: EnclavePins) => EnclavePins = (pins) => pins) {
  const enclave = await world.startEnclave();
  const { keys, jwk, thumbprint } = await createSessionKey();
  const nonceRandom = new Uint8Array(32).fill(7);
  const sessionKey = { keys, jwk, thumbprint };
  const idToken = await world.idToken(sessionKey, nonceRandom);
  const opened = await enclave.sessionOpen({ appId: APP_ID, issuer: ISSUER, clientId: CLIENT_ID, idToken, nonceRandom, sessionKey: jwk });
  let record: Uint8Array | null = null;
  const calls: string[] = [];
  const effects: CallEffects[] = [];
  const api = {
    wallets: async () => [],
    attest: async (nonce: string) => ({ document: toBase64url(await enclave.attest(new Uint8Array(Buffer.from(nonce, 'base64url')))) }),
    challenge: async ({ operation, walletId, nonce }: { readonly operation: string; readonly walletId: string; readonly nonce: string }) => {
      const issued = await enclave.challenge({ operation, walletId, sessionKeyThumbprint: thumbprint, nonce: new Uint8Array(Buffer.from(nonce, 'base64url')) });
      return {
        challenge: toBase64url(issued.challenge),
        document: toBase64url(issued.document),
        enclaveId: issued.enclaveId,
        expiresAtMs: issued.expiresAtMs,
        pinEpoch: 0,
      };
    },
    call: async (request: Parameters<typeof enclave.call>[0]) => {
      calls.push(request.operation);
      const answer = await enclave.call(request, request.operation === 'wallet_create' ? null : record);
      if (answer.effects.kind === 'created') record = answer.effects.record;
      effects.push(answer.effects);
      return { reply: toBase64url(answer.reply) };
    },
  };
  const session = { credentials: () => ({ certificate: toBase64url(opened.certificate), subjectHash: new Uint8Array(opened.subjectHash) }) };
  const checks: EnclaveCheck[] = [];
  const sign = async (bytes: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey as CryptoKey, new Uint8Array(bytes)));
  const client = createEnclaveClient({
    appId: APP_ID,
    api,
    session,
    sessionKey: { publicJwk: jwk, thumbprint: new Uint8Array(thumbprint), persistent: false, pair: keys as CryptoKeyPair, sign },
    pins: change(pinsOf(world)),
    nowMs: world.clock.nowMs,
    onCheck: (check) => checks.push(check),
  });
  const accounts = createAccounts({ api, session, enclave: client, database: createMemoryDatabase() });
  return { client, accounts, signing: createSigning(client), calls, checks, effects };
}

async function headerFor(account: { readonly address: Hex; readonly accountIndex: number }) {
  return {
    appId: APP_ID,
    origin: 'http://127.0.0.1:4000',
    requestId: crypto.randomUUID(),
    account: account.address,
    accountIndex: account.accountIndex,
    display: `0x${toHex(await sha256(new Uint8Array()))}` as Hex,
  };
}

const walletId = () => crypto.randomUUID() as string;

describe('the widget with the enclave', () => {
  it('checks the enclave before anything is asked of it', async () => {
    const { client, checks } = await widgetIn(await createWorld());
    await client.check();
    assert.equal(checks[0]?.state, 'verified');
  });

  it('creates a wallet, checks the proof of its address and activates it', async () => {
    const { accounts, calls, checks, effects } = await widgetIn(await createWorld());
    const account = await accounts.create(walletId(), PIN);
    assert.deepEqual(calls, ['wallet_create', 'wallet_activate']);
    assert.equal(effects[0]?.kind === 'created' && effects[0].address.toLowerCase(), account.address.toLowerCase());
    assert.equal(checks[0]?.state, 'verified');
  });

  it('signs a message, typed data and a transaction that viem recovers to the account', async () => {
    const { accounts, signing } = await widgetIn(await createWorld());
    const account = await accounts.create(walletId(), PIN);
    const message: Hex = '0x68690a00ff';
    const messageSignature = await signing.signMessage(account, { ...(await headerFor(account)), kind: 'message', message }, PIN);
    assert.equal(await recoverMessageAddress({ message: { raw: message }, signature: messageSignature }), account.address);

    const typedData = {
      types: {
        EIP712Domain: [{ name: 'chainId', type: 'uint256' }],
        Order: [
          { name: 'to', type: 'address' },
          { name: 'amounts', type: 'uint256[]' },
        ],
      },
      primaryType: 'Order',
      domain: { chainId: 31337 },
      message: { to: RECIPIENT, amounts: ['1', '115792089237316195423570985008687907853269984665640564039457584007913129639935'] },
    } as const;
    const unsigned = { ...(await headerFor(account)), kind: 'typed-data', json: JSON.stringify(typedData) } as const;
    const signature = await signing.signMessage(account, unsigned, PIN);
    const { EIP712Domain: _domain, ...types } = typedData.types;
    const bigints = { ...typedData, types, message: { to: RECIPIENT, amounts: typedData.message.amounts.map(BigInt) } } as const;
    assert.equal(await recoverTypedDataAddress({ ...bigints, signature }), account.address);

    const { rawTransaction, hash } = await signing.signTransaction(
      account,
      {
        ...(await headerFor(account)),
        kind: 'transaction',
        chainId: 31337,
        nonce: 0,
        to: RECIPIENT,
        valueWei: 10n ** 16n,
        data: '0x',
        gasLimit: 21_000n,
        maxFeePerGasWei: 2_000_000_000n,
        maxPriorityFeePerGasWei: 1_000_000_000n,
      },
      PIN,
    );
    assert.equal(hash, keccak256(rawTransaction));
    assert.equal(await recoverTransactionAddress({ serializedTransaction: rawTransaction as `0x02${string}` }), account.address);
  });

  it('hears in numbers that the PIN was wrong, and signs with the right one', async () => {
    const { accounts, signing } = await widgetIn(await createWorld());
    const account = await accounts.create(walletId(), PIN);
    const unsigned = { ...(await headerFor(account)), kind: 'message', message: '0x6869' } as const;
    await assert.rejects(
      signing.signMessage(account, unsigned, WRONG_PIN),
      (error) => error instanceof SealedFailure && error.error.code === 'pin_wrong' && error.error.remaining === 9,
    );
    assert.match(await signing.signMessage(account, unsigned, PIN), /^0x[0-9a-f]{130}$/);
  });

  const refusals: readonly (readonly [name: string, reason: string, change: (pins: EnclavePins) => EnclavePins])[] = [
    ['another root', 'root_not_pinned', (pins) => ({ ...pins, rootSha256: '00'.repeat(32) })],
    ['no release at all', 'release_unknown', (pins) => ({ ...pins, releases: [] })],
    [
      'another image',
      'release_unknown',
      (pins) => ({ ...pins, releases: pins.releases.map((release) => ({ ...release, pcrs: { ...release.pcrs, 0: '11'.repeat(48) } })) }),
    ],
    [
      'another manifest',
      'manifest_unknown',
      (pins) => ({ ...pins, releases: pins.releases.map((release) => ({ ...release, manifestSha256: '22'.repeat(32) })) }),
    ],
  ];
  for (const [name, reason, change] of refusals) {
    it(`sends nothing to an enclave that its build does not pin: ${name}`, async () => {
      const { accounts, calls, checks } = await widgetIn(await createWorld(), change);
      await assert.rejects(accounts.create(walletId(), PIN), { code: -32082, data: { reason } });
      assert.deepEqual(calls, []);
      assert.deepEqual(checks, [{ state: 'refused', reason }]);
    });
  }

  it('refuses an expired certificate even when everything else is right', async () => {
    const world = await createWorld();
    const { accounts, calls } = await widgetIn({ ...world, clock: { ...world.clock, nowMs: () => world.clock.nowMs() + 20 * 365 * 86_400_000 } } as World);
    await assert.rejects(accounts.create(walletId(), PIN), { code: -32082, data: { reason: 'certificate_expired' } });
    assert.deepEqual(calls, []);
  });
});
