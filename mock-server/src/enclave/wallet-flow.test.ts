import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode } from 'cborg';
import { keccak256, parseTransaction, recoverMessageAddress, recoverTransactionAddress, recoverTypedDataAddress, type TypedDataDefinition, toHex } from 'viem';
import { encodeIntent, type Intent } from '../../../widget/src/contract/intent.ts';
import type { AppProof } from '../../../widget/src/contract/sealed.ts';
import { intentHeader, transactionIntent } from './testing/intents.ts';
import { isProofValid, pinField } from './testing/wallet-client.ts';
import { createActiveWallet, createWorld, PIN } from './testing/world.ts';

const typedData = {
  types: {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'chainId', type: 'uint256' },
    ],
    Person: [
      { name: 'name', type: 'string' },
      { name: 'wallets', type: 'address[]' },
    ],
    Mail: [
      { name: 'from', type: 'Person' },
      { name: 'to', type: 'Person[2]' },
      { name: 'contents', type: 'bytes' },
      { name: 'count', type: 'int8' },
    ],
  },
  primaryType: 'Mail',
  domain: { name: 'Ether Mail', chainId: 31337 },
  message: {
    from: { name: 'Cow', wallets: ['0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826'] },
    to: [
      { name: 'Bob', wallets: [] },
      { name: 'Eve', wallets: ['0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB'] },
    ],
    contents: '0x1234',
    count: -5,
  },
} as const;

describe('the way of a wallet', () => {
  it('creates, activates and signs a transaction that recovers to the address', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const { record, address } = await createActiveWallet(client);
    const intent = transactionIntent(world, address, { data: '0xdeadbeef', gasLimit: 50_000n });
    const signed = await client.call('sign_intent', { pin: pinField(PIN) }, record, encodeIntent(intent));
    assert.ok(signed.body.ok);
    assert.equal(signed.effects.kind, 'signed-transaction');
    const raw = toHex(signed.body.result.rawTransaction as Uint8Array) as `0x02${string}`;
    assert.equal((await recoverTransactionAddress({ serializedTransaction: raw })).toLowerCase(), address);
    assert.deepEqual(toHex(signed.body.result.transactionHash as Uint8Array), keccak256(raw));
    const parsed = parseTransaction(raw);
    const { type, chainId, nonce, to, value, data, gas, maxFeePerGas, maxPriorityFeePerGas } = parsed;
    assert.deepEqual(
      { type, chainId, nonce, to, value, data, gas, maxFeePerGas, maxPriorityFeePerGas },
      {
        type: 'eip1559',
        chainId: 31337,
        nonce: 7,
        to: intent.to,
        value: intent.valueWei,
        data: intent.data,
        gas: intent.gasLimit,
        maxFeePerGas: intent.maxFeePerGasWei,
        maxPriorityFeePerGas: intent.maxPriorityFeePerGasWei,
      },
    );
    const proof = signed.body.result.proof as unknown as AppProof;
    assert.ok(isProofValid(proof, signed.proofKey));
    const statement = decode(proof.payload) as { type: string; signatureHash: Uint8Array };
    assert.equal(statement.type, 'SIGNATURE');
    assert.deepEqual(
      statement.signatureHash,
      new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(signed.body.result.rawTransaction as Uint8Array))),
    );
  });

  it('signs messages and typed data as viem reads them, twice the same', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const { record, address } = await createActiveWallet(client);
    const message: Intent = { kind: 'message', ...intentHeader(world, address), message: toHex('hello ✓') };
    const first = await client.call('sign_intent', { pin: pinField(PIN) }, record, encodeIntent(message));
    const second = await client.call('sign_intent', { pin: pinField(PIN) }, record, encodeIntent(message));
    assert.ok(first.body.ok && second.body.ok);
    assert.deepEqual(first.body.result.signature, second.body.result.signature);
    const signature = toHex(first.body.result.signature as Uint8Array);
    assert.equal((await recoverMessageAddress({ message: 'hello ✓', signature })).toLowerCase(), address);

    const typed: Intent = { kind: 'typed-data', ...intentHeader(world, address), json: JSON.stringify(typedData) };
    const signed = await client.call('sign_intent', { pin: pinField(PIN) }, record, encodeIntent(typed));
    assert.ok(signed.body.ok);
    const recovered = await recoverTypedDataAddress({
      ...(typedData as unknown as TypedDataDefinition),
      signature: toHex(signed.body.result.signature as Uint8Array),
    });
    assert.equal(recovered.toLowerCase(), address);
  });

  it('opens again after a restart, with the same sealed secret, ledger and record', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const { record, address } = await createActiveWallet(client);
    const restarted = await world.startEnclave();
    const again = await world.login(restarted, 'alice', client.walletId);
    const derived = await again.call('address_derive', { accountIndex: 1, pin: pinField(PIN) }, record);
    assert.ok(derived.body.ok);
    assert.equal(derived.effects.kind, 'account');
    assert.notEqual(derived.effects.kind === 'account' && derived.effects.address, address);
    const first = await again.call('address_derive', { accountIndex: 0, pin: pinField(PIN) }, record);
    assert.equal(first.effects.kind === 'account' && first.effects.address, address);
  });
});
