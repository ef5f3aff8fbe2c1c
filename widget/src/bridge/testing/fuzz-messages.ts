import { refusedMethods, rpcMethods } from '../../../../host-sdk/src/contract/rpc.ts';
import { randomFrom } from '../../testing/random-from.ts';

/*
 * Messages a hostile page could send: methods that exist with parameters that nearly fit, and anything else a structured clone
 * can carry. The same seed gives the same messages.
 */

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const methods = [...Object.keys(rpcMethods), ...refusedMethods, 'eth_foo', '__proto__', 'constructor', 'toString', '', '\u202e', 'x'.repeat(10_000)];
const keys = [
  ...['from', 'to', 'value', 'data', 'chainId', 'calls', 'version', 'atomicRequired', 'id', 'capabilities', 'signInWithEthereum', 'nonce', 'type', 'options'],
  ...['address', 'symbol', 'eth_accounts', 'invoker', 'requiredScopes', 'optionalScopes', 'eip155', 'eip155:31337', 'methods', 'scope', 'request', 'method'],
  ...['types', 'primaryType', 'domain', 'message', 'nativeCurrency', 'rpcUrls', 'constructor', '__proto__', 'prototype', 'toString', 'length', 'then', ''],
];
const leaves: readonly unknown[] = [
  ...[null, undefined, true, false, 0, -1, 1.5, Number.NaN, 2 ** 53, '', '0x', '0x1', '0x7a69', '0xg', `0x${'ff'.repeat(40)}`, address, address.toLowerCase()],
  ...['2.0.0', '1', 'ERC20', 'personal_sign', 'eip155:31337', '\ud800', '\u0000', 'a'.repeat(300), '{"a":1,"a":2}', '__proto__', 'https://evil.example'],
  ...[1n, new Date(0), new Map([['a', 1]]), new Set([1]), new Uint8Array(4), /x/, new Error('x')],
];

const other = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
/** Sound requests: hostile ones differ from them in one place. */
const sound: readonly (readonly [method: string, params: unknown])[] = [
  ['eth_sendTransaction', [{ from: address, to: other, value: '0x1', data: '0x1234', gas: '0x7530' }]],
  ['personal_sign', ['0x6869', address]],
  [
    'eth_signTypedData_v4',
    [address, { types: { EIP712Domain: [], Mail: [{ name: 'to', type: 'address' }] }, primaryType: 'Mail', domain: {}, message: { to: other } }],
  ],
  [
    'wallet_sendCalls',
    [
      {
        version: '2.0.0',
        chainId: '0x7a69',
        atomicRequired: false,
        calls: [
          { to: other, value: '0x1' },
          { to: other, data: '0x12' },
        ],
      },
    ],
  ],
  [
    'wallet_connect',
    [{ version: '1', capabilities: { signInWithEthereum: { nonce: '32891756', chainId: '0x7a69', statement: 'Hi', resources: ['https://a.example'] } } }],
  ],
  ['wallet_createSession', { requiredScopes: { eip155: { chains: ['eip155:31337'], methods: ['eth_call'], notifications: ['accountsChanged'] } } }],
  ['wallet_invokeMethod', { scope: 'eip155:31337', request: { method: 'personal_sign', params: ['0x6869', address] } }],
  ['wallet_watchAsset', { type: 'ERC20', options: { address: '0x5FbDB2315678afecb367f032d93F642f64180aa3', symbol: 'DEMO', decimals: 6 } }],
  [
    'wallet_addEthereumChain',
    [{ chainId: '0x7a69', chainName: 'x', nativeCurrency: { name: 'E', symbol: 'ETH', decimals: 18 }, rpcUrls: ['https://a.example'] }],
  ],
  ['wallet_getCapabilities', [address, ['0x7a69']]],
];

/** One message after the other, for `request` of the bridge. */
export function fuzzMessages(seed: number): () => unknown {
  const random = randomFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

  function value(depth: number): unknown {
    const kind = random();
    if (depth > 4 || kind < 0.55) return pick(leaves);
    if (kind < 0.75) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1));
    const record: { [key: string]: unknown } = {};
    for (let count = Math.floor(random() * 5); count > 0; count--) {
      // Own properties even for `__proto__`, as a structured clone would bring them.
      Object.defineProperty(record, pick(keys), { value: value(depth + 1), enumerable: true, writable: true, configurable: true });
    }
    return record;
  }

  function deep(): unknown {
    let nested: unknown = 1;
    for (let depth = Math.floor(random() * 60); depth > 0; depth--) nested = random() < 0.5 ? [nested, nested] : { a: nested };
    return nested;
  }

  /** A copy in which one value, chosen on the way down, is another one. */
  function changed(original: unknown): unknown {
    if (typeof original !== 'object' || original === null || random() < 0.15) return value(2);
    const members = Object.keys(original);
    const chosen = pick(members);
    const copy = (Array.isArray(original) ? [...original] : { ...original }) as { [key: string]: unknown };
    if (chosen !== undefined && random() < 0.9) copy[chosen] = changed(copy[chosen]);
    else if (Array.isArray(copy)) copy.push(value(3));
    else Object.defineProperty(copy, pick(keys), { value: value(3), enumerable: true, writable: true, configurable: true });
    return copy;
  }

  return () => {
    if (random() < 0.35) {
      const [method, params] = pick(sound);
      return { id: `near-${Math.floor(random() * 1e9)}`, method, params: random() < 0.1 ? params : changed(params) };
    }
    if (random() < 0.03) return value(0);
    const params = random() < 0.02 ? deep() : random() < 0.7 ? [value(1), ...(random() < 0.4 ? [value(1)] : [])] : value(1);
    return { id: random() < 0.98 ? `fuzz-${Math.floor(random() * 1e9)}` : value(2), method: random() < 0.98 ? pick(methods) : value(2), params };
  };
}
