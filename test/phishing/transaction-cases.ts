import { concat, encodeFunctionData, type Hex, maxUint256, pad, parseAbi, toFunctionSelector } from 'viem';
import { friend, type Log, type PhishingCase, permit2, person, stranger, thief, usdc } from './world.ts';

const abi = parseAbi([
  'function transfer(address to, uint256 value)',
  'function approve(address spender, uint256 value)',
  'function increaseAllowance(address spender, uint256 addedValue)',
  'function increaseApproval(address spender, uint256 addedValue)',
  'function setApprovalForAll(address operator, bool approved)',
  'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
  'function safeTransferFrom(address from, address to, uint256 tokenId)',
  'function safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] values, bytes data)',
  'function deposit(uint256 assets, address receiver)',
  'function redeem(uint256 shares, address receiver, address owner)',
  'function withdraw(uint256 wad)',
  'function enableModule(address module)',
  'function swapOwner(address prevOwner, address oldOwner, address newOwner)',
  'function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures)',
]);
const permit2Abi = parseAbi([
  'function approve(address token, address spender, uint160 amount, uint48 expiration)',
  'function permit(address owner, ((address token, uint160 amount, uint48 expiration, uint48 nonce) details, address spender, uint256 sigDeadline) permitSingle, bytes signature)',
]);
const zero: Hex = '0x0000000000000000000000000000000000000000';
const max160 = (1n << 160n) - 1n;
const unlimited = encodeFunctionData({ abi, functionName: 'approve', args: [thief, maxUint256] });
const forAll = encodeFunctionData({ abi, functionName: 'setApprovalForAll', args: [thief, true] });
const transfer = encodeFunctionData({ abi, functionName: 'transfer', args: [thief, 5_000_000n] });
const safe = (to: Hex, data: Hex, operation = 0) =>
  encodeFunctionData({ abi, functionName: 'execTransaction', args: [to, 0n, data, operation, 0n, 0n, 0n, zero, zero, `0x${'11'.repeat(65)}`] });
const nested = (depth: number): Hex => (depth === 0 ? transfer : safe(depth === 1 ? usdc : stranger, nested(depth - 1)));

const APPROVAL: Hex = '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925';
const APPROVAL_FOR_ALL: Hex = '0x17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31';
const TRANSFER: Hex = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const log = (address: Hex, event: Hex, from: Hex, to: Hex, amount: bigint): Log => ({
  address,
  topics: [event, pad(from), pad(to)],
  data: pad(`0x${amount.toString(16)}`),
});

type Sent = { readonly [key: string]: unknown };
const send = (sent: Sent): Pick<PhishingCase, 'method' | 'params'> => ({ method: 'eth_sendTransaction', params: [{ from: person, ...sent }] });
const blind = (name: string, data: Hex, more: Sent = {}): PhishingCase => ({ name, ...send({ to: stranger, data, ...more }), warns: ['blind_data'] });
const refused = (name: string, sent: Sent, reason: string): PhishingCase => ({ name, ...send({ to: friend, value: '0x1', ...sent }), refused: reason });
const changed = (at: number, digits: string): Hex => `${transfer.slice(0, at)}${digits}${transfer.slice(at + digits.length)}` as Hex;

