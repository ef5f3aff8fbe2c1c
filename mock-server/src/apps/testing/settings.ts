/* An app and a chain as an operator registers them. */

export const shop = {
  appId: 'shop',
  name: 'Shop',
  logoUrl: null,
  allowedOrigins: ['https://shop.example'],
  development: false,
  providers: [{ providerId: 'p', name: 'P', issuer: 'https://login.example', clientId: 'c', scope: 'openid' }],
  chainIds: [1],
};
export const chain = {
  chainId: 1,
  name: 'Ethereum',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  explorerUrl: null,
  testnet: false,
  rpcUrls: ['https://a.example/v1/key', 'https://b.example'],
};
