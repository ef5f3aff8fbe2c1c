import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BrowserProvider, parseEther as parseEtherByEthers, verifyMessage as verifyByEthers, verifyTypedData as verifyTypedByEthers } from 'ethers';
import { createPublicClient, createWalletClient, custom, type Hex, parseEther, recoverMessageAddress, recoverTypedDataAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { Web3 } from 'web3';
import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import { rpcMethods } from '../../host-sdk/src/contract/rpc.ts';
import type { Json } from '../../host-sdk/src/contract/types.ts';
import { createEmitter } from '../../host-sdk/src/emitter.ts';
import { createProvider, type ProviderEvents } from '../../host-sdk/src/provider.ts';

/*
 * viem, ethers 6 and web3.js 4 on the provider alone. What they send goes through the wallet's own guards first, so a library that
 * sends what the wallet would refuse is found here; what comes back is signed by a real key and checked by the library.
 */

const signer = privateKeyToAccount('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d');
const to = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const hash: Hex = `0x${'ab'.repeat(32)}`;

type Sent = { readonly method: string; readonly params: unknown };

function setUp({ isRefused = false } = {}) {
  const emitter = createEmitter<ProviderEvents>();
  const sent: Sent[] = [];
  const answers: { readonly [method: string]: (params: readonly never[]) => Json | Promise<Json> } = {
    eth_chainId: () => '0x7a69',
    net_version: () => '31337',
    eth_accounts: () => (isRefused ? [] : [signer.address]),
    eth_requestAccounts: () => [signer.address],
    eth_getBalance: () => '0xde0b6b3a7640000',
    eth_blockNumber: () => '0x10',
    eth_getTransactionCount: () => '0x1',
    eth_estimateGas: () => '0x5208',
    eth_gasPrice: () => '0x3b9aca00',
    eth_maxPriorityFeePerGas: () => '0x3b9aca00',
    eth_feeHistory: () => ({ oldestBlock: '0x10', baseFeePerGas: ['0x1', '0x1'], gasUsedRatio: [0.5], reward: [['0x1']] }),
    eth_getBlockByNumber: () => ({
      number: '0x10',
      hash,
      parentHash: hash,
      timestamp: '0x1',
      baseFeePerGas: '0x1',
      gasLimit: '0x1c9c380',
      gasUsed: '0x0',
      transactions: [],
      uncles: [],
    }),
    eth_getTransactionByHash: () => ({
      hash,
      blockNumber: null,
      blockHash: null,
      from: signer.address,
      to,
      value: '0x1',
      gas: '0x5208',
      gasPrice: '0x1',
      nonce: '0x1',
      input: '0x',
      type: '0x0',
      chainId: '0x7a69',
      v: '0x1b',
      r: hash,
      s: hash,
      transactionIndex: null,
    }),
    eth_getTransactionReceipt: () => ({
      transactionHash: hash,
      transactionIndex: '0x0',
      blockHash: hash,
      blockNumber: '0x10',
      from: signer.address,
      to,
      cumulativeGasUsed: '0x5208',
      gasUsed: '0x5208',
      effectiveGasPrice: '0x1',
      contractAddress: null,
      logs: [],
      logsBloom: `0x${'00'.repeat(256)}`,
      status: '0x1',
      type: '0x2',
    }),
    eth_sendTransaction: () => hash,
    eth_call: () => '0x',
    personal_sign: ([message]) => signer.signMessage({ message: { raw: message as unknown as Hex } }),
    eth_signTypedData_v4: (params) => signer.signTypedData(typeof params[1] === 'string' ? JSON.parse(params[1]) : params[1]),
  };
  const provider = createProvider(emitter, async ({ method, params }) => {
    sent.push({ method, params });
    const row = (rpcMethods as { readonly [name: string]: { readonly params: (value: unknown) => unknown } })[method];
    if (row === undefined) throw new WalletError(-32601, `The method ${method} does not exist.`);
    row.params(params);
    if (isRefused && method === 'eth_requestAccounts') throw new WalletError(4001, 'The user rejected the request.');
    const answer = answers[method];
    if (answer === undefined) throw new WalletError(-32601, `The test has no answer for ${method}.`);
    return answer((params ?? []) as readonly never[]);
  });
  return { provider, sent, emitter };
}

const typedData = {
  domain: { name: 'Harbour Coffee', version: '1', chainId: 31337 },
  types: {
    Voucher: [
      { name: 'item', type: 'string' },
      { name: 'quantity', type: 'uint8' },
    ],
  },
  primaryType: 'Voucher',
  message: { item: 'House blend', quantity: 1 },
} as const;

type SentTransaction = { readonly to: string; readonly value: string };

function paymentOf(sent: readonly Sent[]): SentTransaction {
  const params = sent.find(({ method }) => method === 'eth_sendTransaction')?.params as readonly [SentTransaction] | undefined;
  assert.ok(params, 'a transaction was sent');
  return params[0];
}

describe('viem on the provider', () => {
  it('reads, connects, pays and signs', async () => {
    const { provider, sent } = setUp();
    const reader = createPublicClient({ transport: custom(provider) });
    const wallet = createWalletClient({ transport: custom(provider) });
    const [account] = await wallet.requestAddresses();
    assert.ok(account);
    assert.equal(account, signer.address);
    assert.equal(await reader.getChainId(), 31337);
    assert.equal(await reader.getBalance({ address: account }), parseEther('1'));
    assert.equal(await wallet.sendTransaction({ account, chain: null, to, value: parseEther('0.01') }), hash);
    assert.deepEqual([paymentOf(sent).to, BigInt(paymentOf(sent).value)], [to, parseEther('0.01')]);
    assert.equal((await reader.waitForTransactionReceipt({ hash })).status, 'success');
    const signature = await wallet.signMessage({ account, message: 'héllo' });
    assert.equal(await recoverMessageAddress({ message: 'héllo', signature }), signer.address);
    assert.equal(await recoverTypedDataAddress({ ...typedData, signature: await wallet.signTypedData({ account, ...typedData }) }), signer.address);
  });

  it('tells a refusal by its own class', async () => {
    const wallet = createWalletClient({ transport: custom(setUp({ isRefused: true }).provider) });
    await assert.rejects(wallet.requestAddresses(), (error: { readonly code: number; readonly name: string }) => {
      assert.deepEqual([error.code, error.name], [4001, 'UserRejectedRequestError']);
      return true;
    });
  });
});

describe('ethers on the provider', () => {
  it('reads, connects, pays and signs', async () => {
    const { provider, sent } = setUp();
    const ethers = new BrowserProvider(provider);
    const account = await ethers.getSigner();
    assert.equal(account.address, signer.address);
    assert.equal((await ethers.getNetwork()).chainId, 31337n);
    assert.equal(await ethers.getBalance(account.address), parseEtherByEthers('1'));
    assert.equal((await account.sendTransaction({ to, value: parseEtherByEthers('0.01') })).hash, hash);
    assert.deepEqual([paymentOf(sent).to.toLowerCase(), BigInt(paymentOf(sent).value)], [to.toLowerCase(), parseEtherByEthers('0.01')]);
    assert.equal(verifyByEthers('héllo', await account.signMessage('héllo')), signer.address);
    const { domain, types, message } = typedData;
    const voucher = { Voucher: [...types.Voucher] };
    assert.equal(verifyTypedByEthers(domain, voucher, message, await account.signTypedData(domain, voucher, message)), signer.address);
    ethers.destroy();
  });

  it('tells a refusal by its own code', async () => {
    const ethers = new BrowserProvider(setUp({ isRefused: true }).provider);
    await assert.rejects(ethers.getSigner(), (error: { readonly code: string }) => {
      assert.equal(error.code, 'ACTION_REJECTED');
      return true;
    });
    ethers.destroy();
  });
});

describe('web3.js on the provider', () => {
  it('reads, connects, pays and signs', async () => {
    const { provider, sent } = setUp();
    const web3 = new Web3(provider);
    assert.deepEqual(await web3.eth.requestAccounts(), [signer.address]);
    assert.equal(await web3.eth.getChainId(), 31337n);
    assert.equal(await web3.eth.getBalance(signer.address), parseEther('1'));
    const receipt = await web3.eth.sendTransaction({ from: signer.address, to, value: web3.utils.toWei('0.01', 'ether') });
    assert.deepEqual([receipt.transactionHash, receipt.status], [hash, 1n]);
    assert.deepEqual([paymentOf(sent).to.toLowerCase(), BigInt(paymentOf(sent).value)], [to.toLowerCase(), parseEther('0.01')]);
    const signature = (await web3.eth.personal.sign('0x68c3a96c6c6f', signer.address, '')) as Hex;
    assert.equal(await recoverMessageAddress({ message: { raw: '0x68c3a96c6c6f' }, signature }), signer.address);
  });

  it('hears the provider’s events', async () => {
    const { provider, emitter } = setUp();
    const web3 = new Web3(provider);
    const heard = new Promise((resolve) => web3.provider?.on('accountsChanged', resolve));
    emitter.emit('accountsChanged', [signer.address]);
    assert.deepEqual(await heard, [signer.address]);
  });

  it('tells a refusal by its code', async () => {
    const web3 = new Web3(setUp({ isRefused: true }).provider);
    await assert.rejects(web3.eth.requestAccounts(), (error: { readonly code?: number; readonly innerError?: { readonly code: number } }) => {
      assert.equal(error.innerError?.code ?? error.code, 4001);
      return true;
    });
  });
});