const permissions: readonly PhishingCase[] = [
  { name: 'approve without end', ...send({ to: usdc, data: unlimited }), warns: ['unlimited_approval', 'first_interaction:caution'], shows: ['Unlimited'] },
  {
    name: 'approve one less than without end',
    ...send({ to: usdc, data: encodeFunctionData({ abi, functionName: 'approve', args: [thief, maxUint256 - 1n] }) }),
    warns: ['unlimited_approval', 'first_interaction:caution'],
  },
  {
    name: 'approve half of the range',
    ...send({ to: usdc, data: encodeFunctionData({ abi, functionName: 'approve', args: [thief, 1n << 255n] }) }),
    warns: ['unlimited_approval', 'first_interaction:caution'],
  },
  {
    name: 'approve written in capitals',
    ...send({ to: usdc, data: `0x${unlimited.slice(2).toUpperCase()}` }),
    warns: ['unlimited_approval', 'first_interaction:caution'],
  },
  {
    name: 'approve in input instead of data',
    ...send({ to: usdc, input: unlimited }),
    warns: ['unlimited_approval', 'first_interaction:caution'],
  },
  {
    name: 'increaseAllowance without end',
    ...send({ to: usdc, data: encodeFunctionData({ abi, functionName: 'increaseAllowance', args: [thief, maxUint256] }) }),
    warns: ['unlimited_approval', 'first_interaction:caution'],
  },
  {
    name: 'approve of a known shop, bounded',
    ...send({ to: usdc, data: encodeFunctionData({ abi, functionName: 'approve', args: [friend, 5_000_000n] }) }),
    logs: [log(usdc, APPROVAL, person, friend, 5_000_000n)],
    warns: [],
    shows: ['5 USDC'],
  },
  {
    name: 'a bounded approve that turns out to be without end',
    ...send({ to: usdc, data: encodeFunctionData({ abi, functionName: 'approve', args: [friend, 5_000_000n] }) }),
    logs: [log(usdc, APPROVAL, person, thief, maxUint256)],
    warns: ['unlimited_approval'],
  },
  { name: 'setApprovalForAll', ...send({ to: stranger, data: forAll }), warns: ['approve_for_all', 'first_interaction:caution'] },
  {
    name: 'Permit2 approve without end',
    ...send({ to: permit2, data: encodeFunctionData({ abi: permit2Abi, functionName: 'approve', args: [usdc, thief, max160, 2 ** 48 - 1] }) }),
    warns: ['unlimited_approval'],
    means: 'Allow spending',
    shows: ['Unlimited USDC'],
  },
  {
    name: 'Permit2 approve half of the range',
    ...send({ to: permit2, data: encodeFunctionData({ abi: permit2Abi, functionName: 'approve', args: [usdc, thief, 1n << 159n, 0] }) }),
    warns: ['unlimited_approval'],
  },
  {
    name: 'Permit2 approve in a copy of Permit2',
    ...send({ to: stranger, data: encodeFunctionData({ abi: permit2Abi, functionName: 'approve', args: [usdc, thief, max160, 0] }) }),
    warns: ['blind_data'],
  },
  {
    name: 'Permit2 permit on the chain, without end',
    ...send({
      to: permit2,
      data: encodeFunctionData({
        abi: permit2Abi,
        functionName: 'permit',
        args: [person, { details: { token: usdc, amount: max160, expiration: 0, nonce: 0 }, spender: thief, sigDeadline: maxUint256 }, `0x${'22'.repeat(65)}`],
      }),
    }),
    warns: ['unlimited_approval'],
  },
  {
    name: 'permit on the chain, without end',
    ...send({ to: usdc, data: encodeFunctionData({ abi, functionName: 'permit', args: [person, thief, maxUint256, maxUint256, 27, pad('0x1'), pad('0x2')] }) }),
    warns: ['unlimited_approval', 'unverified_contract:caution'],
  },
];

const safes: readonly PhishingCase[] = [
  {
    name: 'a Safe that approves without end',
    ...send({ to: stranger, data: safe(usdc, unlimited) }),
    warns: ['unlimited_approval', 'unverified_contract:caution'],
    shows: ['Unlimited USDC'],
  },
  {
    name: 'a Safe that gives a collection away',
    ...send({ to: stranger, data: safe(usdc, forAll) }),
    warns: ['approve_for_all', 'unverified_contract:caution'],
  },
  {
    name: 'a Safe that runs foreign code as itself',
    ...send({ to: stranger, data: safe(usdc, transfer, 1) }),
    warns: ['blind_data', 'unverified_contract:caution'],
    shows: ['Run foreign code as the Safe itself'],
  },
  {
    name: 'a Safe with a call inside that nobody can read',
    ...send({ to: stranger, data: safe(stranger, '0x1cff79cd') }),
    warns: ['blind_data', 'unverified_contract:caution'],
    shows: ['0x1cff79cd'],
  },
  {
    name: 'Safes inside Safes',
    ...send({ to: stranger, data: nested(7) }),
    warns: ['blind_data', 'unverified_contract:caution'],
  },
  {
    name: 'a module that gets control of a Safe',
    ...send({ to: stranger, data: encodeFunctionData({ abi, functionName: 'enableModule', args: [thief] }) }),
    warns: ['unverified_contract:caution'],
    means: 'Give a module control of a Safe',
    shows: [thief],
  },
  {
    name: 'an owner of a Safe replaced',
    ...send({ to: stranger, data: encodeFunctionData({ abi, functionName: 'swapOwner', args: [friend, person, thief] }) }),
    warns: ['unverified_contract:caution'],
    means: 'Replace an owner of a Safe',
    shows: [thief, friend],
  },
];

