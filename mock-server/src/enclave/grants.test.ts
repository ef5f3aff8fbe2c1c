import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeFunctionData, erc20Abi, erc721Abi, maxUint256 } from 'viem';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { encodeIntent, type Intent } from '../../../widget/src/contract/intent.ts';
import { intentHeader, transactionIntent } from './testing/intents.ts';
import { pinField } from './testing/wallet-client.ts';
import { createActiveWallet, createWorld, PIN } from './testing/world.ts';

const OTHER = '0x00000000000000000000000000000000000000cc';
const TOKEN = '0x00000000000000000000000000000000000000dd';
/** 21000 gas at 2 gwei. */
const FEE_WEI = 42_000_000_000_000n;

async function unlocked(limits: { readonly ttlSeconds?: number; readonly maxSignatures?: number; readonly valueCapWei?: string } = {}) {
  const world = await createWorld();
  const client = await world.login(await world.startEnclave());
  const { record, address } = await createActiveWallet(client);
  const fields = { ttlSeconds: 300, maxSignatures: 20, valueCapWei: String(10n ** 18n), ...limits };
  const outcome = await client.call('unlock', { pin: pinField(PIN), ...fields }, record);
  assert.ok(outcome.body.ok);
  const grantId = outcome.body.result.grantId as Uint8Array;
  const sign = async (intent: Intent) => {
    const { body } = await client.call('sign_intent', { grantId }, record, encodeIntent(intent));
    return body.ok ? 'signed' : body.error;
  };
  return { world, client, record, address, sign, expiresAtMs: outcome.body.result.expiresAtMs };
}

describe('an unlock grant', () => {
  it('signs without the PIN while witnesses and KMS are away', async () => {
    const { world, address, sign } = await unlocked();
    world.ledger.isDown = true;
    world.kms.isDown = true;
    assert.equal(await sign(transactionIntent(world, address, { valueWei: 5n })), 'signed');
    assert.equal(await sign({ kind: 'message', ...intentHeader(world, address), message: '0x6869' }), 'signed');
  });

  it('ends after its time, after its signatures, and with the process', async () => {
    const { world, address, sign, expiresAtMs } = await unlocked({ ttlSeconds: 60, maxSignatures: 2 });
    assert.equal(expiresAtMs, world.clock.nowMs() + 60_000);
    const message = (): Intent => ({ kind: 'message', ...intentHeader(world, address), message: '0x00' });
    assert.equal(await sign(message()), 'signed');
    assert.equal(await sign(message()), 'signed');
    assert.deepEqual(await sign(message()), { code: 'grant_exhausted' });
    world.clock.advance(60_000);
    assert.deepEqual(await sign(message()), { code: 'grant_unknown' });
  });

  it('holds value and the highest fee of all its signatures against the cap, per chain', async () => {
    const { world, address, sign } = await unlocked({ valueCapWei: String(10n * FEE_WEI) });
    const pay = (valueWei: bigint, chainId = 31337) => sign(transactionIntent(world, address, { valueWei, chainId }));
    assert.equal(await pay(8n * FEE_WEI), 'signed');
    assert.deepEqual(await pay(1n), { code: 'pin_required', field: 'valueWei' });
    assert.equal(await pay(0n), 'signed');
    assert.deepEqual(await pay(0n), { code: 'pin_required', field: 'valueWei' });
    assert.equal(await pay(8n * FEE_WEI, 1), 'signed');
  });

  it('signs own token transfers, and asks for the PIN for every other call', async () => {
    const { world, address, sign } = await unlocked();
    const call = (data: Hex, to: Hex | null = TOKEN) => sign(transactionIntent(world, address, { to, data, valueWei: 0n, gasLimit: 60_000n }));
    const transfer = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [OTHER, 5n] });
    assert.equal(await call(transfer), 'signed');
    assert.equal(await call(encodeFunctionData({ abi: erc721Abi, functionName: 'transferFrom', args: [address, OTHER, 1n] })), 'signed');
    const refused: readonly (readonly [Hex, Hex | null])[] = [
      [encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [OTHER, maxUint256] }), TOKEN],
      [encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [OTHER, 0n] }), TOKEN],
      [encodeFunctionData({ abi: erc721Abi, functionName: 'setApprovalForAll', args: [OTHER, true] }), TOKEN],
      [encodeFunctionData({ abi: erc20Abi, functionName: 'transferFrom', args: [OTHER, address, 5n] }), TOKEN],
      [`${transfer}00`, TOKEN],
      [transfer.slice(0, -2) as Hex, TOKEN],
      [`0xa9059cbb01${transfer.slice(12)}`, TOKEN],
      ['0xdeadbeef', TOKEN],
      ['0x60', null],
    ];
    for (const [data, to] of refused) assert.deepEqual(await call(data, to), { code: 'pin_required', field: 'data' }, data);
  });

  it('asks for the PIN for typed data that spends', async () => {
    const { world, address, sign } = await unlocked();
    const typed = (primaryType: string): Intent => {
      const types = { [primaryType]: [{ name: 'amount', type: 'uint256' }] };
      const json = JSON.stringify({ types, primaryType, domain: { name: 'x' }, message: { amount: '1' } });
      return { kind: 'typed-data', ...intentHeader(world, address), json };
    };
    assert.equal(await sign(typed('Login')), 'signed');
    for (const name of ['Permit', 'PermitSingle', 'PermitBatchTransferFrom', 'OrderComponents', 'Delegation']) {
      assert.deepEqual(await sign(typed(name)), { code: 'pin_required', field: 'json.primaryType' });
    }
  });

  it('error: another account than the wallet’s, neither or both of PIN and grant', async () => {
    const { world, client, record, address, sign } = await unlocked();
    assert.deepEqual(await sign(transactionIntent(world, OTHER, { valueWei: 1n })), { code: 'account_mismatch' });
    assert.deepEqual(await sign(transactionIntent(world, address, { accountIndex: 1, valueWei: 1n })), { code: 'account_mismatch' });
    const intent = encodeIntent(transactionIntent(world, address));
    const neither = await client.call('sign_intent', {}, record, intent);
    assert.deepEqual(neither.body, { ok: false, error: { code: 'pin_required' } });
    const both = await client.call('sign_intent', { pin: pinField(PIN), grantId: new Uint8Array(32) }, record, intent);
    assert.equal(both.body.ok, false);
  });

  it('a bad intent costs no try and no signature', async () => {
    const { world, client, record, address, sign } = await unlocked({ maxSignatures: 1 });
    const entries = world.ledger.entries().length;
    const bad = encodeIntent(transactionIntent(world, address, { gasLimit: 1n }));
    const refused = await client.call('sign_intent', { pin: pinField(PIN) }, record, bad);
    assert.deepEqual(refused.body, { ok: false, error: { code: 'intent_invalid', field: 'gasLimit' } });
    assert.equal(world.ledger.entries().length, entries);
    assert.deepEqual(await sign(transactionIntent(world, address, { appId: 'other' })), { code: 'intent_invalid', field: 'appId' });
    assert.equal(await sign(transactionIntent(world, address, { valueWei: 1n })), 'signed');
  });
});
