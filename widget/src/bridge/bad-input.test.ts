import { expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { ApiError } from '../api/api-error.ts';
import { address, origin, pageWorld, stranger, token } from './testing/page-world.ts';

/*
 * What pages get wrong, by the kind of thing they ask for: each has its code, and where a field is wrong, its name. Nothing is
 * shown to the person and nothing is signed. Malformed calls of the bridge itself: handlers.test.ts, walker.test.ts and connect.test.ts.
 */

type Row = readonly [name: string, method: string, params: Json | undefined, code: number, expected?: { readonly field?: string; readonly reason?: string }];

const tx = (change: { readonly [key: string]: Json }): Json => [{ from: address, to: stranger, ...change }];
const call = { to: stranger, value: '0x1' };
const calls = (change: { readonly [key: string]: Json }): Json => [
  { version: '2.0.0', from: address, chainId: '0x7a69', atomicRequired: false, calls: [call], ...change },
];
const typed = (change: { readonly [key: string]: Json } = {}, message: { readonly [key: string]: Json } = {}): Json => [
  address,
  {
    types: { EIP712Domain: [{ name: 'chainId', type: 'uint256' }], Order: [{ name: 'amount', type: 'uint8' }] },
    primaryType: 'Order',
    domain: { chainId: 31337 },
    message: { amount: 1, ...message },
    ...change,
  },
];
const watch = (options: { readonly [key: string]: Json }): Json => ({ type: 'ERC20', options: { address: token, ...options } });
const chainParams = (change: { readonly [key: string]: Json }): Json => [
  { chainId: '0x7a69', chainName: 'Devnet', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: ['https://rpc.example'], ...change },
];
const connect = (signIn: { readonly [key: string]: Json }): Json => [
  { version: '1', capabilities: { signInWithEthereum: { nonce: '32891756', chainId: '0x7a69', ...signIn } } },
];
const siwe = (change: (text: string) => string): Json => {
  const text = [
    `shop.example wants you to sign in with your Ethereum account:\n${address}\n\n`,
    `URI: ${origin}\nVersion: 1\nChain ID: 31337\nNonce: 32891756\nIssued At: 2026-11-22T00:00:00Z`,
  ].join('\n');
  return [change(text), address];
};
const session = (scopes: Json, group = 'requiredScopes'): Json => ({ [group]: scopes });
const scope = (change: { readonly [key: string]: Json } = {}): Json => ({ methods: ['personal_sign'], notifications: [], ...change });

const rows: readonly Row[] = [
  ['a method nobody knows', 'eth_foo', undefined, -32601],
  ['a method that signs what nobody can read', 'eth_sign', [], 4200],
  ['a method that hands out keys', 'eth_getEncryptionPublicKey', [address], 4200],
  ['a delegation asked for by a page', 'wallet_signAuthorization', [], 4200],
  ['parameters that are no list', 'eth_accounts', 'x', -32602, { field: 'params' }],
  ['a method of every prototype', '__proto__', undefined, -32601],
  ['another method of every prototype', 'constructor', undefined, -32601],
  ['a method that writes backwards', 'eth_\u202ecall', undefined, -32601],

  ['an account of somebody else', 'eth_sendTransaction', [{ from: stranger, to: address }], 4100, { field: 'params[0].from' }],
  ['a negative value', 'eth_sendTransaction', tx({ value: -1 }), -32602, { field: 'params[0].value' }],
  ['a value as it is spoken', 'eth_sendTransaction', tx({ value: '1e18' }), -32602, { field: 'params[0].value' }],
  ['a value without digits', 'eth_sendTransaction', tx({ value: '0x' }), -32602, { field: 'params[0].value' }],
  ['a value of other letters', 'eth_sendTransaction', tx({ value: '0xg' }), -32602, { field: 'params[0].value' }],
  ['a value with a fraction', 'eth_sendTransaction', tx({ value: 1.5 }), -32602, { field: 'params[0].value' }],
  ['a value beyond 256 bits', 'eth_sendTransaction', tx({ value: `0x1${'0'.repeat(64)}` }), -32602, { field: 'params[0].value' }],
  ['a recipient with a wrong checksum', 'eth_sendTransaction', tx({ to: stranger.replace('C', 'c') }), -32602, { field: 'params[0].to' }],
  ['a recipient of 19 bytes', 'eth_sendTransaction', tx({ to: stranger.slice(0, -2) }), -32602, { field: 'params[0].to' }],
  ['a name as recipient', 'eth_sendTransaction', tx({ to: 'alice.eth' }), -32602, { field: 'params[0].to' }],
  ['no recipient and no data', 'eth_sendTransaction', [{ from: address }], -32602, { field: 'params[0].to' }],
  ['half a byte of data', 'eth_sendTransaction', tx({ data: '0x1' }), -32602, { field: 'params[0].data' }],
  ['data of other letters', 'eth_sendTransaction', tx({ data: '0xZZ' }), -32602, { field: 'params[0].data' }],
  ['data beyond 128 KiB', 'eth_sendTransaction', tx({ data: `0x${'00'.repeat(131_073)}` }), -32600, { reason: 'too_large' }],
  ['data and input that differ', 'eth_sendTransaction', tx({ data: '0x01', input: '0x02' }), -32602, { field: 'params[0].input' }],
  ['two kinds of fee', 'eth_sendTransaction', tx({ gasPrice: '0x1', maxFeePerGas: '0x1' }), -32602, { reason: 'fee_conflict' }],
  ['a tip above the fee', 'eth_sendTransaction', tx({ maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x2' }), -32602, { field: 'params[0].maxPriorityFeePerGas' }],
  ['less gas than anything costs', 'eth_sendTransaction', tx({ gas: '0x5207' }), -32602, { field: 'params[0].gas' }],
  ['gas beyond 64 bits', 'eth_sendTransaction', tx({ gas: `0x1${'0'.repeat(16)}` }), -32602, { field: 'params[0].gas' }],
  ['another chain', 'eth_sendTransaction', tx({ chainId: '0x1' }), -32602, { field: 'params[0].chainId', reason: 'chain_mismatch' }],
  ['a nonce that was used', 'eth_sendTransaction', tx({ nonce: '0x6' }), -32602, { reason: 'nonce_too_low' }],
  ['a nonce that leaves a gap', 'eth_sendTransaction', tx({ nonce: '0x3ef' }), -32602, { reason: 'nonce_gap' }],
  ['a nonce as text', 'eth_sendTransaction', tx({ nonce: '7' }), -32602, { field: 'params[0].nonce' }],
  ['a delegation by its type', 'eth_sendTransaction', tx({ type: '0x4' }), -32602, { reason: 'eip7702_not_allowed' }],
  ['a delegation by its list', 'eth_sendTransaction', tx({ authorizationList: [] }), -32602, { reason: 'eip7702_not_allowed' }],

  ['typed data for another chain', 'eth_signTypedData_v4', typed({ domain: { chainId: 1 } }), -32602, { field: 'domain.chainId' }],
  ['a type that is missing', 'eth_signTypedData_v4', typed({ primaryType: 'Mail' }), -32602, { field: 'primaryType' }],
  ['the domain as message', 'eth_signTypedData_v4', typed({ primaryType: 'EIP712Domain' }), -32602, { field: 'primaryType' }],
  ['a key too many', 'eth_signTypedData_v4', typed({}, { extra: 1 }), -32602, { field: 'message.extra' }],
  ['a key too few', 'eth_signTypedData_v4', typed({ message: {} }), -32602, { field: 'message.amount' }],
  ['a number beyond its type', 'eth_signTypedData_v4', typed({}, { amount: 256 }), -32602, { field: 'message.amount' }],
  ['typed data of the same key twice', 'eth_signTypedData_v4', [address, '{"types":{},"types":{}}'], -32602, { reason: 'ambiguous_json' }],
  ['typed data with bytes behind it', 'eth_signTypedData_v4', [address, '{} {}'], -32602, { reason: 'ambiguous_json' }],

  ['swapped parameters', 'personal_sign', [address, '0x6869'], -32602, { field: 'params[0]', reason: 'params_swapped' }],
  ['a message that is no text', 'personal_sign', [5, address], -32602, { field: 'params[0]' }],
  [
    'a sign-in at another site',
    'personal_sign',
    siwe((text) => text.replace('shop.example wants', 'evil.example wants')),
    -32602,
    { reason: 'siwe_domain_mismatch' },
  ],
  ['a sign-in that has expired', 'personal_sign', siwe((text) => `${text}\nExpiration Time: 2020-01-01T00:00:00Z`), -32602, { reason: 'siwe_expired' }],
  ['a sign-in with a short nonce', 'personal_sign', siwe((text) => text.replace('32891756', '1234567')), -32602, { reason: 'siwe_nonce' }],
  ['a sign-in on another chain', 'personal_sign', siwe((text) => text.replace('31337', '1')), -32602, { reason: 'siwe_chain_mismatch' }],
  ['half a sign-in', 'personal_sign', siwe((text) => text.slice(0, 120)), -32602, { reason: 'siwe_malformed' }],
  ['a sign-in written for another site', 'wallet_connect', connect({ domain: 'evil.example' }), -32602, { reason: 'siwe_domain_mismatch' }],
  [
    'a statement that writes further lines',
    'wallet_connect',
    connect({ statement: 'Hi\n\nURI: https://evil.example' }),
    -32602,
    { field: 'params[0].capabilities.signInWithEthereum.statement' },
  ],
  [
    'a sign-in without a nonce',
    'wallet_connect',
    [{ version: '1', capabilities: { signInWithEthereum: { chainId: '0x7a69' } } }],
    -32602,
    { reason: 'siwe_nonce' },
  ],
  ['a sign-in on a chain of no app', 'wallet_connect', connect({ chainId: '0x1' }), -32602, { reason: 'siwe_chain_mismatch' }],
  ['a capability of connecting nobody has', 'wallet_connect', [{ version: '1', capabilities: { magic: {} } }], 5700, { field: 'params[0].capabilities.magic' }],
  ['another version of connecting', 'wallet_connect', [{ version: '2' }], -32602, { field: 'params[0].version' }],

  ['a chain nobody knows', 'wallet_switchEthereumChain', [{ chainId: '0x2' }], 4902, { field: 'params[0].chainId' }],
  ['a chain that is not the app’s', 'wallet_switchEthereumChain', [{ chainId: '0x1' }], 4902],
  ['a padded chain id', 'wallet_switchEthereumChain', [{ chainId: '0x01' }], -32602, { field: 'params[0].chainId' }],
  ['a chain id as number', 'wallet_switchEthereumChain', [{ chainId: 1 }], -32602, { field: 'params[0].chainId' }],
  ['a chain id in decimal', 'wallet_switchEthereumChain', [{ chainId: '1' }], -32602, { field: 'params[0].chainId' }],
  ['a chain only the operator could add', 'wallet_addEthereumChain', chainParams({ chainId: '0x2' }), 4902, { reason: 'chain_unknown' }],
  ['nodes without encryption', 'wallet_addEthereumChain', chainParams({ rpcUrls: ['http://rpc.example'] }), -32602, { field: 'params[0].rpcUrls[0]' }],
  ['nodes in a file', 'wallet_addEthereumChain', chainParams({ rpcUrls: ['file:///etc/passwd'] }), -32602, { field: 'params[0].rpcUrls[0]' }],
  ['an empty list of nodes', 'wallet_addEthereumChain', chainParams({ rpcUrls: [] }), -32602, { field: 'params[0].rpcUrls' }],
  [
    'an explorer that is a script',
    'wallet_addEthereumChain',
    chainParams({ blockExplorerUrls: ['javascript:alert(1)'] }),
    -32602,
    { field: 'params[0].blockExplorerUrls[0]' },
  ],
  ['a chain without a name', 'wallet_addEthereumChain', chainParams({ chainName: ' ' }), -32602, { field: 'params[0].chainName' }],
  [
    'a currency with a long symbol',
    'wallet_addEthereumChain',
    chainParams({ nativeCurrency: { name: 'E', symbol: 'E'.repeat(40), decimals: 18 } }),
    -32602,
    { field: 'params[0].nativeCurrency.symbol' },
  ],
  [
    'a currency that only looks like ETH',
    'wallet_addEthereumChain',
    chainParams({ nativeCurrency: { name: 'E', symbol: '\u0415TH', decimals: 18 } }),
    -32602,
    { field: 'params[0].nativeCurrency.symbol' },
  ],
  [
    'a currency the chain does not have',
    'wallet_addEthereumChain',
    chainParams({ nativeCurrency: { name: 'E', symbol: 'ETC', decimals: 18 } }),
    -32602,
    { reason: 'symbol_mismatch' },
  ],
  [
    'decimals the chain does not have',
    'wallet_addEthereumChain',
    chainParams({ nativeCurrency: { name: 'E', symbol: 'ETH', decimals: 6 } }),
    -32602,
    { reason: 'decimals_mismatch' },
  ],
  [
    'negative decimals',
    'wallet_addEthereumChain',
    chainParams({ nativeCurrency: { name: 'E', symbol: 'ETH', decimals: -1 } }),
    -32602,
    { field: 'params[0].nativeCurrency.decimals' },
  ],
  [
    'a currency without decimals',
    'wallet_addEthereumChain',
    chainParams({ nativeCurrency: { name: 'E', symbol: 'ETH' } }),
    -32602,
    { field: 'params[0].nativeCurrency' },
  ],
  ['a padded chain id to add', 'wallet_addEthereumChain', chainParams({ chainId: '0x07a69' }), -32602, { field: 'params[0].chainId' }],
  ['a field of a chain nobody knows', 'wallet_addEthereumChain', chainParams({ rpcUrl: 'https://rpc.example' }), -32602, { field: 'params[0].rpcUrl' }],

  ['a token with a wrong checksum', 'wallet_watchAsset', watch({ address: token.replace('F', 'f') }), -32602, { field: 'options.address' }],
  ['a token that calls itself something else', 'wallet_watchAsset', watch({ symbol: 'USDC' }), -32602, { field: 'options.symbol', reason: 'symbol_mismatch' }],
  ['a token with 999 decimals', 'wallet_watchAsset', watch({ decimals: 999 }), -32602, { field: 'options.decimals' }],
  ['a token with other decimals', 'wallet_watchAsset', watch({ decimals: 18 }), -32602, { reason: 'decimals_mismatch' }],
  ['an address without a contract', 'wallet_watchAsset', watch({ address: stranger }), -32602, { reason: 'not_a_token' }],
  ['a token on a chain of no app', 'wallet_watchAsset', watch({ chainId: 1 }), -32602, { field: 'options.chainId' }],
  ['an asset of another kind', 'wallet_watchAsset', { type: 'ERC721', options: { address: token } }, -32602, { field: 'type' }],

  ['no permission by name', 'wallet_requestPermissions', [{}], -32602, { field: 'params[0]' }],
  ['a permission nobody has', 'wallet_requestPermissions', [{ eth_accounts: {}, eth_signEverything: {} }], -32602, { field: 'params[0]' }],
  ['a permission for another origin', 'wallet_requestPermissions', [{ eth_accounts: { invoker: 'https://other.example' } }], 4100, { reason: 'other_origin' }],
  [
    'a caveat nobody enforces',
    'wallet_requestPermissions',
    [{ eth_accounts: { restrictReturnedAccounts: [stranger] } }],
    -32602,
    { reason: 'caveat_unsupported' },
  ],
  ['nothing to revoke', 'wallet_revokePermissions', [{}], -32602, { field: 'params[0]' }],

  [
    'a capability nobody has',
    'wallet_sendCalls',
    calls({ capabilities: { paymasterService: { url: 'https://x.example' } } }),
    5700,
    { field: 'params[0].capabilities.paymasterService' },
  ],
  ['a capability of one call', 'wallet_sendCalls', calls({ calls: [{ ...call, capabilities: { magic: {} } }] }), 5700],
  ['calls on a chain nobody knows', 'wallet_sendCalls', calls({ chainId: '0x2' }), 5710, { field: 'params[0].chainId' }],
  ['more calls than a person reads', 'wallet_sendCalls', calls({ calls: Array.from({ length: 1001 }, () => call) }), 5740],
  ['calls that must be one', 'wallet_sendCalls', calls({ atomicRequired: true }), 5760],
  ['no calls', 'wallet_sendCalls', calls({ calls: [] }), -32602, { field: 'params[0].calls' }],
  ['a call that says nothing', 'wallet_sendCalls', calls({ calls: [{}] }), -32602, { field: 'params[0].calls[0].to' }],
  ['a call with a wrong value', 'wallet_sendCalls', calls({ calls: [call, { to: stranger, value: 5 }] }), -32602, { field: 'params[0].calls[1].value' }],
  ['a call with a wrong checksum', 'wallet_sendCalls', calls({ calls: [{ to: stranger.replace('C', 'c') }] }), -32602, { field: 'params[0].calls[0].to' }],
  ['a call with a gas of its own', 'wallet_sendCalls', calls({ calls: [{ ...call, gas: '0x1' }] }), -32602, { field: 'params[0].calls[0].gas' }],
  ['calls of somebody else', 'wallet_sendCalls', calls({ from: stranger }), 4100, { field: 'params[0].from' }],
  ['an older version', 'wallet_sendCalls', calls({ version: '1.0' }), -32602, { field: 'params[0].version' }],
  ['calls without a word on atomicity', 'wallet_sendCalls', calls({ atomicRequired: null }), -32602, { field: 'params[0].atomicRequired' }],
  ['an id beyond 4096 bytes', 'wallet_sendCalls', calls({ id: `0x${'ab'.repeat(4097)}` }), -32602, { field: 'params[0].id' }],
  ['a status beyond 4096 bytes', 'wallet_getCallsStatus', ['a'.repeat(4097)], -32602, { field: 'params[0]' }],
  ['the status of calls nobody sent', 'wallet_getCallsStatus', ['0x01'], 5730],
  ['a look at calls nobody sent', 'wallet_showCallsStatus', ['0x01'], 5730],
  ['the capabilities of somebody else', 'wallet_getCapabilities', [stranger], 4100],

  ['a namespace that is none', 'wallet_createSession', session({ EIP155: scope() }), 5203],
  ['chain zero', 'wallet_createSession', session({ 'eip155:0': scope() }), 5203],
  ['a padded chain', 'wallet_createSession', session({ 'eip155:01': scope() }), 5203],
  ['a chain outside of its scope', 'wallet_createSession', session({ eip155: scope({ chains: ['cosmos:hub-4'] }) }), 5203],
  ['one chain in two scopes', 'wallet_createSession', session({ eip155: scope({ chains: ['eip155:31337'] }), 'eip155:31337': scope() }), 5204],
  ['an account in upper case', 'wallet_createSession', session({ 'eip155:31337': scope({ accounts: [`EIP155:31337:${address}`] }) }), 5203],
  ['an unsupported chain', 'wallet_createSession', session({ 'eip155:1': scope() }), 5100],
  ['an unknown namespace', 'wallet_createSession', session({ solana: scope() }), 5100],
  ['nothing that is supported', 'wallet_createSession', session({ 'solana:4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZ': scope() }, 'optionalScopes'), 5100],
  ['an unsupported method', 'wallet_createSession', session({ 'eip155:31337': scope({ methods: ['eth_sign'] }) }), 5101],
  ['an unknown method', 'wallet_createSession', session({ 'eip155:31337': scope({ methods: ['get_balance'] }) }), 5201],
  ['an unsupported notification', 'wallet_createSession', session({ 'eip155:31337': scope({ notifications: ['eth_subscription'] }) }), 5102],
  ['an unknown notification', 'wallet_createSession', session({ 'eip155:31337': scope({ notifications: ['tick'] }) }), 5202],
  ['empty session properties', 'wallet_createSession', { requiredScopes: { 'eip155:31337': scope() }, sessionProperties: {} }, 5302],
  ['scoped properties that are none', 'wallet_createSession', { requiredScopes: { 'eip155:31337': scope() }, scopedProperties: 5 }, 5300],
  ['a session without scopes', 'wallet_createSession', {}, -32602],
  ['a session by an id', 'wallet_getSession', { sessionId: '0x1' }, -32602, { field: 'sessionId' }],
  ['a method of no session', 'wallet_invokeMethod', { scope: 'eip155:31337', request: { method: 'eth_accounts' } }, 4100, { reason: 'scope_not_granted' }],
  ['a malformed scope', 'wallet_invokeMethod', { scope: 'eip155:01', request: { method: 'eth_accounts' } }, 5203],
];

describe('bad input of a connected page', () => {
  it('is refused with its code, names its field, and shows, signs and changes nothing', async () => {
    const world = await pageWorld();
    const state = world.store.get();
    for (const [name, method, params, code, expected = {}] of rows) {
      const answer = await world.ask(method, params);
      const error = 'value' in answer ? { code: `answered ${JSON.stringify(answer.value)}` } : answer;
      expect(error.code, name).to.equal(code);
      expect('data' in error ? error.data : {}, name).to.include(expected);
      expect('message' in error ? error.message : '', name).to.match(/^[\x20-\x7e\ufffd\u2019]{1,400}$/);
    }
    expect(world.queue.all()).to.deep.equal([]);
    expect(world.signatures).to.deep.equal([]);
    expect(world.store.get()).to.equal(state);
    expect(world.pending.size()).to.equal(0);
  });
});

describe('bad times', () => {
  const approvals: readonly (readonly [string, Json])[] = [
    ['eth_sendTransaction', tx({})],
    ['personal_sign', ['hi', address]],
    ['eth_signTypedData_v4', typed()],
    ['wallet_sendCalls', calls({})],
    ['wallet_watchAsset', watch({})],
    ['wallet_getCapabilities', [address]],
    ['wallet_addEthereumChain', chainParams({})],
    ['wallet_invokeMethod', { scope: 'eip155:31337', request: { method: 'eth_accounts' } }],
  ];

  it('a page that is not connected gets 4100 from everything but reads and connecting', async () => {
    const world = await pageWorld({}, { connected: false });
    for (const [method, params] of approvals) expect(await world.ask(method, params), method).to.deep.include({ code: 4100 });
  });

  it('a person who says no gives 4001, and 5001 for a session', async () => {
    const world = await pageWorld({}, { connected: false });
    const no = new WalletError(4001, 'The user rejected the request.');
    for (const method of ['eth_requestAccounts', 'wallet_connect']) {
      const answer = world.ask(method, []);
      await world.reject(no);
      expect(await answer, method).to.deep.include({ code: 4001 });
    }
    const permission = world.ask('wallet_requestPermissions', [{ eth_accounts: {} }]);
    await world.reject(no);
    expect(await permission).to.deep.include({ code: 4001 });
    const asked = world.ask('wallet_createSession', session({ 'eip155:31337': scope() }));
    await world.reject(no);
    expect(await asked).to.deep.include({ code: 5001 });
    expect(world.permissions.isConnected(origin)).to.equal(false);
  });

  it('the same question twice is -32002, an eleventh that waits -32005', async () => {
    const world = await pageWorld();
    const waiting = Array.from({ length: 10 }, (_, index) => world.ask('personal_sign', [`message ${index}`, address]));
    while (world.queue.all().length < 10) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await world.ask('personal_sign', ['message 3', address])).to.deep.include({ code: -32002 });
    expect(await world.ask('personal_sign', ['one more', address])).to.deep.include({ code: -32005 });
    for (const { id } of world.queue.all()) world.queue.reject(id, new WalletError(4001, 'no'));
    expect((await Promise.all(waiting)).map((answer) => ('code' in answer ? answer.code : 0))).to.deep.equal(Array.from({ length: 10 }, () => 4001));
  });

  it('a chain that is down is 4901 for all that needs it, and shows nothing', async () => {
    const world = await pageWorld(
      {},
      {
        rpc: async () => {
          throw new ApiError('chain_unavailable');
        },
      },
    );
    for (const [method, params] of approvals.filter(([name]) => ['eth_sendTransaction', 'wallet_sendCalls', 'wallet_watchAsset'].includes(name)))
      expect(await world.ask(method, params), method).to.deep.include({ code: 4901 });
    expect(world.queue.all()).to.deep.equal([]);
  });
});