const unreadable: readonly PhishingCase[] = [
  blind('SecurityUpdate()', toFunctionSelector('SecurityUpdate()'), { value: '0x16345785d8a0000' }),
  blind('claim()', toFunctionSelector('claim()')),
  blind('claimRewards(address)', concat([toFunctionSelector('claimRewards(address)'), pad(thief)])),
  blind('multicall of unknown calls', concat([toFunctionSelector('multicall(bytes[])'), pad('0x20'), pad('0x0')])),
  blind('increaseApproval, which old tokens have', encodeFunctionData({ abi, functionName: 'increaseApproval', args: [thief, maxUint256] })),
  blind('setApprovalForAll with a flag that is no flag', concat([forAll.slice(0, 74) as Hex, pad('0x2')])),
  blind('a transfer with something behind it', `${transfer}00`),
  blind('a transfer that ends early', transfer.slice(0, -2) as Hex),
  blind('a transfer with an address that is longer than addresses', changed(10, 'f'.repeat(24))),
  blind('a call of three bytes', '0xa9059c'),
  blind('a selector of zeros', '0x00000000'),
  blind('deposit() of a copy of WETH', '0xd0e30db0', { value: '0x16345785d8a0000' }),
  blind('withdraw(uint256) of a copy of WETH', encodeFunctionData({ abi, functionName: 'withdraw', args: [1n] })),
  blind('a signature of EIP-7702 as data', `0x05${'00'.repeat(40)}`),
  { name: 'a contract creation', ...send({ data: '0x6080604052' }), warns: ['blind_data'] },
  {
    name: 'data behind a payment to a person',
    ...send({ to: friend, value: '0x1', data: '0xdeadbeef' }),
    warns: ['blind_data'],
    shows: ['0xdeadbeef'],
  },
  {
    name: 'an unknown call that hides an approval',
    ...send({ to: stranger, data: '0x1cff79cd' }),
    logs: [log(usdc, APPROVAL, person, thief, maxUint256)],
    warns: ['blind_data', 'unlimited_approval'],
    shows: ['Unlimited', thief],
  },
  {
    name: 'an unknown call that takes a token',
    ...send({ to: stranger, data: '0x1cff79cd' }),
    logs: [log(usdc, TRANSFER, person, thief, 7_500_000n)],
    warns: ['blind_data'],
    shows: ['7.5 USDC', usdc],
  },
  {
    name: 'a worthless token that calls itself by no name comes in',
    ...send({ to: stranger, data: '0x1cff79cd' }),
    logs: [log(stranger, TRANSFER, thief, person, 10n ** 24n)],
    warns: ['blind_data'],
    shows: [`${10n ** 24n} (smallest units)`, stranger],
  },
];

const standards: readonly PhishingCase[] = [
  {
    name: 'a deposit into a vault nobody knows',
    ...send({ to: stranger, data: encodeFunctionData({ abi, functionName: 'deposit', args: [5n, thief] }) }),
    warns: ['unverified_contract:caution'],
    means: 'Deposit into a vault',
    shows: [thief],
  },
  {
    name: 'shares of a vault paid out to somebody else',
    ...send({ to: stranger, data: encodeFunctionData({ abi, functionName: 'redeem', args: [5n, thief, person] }) }),
    warns: ['unverified_contract:caution'],
    shows: [thief],
  },
  {
    name: 'a deposit that gives a collection away',
    ...send({ to: stranger, data: encodeFunctionData({ abi, functionName: 'deposit', args: [5n, person] }) }),
    logs: [log(usdc, APPROVAL_FOR_ALL, person, thief, 1n)],
    warns: ['approve_for_all', 'unverified_contract:caution'],
    shows: [thief],
  },
  {
    name: 'an item sent away',
    ...send({ to: stranger, data: encodeFunctionData({ abi, functionName: 'safeTransferFrom', args: [person, thief, 77n] }) }),
    warns: ['unverified_contract:caution'],
    shows: ['#77', thief],
  },
  {
    name: 'a list of items sent away',
    ...send({ to: stranger, data: encodeFunctionData({ abi, functionName: 'safeBatchTransferFrom', args: [person, thief, [1n, 2n], [3n, 4n], '0x'] }) }),
    warns: ['unverified_contract:caution'],
    shows: ['#1', '#2', '3', '4'],
  },
];

