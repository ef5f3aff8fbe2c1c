import { type Hex, maxUint256, stringToHex } from 'viem';
import { friend, type PhishingCase, permit2, person, stranger, thief, usdc } from './world.ts';

const zero: Hex = '0x0000000000000000000000000000000000000000';
const domainTypes = [
  { name: 'name', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
];
type Fields = readonly { readonly name: string; readonly type: string }[];
const fields = (text: string): Fields => text.split(', ').map((field) => ({ type: field.split(' ')[0] ?? '', name: field.split(' ')[1] ?? '' }));

type Typed = {
  readonly name?: string;
  readonly contract?: Hex;
  readonly primaryType: string;
  readonly types: { readonly [name: string]: Fields };
  readonly message: object;
  readonly domain?: object;
};
const typed = ({ name = 'USD Coin', contract = usdc, primaryType, types, message, domain = {} }: Typed) => ({
  types: { EIP712Domain: domainTypes, ...types },
  primaryType,
  domain: { name, chainId: 1, verifyingContract: contract, ...domain },
  message,
});
const sign = (data: unknown): Pick<PhishingCase, 'method' | 'params'> => ({ method: 'eth_signTypedData_v4', params: [person, data] });

const permitTypes = { Permit: fields('address owner, address spender, uint256 value, uint256 nonce, uint256 deadline') };
const permitMessage = { owner: person, spender: thief, value: '25000000', nonce: 0, deadline: 1_795_356_300 };
const permit = (change: object = {}, more: Partial<Typed> = {}) =>
  typed({ primaryType: 'Permit', types: permitTypes, message: { ...permitMessage, ...change }, ...more });

const details = fields('address token, uint160 amount, uint48 expiration, uint48 nonce');
const max160 = ((1n << 160n) - 1n).toString();
const single = (more: Partial<Typed> = {}, amount = max160) =>
  typed({
    name: 'Permit2',
    contract: permit2,
    primaryType: 'PermitSingle',
    types: { PermitSingle: fields('PermitDetails details, address spender, uint256 sigDeadline'), PermitDetails: details },
    message: { details: { token: usdc, amount, expiration: 1_795_356_300, nonce: 0 }, spender: thief, sigDeadline: 1_795_356_300 },
    ...more,
  });
const permitted = fields('address token, uint256 amount');

const seaportTypes = {
  OrderComponents: fields(
    'address offerer, address zone, OfferItem[] offer, ConsiderationItem[] consideration, uint8 orderType, uint256 startTime, uint256 endTime, bytes32 zoneHash, uint256 salt, bytes32 conduitKey, uint256 counter',
  ),
  OfferItem: fields('uint8 itemType, address token, uint256 identifierOrCriteria, uint256 startAmount, uint256 endAmount'),
  ConsiderationItem: fields('uint8 itemType, address token, uint256 identifierOrCriteria, uint256 startAmount, uint256 endAmount, address recipient'),
};
const order = {
  offerer: person,
  zone: zero,
  offer: [{ itemType: 2, token: stranger, identifierOrCriteria: '77', startAmount: '1', endAmount: '1' }],
  consideration: [{ itemType: 0, token: zero, identifierOrCriteria: '0', startAmount: '1', endAmount: '1', recipient: thief }],
  orderType: 0,
  startTime: '1',
  endTime: '1795356300',
  zoneHash: `0x${'00'.repeat(32)}`,
  salt: '1',
  conduitKey: `0x${'00'.repeat(32)}`,
  counter: '0',
};
const seaport: Hex = '0x0000000000000068F116a894984e2DB1123eB395';
const seaportDomain = { types: { EIP712Domain: [domainTypes[0], { name: 'version', type: 'string' }, ...domainTypes.slice(1)], ...seaportTypes } };
const seaportOrder = (contract: Hex) => ({
  ...typed({ name: 'Seaport', contract, primaryType: 'OrderComponents', types: seaportTypes, message: order, domain: { version: '1.6' } }),
  ...seaportDomain,
});

const safeTx = (data: Hex, operation = 0, to: Hex = usdc) => ({
  types: {
    EIP712Domain: domainTypes.slice(1),
    SafeTx: fields(
      'address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, uint256 nonce',
    ),
  },
  primaryType: 'SafeTx',
  domain: { chainId: 1, verifyingContract: stranger },
  message: { to, value: 0, data, operation, safeTxGas: 0, baseGas: 0, gasPrice: 0, gasToken: zero, refundReceiver: zero, nonce: 3 },
});
const word = (hex: string) => hex.replace('0x', '').toLowerCase().padStart(64, '0');
const approveAll: Hex = `0x095ea7b3${word(thief)}${'f'.repeat(64)}`;

const permissions: readonly PhishingCase[] = [
  {
    name: 'a permit without end',
    ...sign(permit({ value: maxUint256.toString() })),
    warns: ['permit', 'unlimited_approval', 'unverified_contract:caution'],
    means: 'Allow spending',
  },
  {
    name: 'a permit in hexadecimal',
    ...sign(permit({ value: `0x${'f'.repeat(64)}` })),
    warns: ['permit', 'unlimited_approval', 'unverified_contract:caution'],
  },
  { name: 'a bounded permit', ...sign(permit()), warns: ['permit', 'unverified_contract:caution'], shows: ['25 USDC', thief] },
  { name: 'a permit as text', ...sign(JSON.stringify(permit())), warns: ['permit', 'unverified_contract:caution'] },
  {
    name: 'a permit of the old kind, for everything',
    ...sign(
      typed({
        name: 'Dai Stablecoin',
        primaryType: 'Permit',
        types: { Permit: fields('address holder, address spender, uint256 nonce, uint256 expiry, bool allowed') },
        message: { holder: person, spender: thief, nonce: 0, expiry: 0, allowed: true },
      }),
    ),
    warns: ['permit', 'unlimited_approval', 'unverified_contract:caution'],
    means: 'Allow spending of all',
  },
  { name: 'Permit2 without end', ...sign(single()), warns: ['permit', 'unlimited_approval'], means: 'Allow spending', shows: ['Unlimited USDC'] },
  { name: 'Permit2, bounded', ...sign(single({}, '1000000')), warns: ['permit'], shows: ['1 USDC'] },
  {
    name: 'Permit2 for many tokens',
    ...sign(
      single({
        primaryType: 'PermitBatch',
        types: { PermitBatch: fields('PermitDetails[] details, address spender, uint256 sigDeadline'), PermitDetails: details },
        message: {
          details: [
            { token: usdc, amount: max160, expiration: 1, nonce: 0 },
            { token: stranger, amount: '1', expiration: 1, nonce: 0 },
          ],
          spender: thief,
          sigDeadline: 1,
        },
      }),
    ),
    warns: ['permit', 'unlimited_approval'],
    means: 'Allow spending of several tokens',
  },
  {
    name: 'Permit2 that takes at once',
    ...sign(
      single({
        primaryType: 'PermitTransferFrom',
        types: { PermitTransferFrom: fields('TokenPermissions permitted, address spender, uint256 nonce, uint256 deadline'), TokenPermissions: permitted },
        message: { permitted: { token: usdc, amount: '5000000' }, spender: thief, nonce: '1', deadline: 1_795_356_300 },
      }),
    ),
    warns: ['permit'],
    means: 'Let someone take tokens',
    shows: ['5 USDC'],
  },
  {
    name: 'Permit2 with a witness nobody knows',
    ...sign(
      single({
        primaryType: 'PermitWitnessTransferFrom',
        types: {
          PermitWitnessTransferFrom: fields('TokenPermissions permitted, address spender, uint256 nonce, uint256 deadline, Deal witness'),
          TokenPermissions: permitted,
          Deal: fields('address to'),
        },
        message: { permitted: { token: usdc, amount: maxUint256.toString() }, spender: thief, nonce: '1', deadline: '1', witness: { to: thief } },
      }),
    ),
    warns: ['permit', 'unlimited_approval'],
    shows: [thief],
  },
  { name: 'an item for one wei', ...sign(seaportOrder(seaport)), warns: ['permit'], means: 'Sign a trade order', shows: ['ERC-721 item', '77', thief] },
  {
    name: 'a bulk order whose tree nobody can read',
    ...sign(
      typed({
        name: 'Market',
        contract: stranger,
        primaryType: 'BulkOrder',
        types: { BulkOrder: fields('bytes32[2] tree') },
        message: { tree: [`0x${'11'.repeat(32)}`, `0x${'22'.repeat(32)}`] },
      }),
    ),
    warns: ['permit'],
  },
  {
    name: 'a permit under another name',
    ...sign(
      typed({
        name: 'Login',
        contract: stranger,
        primaryType: 'Hello',
        types: { Hello: fields('address spender, uint256 amount') },
        message: { spender: thief, amount: maxUint256.toString() },
      }),
    ),
    warns: ['permit', 'unlimited_approval'],
  },
];

const impostors: readonly PhishingCase[] = [
  { name: 'a copy of Permit2', ...sign(single({ contract: stranger })), warns: ['permit', 'unlimited_approval', 'domain_mismatch'] },
  {
    name: 'a copy of Permit2 in small letters',
    ...sign(single({ contract: stranger, name: 'permit2' })),
    warns: ['permit', 'unlimited_approval', 'domain_mismatch'],
  },
  {
    name: 'a copy of Permit2 with a blank behind it',
    ...sign(single({ contract: stranger, name: 'Permit2 ' })),
    warns: ['permit', 'unlimited_approval', 'domain_mismatch'],
  },
  {
    name: 'a copy of Permit2 in wide letters',
    ...sign(single({ contract: stranger, name: '\uff30ermit2' })),
    warns: ['permit', 'unlimited_approval', 'domain_mismatch'],
  },
  { name: 'a copy of Seaport', ...sign(seaportOrder(thief)), warns: ['permit', 'domain_mismatch'] },
];

const safes: readonly PhishingCase[] = [
  {
    name: 'a Safe’s transaction that approves without end',
    ...sign(safeTx(approveAll)),
    warns: ['unlimited_approval', 'unverified_contract:caution'],
    shows: ['Unlimited USDC'],
  },
  {
    name: 'a Safe’s transaction that runs foreign code',
    ...sign(safeTx('0x8d80ff0a', 1, thief)),
    warns: ['blind_data', 'unverified_contract:caution'],
    shows: ['Run foreign code as the Safe itself'],
  },
  {
    name: 'a Safe’s transaction that nobody can read',
    ...sign(safeTx('0x1cff79cd', 0, thief)),
    warns: ['blind_data', 'unverified_contract:caution'],
    shows: ['0x1cff79cd'],
  },
];

const mail = typed({ name: 'Mail', contract: stranger, primaryType: 'Mail', types: { Mail: fields('string text') }, message: { text: 'pay \u202enow\u200b' } });
const text = (from: string, to: string) => JSON.stringify(permit()).replace(from, to);
const malformed: readonly PhishingCase[] = [
  { name: 'text that turns itself around', ...sign(mail), warns: [], shows: ['pay \\u{202e}now\\u{200b}'] },
  { name: 'text that imitates what is written out', ...sign({ ...mail, message: { text: '\\u{202e}' } }), warns: [], shows: ['\\\\u{202e}'] },
  { name: 'another chain', ...sign(permit({}, { domain: { chainId: 137 } })), refused: 'chain_mismatch' },
  { name: 'another chain as text', ...sign(permit({}, { domain: { chainId: '0x89' } })), refused: 'chain_mismatch' },
  { name: 'a value that is missing', ...sign(permit({ value: undefined, nonce: undefined })), refused: 'unserialisable' },
  { name: 'a value too many', ...sign(permit({ memo: 'free' })), refused: 'key_extra' },
  { name: 'a key that is there twice', ...sign(text('"value":"25000000"', '"value":"1","value":"25000000"')), refused: 'ambiguous_json' },
  { name: 'a prototype in the message', ...sign(text('"nonce":0', '"__proto__":{},"nonce":0')), refused: 'forbidden_key' },
  { name: 'a number that is rounded when it is read', ...sign(text('"nonce":0', '"nonce":9007199254740993')), refused: 'ambiguous_json' },
  { name: 'a number with an exponent', ...sign(text('"nonce":0', '"nonce":1e3')), refused: 'ambiguous_json' },
  { name: 'something behind the end', ...sign(`${JSON.stringify(permit())}{}`), refused: 'ambiguous_json' },
  { name: 'half a character', ...sign(text('USD Coin', 'USD \\ud800')), refused: 'ambiguous_json' },
  { name: 'a type that holds itself', ...sign(typed({ primaryType: 'A', types: { A: fields('A[] a') }, message: { a: [] } })), refused: 'type_cycle' },
  { name: 'a type that is not there', ...sign(typed({ primaryType: 'A', types: { A: fields('B b') }, message: { b: {} } })), refused: 'type_missing' },
  { name: 'a number that does not fit', ...sign(typed({ primaryType: 'A', types: { A: fields('uint8 a') }, message: { a: 256 } })), refused: 'out_of_range' },
  { name: 'the domain as the message', ...sign({ ...permit(), primaryType: 'EIP712Domain' }), refused: 'type_invalid' },
  {
    name: 'a domain with a field of its own',
    ...sign({ ...permit(), types: { ...permitTypes, EIP712Domain: [...domainTypes, { name: 'trusted', type: 'bool' }] } }),
    refused: 'type_invalid',
  },
  { name: 'account and data swapped', method: 'eth_signTypedData_v4', params: [permit(), person], refused: 'params_swapped' },
];

const message = (content: string): Pick<PhishingCase, 'method' | 'params'> => ({
  method: 'personal_sign',
  params: [content.startsWith('0x') ? content : stringToHex(content), person],
});
const messages: readonly PhishingCase[] = [
  { name: 'a digest', ...message(`0x${'f1'.repeat(32)}`), warns: ['looks_like_digest'] },
  { name: 'a digest as text', ...message('ab'.repeat(32)), warns: ['looks_like_digest'] },
  { name: 'a digest as text with 0x', method: 'personal_sign', params: [stringToHex(`0x${'ab'.repeat(32)}`), person], warns: ['looks_like_digest'] },
  { name: 'a transaction', ...message(`0x02f86c${'80'.repeat(40)}`), warns: ['looks_like_digest'] },
  { name: 'a transaction of the old kind', ...message(`0xf86c${'80'.repeat(40)}`), warns: ['looks_like_digest'] },
  { name: 'a delegation (EIP-7702)', ...message(`0x05f85c${'80'.repeat(40)}`), warns: ['looks_like_digest'] },
  { name: 'bytes that say nothing', ...message('0xff00ff'), warns: ['blind_data:caution'] },
  { name: 'text with a zero in it', ...message('0x48690000'), warns: ['blind_data:caution'] },
];

const siwe = (change: { readonly [line: string]: string } = {}) => {
  const {
    domain = 'shop.example',
    account = person,
    uri = 'https://shop.example/login',
    chain = '1',
    nonce = '32891756',
    until = '2026-12-01T00:00:00Z',
  } = change;
  return `${domain} wants you to sign in with your Ethereum account:\n${account}\n\nSign in.\n\nURI: ${uri}\nVersion: 1\nChain ID: ${chain}\nNonce: ${nonce}\nIssued At: 2026-11-22T00:00:00Z\nExpiration Time: ${until}${change.more ?? ''}`;
};
const signIns: readonly PhishingCase[] = [
  { name: 'its own sign-in', ...message(siwe()), warns: [] },
  { name: 'a sign-in for another site', ...message(siwe({ domain: 'bank.example' })), refused: 'siwe_domain_mismatch' },
  { name: 'a sign-in for another port', ...message(siwe({ domain: 'shop.example:8443' })), refused: 'siwe_domain_mismatch' },
  { name: 'a sign-in without encryption', ...message(siwe({ domain: 'http://shop.example' })), refused: 'siwe_domain_mismatch' },
  { name: 'a sign-in with the site as a user’s name', ...message(siwe({ domain: 'shop.example@bank.example' })), refused: 'siwe_domain_mismatch' },
  { name: 'a sign-in with a letter of another script', ...message(siwe({ domain: 'sh\u043ep.example' })), refused: 'siwe_domain_mismatch' },
  { name: 'a sign-in that leads elsewhere', ...message(siwe({ uri: 'https://bank.example' })), refused: 'siwe_uri_mismatch' },
  { name: 'a sign-in for another account', ...message(siwe({ account: friend })), refused: 'siwe_account_mismatch' },
  { name: 'a sign-in on another chain', ...message(siwe({ chain: '137' })), refused: 'siwe_chain_mismatch' },
  { name: 'a sign-in that has expired', ...message(siwe({ until: '2026-11-22T00:00:00Z' })), refused: 'siwe_expired' },
  { name: 'a sign-in with a short nonce', ...message(siwe({ nonce: '1' })), refused: 'siwe_nonce' },
  { name: 'a sign-in with a line of its own', ...message(siwe({ more: '\nFor: everything' })), refused: 'siwe_malformed' },
];

const methods: readonly PhishingCase[] = [
  { name: 'a signature over any digest', method: 'eth_sign', params: [person, `0x${'11'.repeat(32)}`], refused: 'method_refused' },
  { name: 'a transaction that is only signed', method: 'eth_signTransaction', params: [{}], refused: 'method_refused' },
  { name: 'typed data of the first kind', method: 'eth_signTypedData', params: [[], person], refused: 'method_refused' },
  { name: 'a delegation by name', method: 'wallet_signAuthorization', params: [{}], refused: 'method_refused' },
  { name: 'a method of every object', method: 'constructor', params: [], refused: 'method_unknown' },
];

export const signatureCases: readonly PhishingCase[] = [...permissions, ...impostors, ...safes, ...malformed, ...messages, ...signIns, ...methods];