const lookAlike: Hex = `0x90f7${thief.slice(6, 38).toLowerCase()}b906`;
const plain: readonly PhishingCase[] = [
  { name: 'a payment to the friend of always', ...send({ to: friend, value: '0x1' }), warns: [] },
  { name: 'a payment to an address that looks like the friend’s', ...send({ to: lookAlike, value: '0x1' }), warns: ['first_interaction:caution'] },
  {
    name: 'a token to an address that looks like the friend’s',
    ...send({ to: usdc, data: encodeFunctionData({ abi, functionName: 'transfer', args: [lookAlike, 1n] }) }),
    logs: [log(usdc, TRANSFER, person, lookAlike, 1n)],
    warns: ['first_interaction:caution'],
  },
  { name: 'more than there is', ...send({ to: friend, value: '0xde0b6b3a7640000' }), warns: ['insufficient_funds'] },
  { name: 'a call that will fail', ...send({ to: usdc, data: transfer }), failure: 'execution reverted', paid: [thief], warns: ['simulation_failed'] },
  {
    name: 'a failure whose words turn the text around',
    ...send({ to: friend, value: '0x1' }),
    failure: 'ok \u202ednuf ot',
    warns: ['simulation_failed'],
    shows: ['ok \\u{202e}dnuf ot'],
  },
];

const malformed: readonly PhishingCase[] = [
  refused('a delegation by its type (EIP-7702)', { type: '0x4' }, 'eip7702_not_allowed'),
  refused('a delegation by its padded type', { type: '0x04' }, 'eip7702_not_allowed'),
  refused('a delegation by its list', { authorizationList: [{ chainId: '0x0', address: thief, nonce: '0x0' }] }, 'eip7702_not_allowed'),
  refused('an empty list of delegations', { authorizationList: [] }, 'eip7702_not_allowed'),
  refused('a blob transaction', { type: '0x3' }, 'blob_not_allowed'),
  refused('an access list', { accessList: [{ address: thief, storageKeys: [] }] }, 'access_list_not_supported'),
  refused('another chain', { chainId: '0x89' }, 'chain_mismatch'),
  refused('a nonce that leaves a gap', { nonce: '0x9' }, 'nonce_gap'),
  refused('a nonce that was used', { nonce: '0x1' }, 'nonce_too_low'),
  refused('a fee that eats everything', { maxFeePerGas: '0xde0b6b3a7640000', maxPriorityFeePerGas: '0x1' }, 'fee_too_high'),
  refused('a gas limit beyond all blocks', { gas: '0xffffffff' }, 'gas_limit_too_high'),
  refused('a recipient with one letter mistyped', { to: '0x90f79bf6EB2c4f870365E785982E1f101E93b906' }, 'checksum'),
  refused('two kinds of fees', { gasPrice: '0x1', maxFeePerGas: '0x1' }, 'fee_conflict'),
  refused('data and input that differ', { data: '0x01', input: '0x02' }, 'invalid_params'),
  refused('an odd number of digits', { data: '0x123' }, 'invalid_params'),
  refused('a value below nothing', { value: '-0x1' }, 'invalid_params'),
  refused('a value beyond 256 bits', { value: `0x1${'0'.repeat(64)}` }, 'invalid_params'),
  refused('a key the wallet does not know', { feeCurrency: usdc }, 'invalid_params'),
];

export const transactionCases: readonly PhishingCase[] = [...permissions, ...safes, ...unreadable, ...standards, ...plain, ...malformed];
