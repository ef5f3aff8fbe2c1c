import { BlockList, isIP } from 'node:net';
import { isProtected } from '../apps/check-app.ts';
import { type OperatorSettings, readOperatorRules } from '../ciam/operators.ts';
import { type Environment, postgresUrl, settingsOf } from './settings.ts';

/** What one of many wallet servers is told by its environment. */
export type ApiSettings = {
  readonly databaseUrl: string;
  readonly walletOrigin: string;
  readonly host: string;
  readonly port: number;
  readonly tokenSecretFile: string;
  readonly enclaves: readonly string[];
  readonly pinsFile: string | null;
  readonly assetsFile: string | null;
  readonly trustedProxies: BlockList;
  readonly faucetNode: string | null;
  readonly drainMs: number;
  readonly allowPrivateWebhooks: boolean;
  /** Null: no page for operators. */
  readonly operators: OperatorSettings | null;
};

export const apiHelp = `Usage: node mock-server/dist/server.mjs --role api

One of any number of wallet servers behind a load balancer. It keeps nothing of its own; all of it comes from the environment:

  DATABASE_URL              PostgreSQL that all of them share
  ALCOVE_WALLET_ORIGIN      where people reach the wallet, e.g. https://wallet.example; the balancer passes Host on
  ALCOVE_TOKEN_SECRET_FILE  the deployment's 32 bytes, base64url or the data directory's token-secret.json
  ALCOVE_ENCLAVES           sockets of all enclaves, the same list on every server: unix:/run/alcove/enclave.sock,…

  ALCOVE_HOST, ALCOVE_PORT  where it listens (default localhost and 4100)
  ALCOVE_TRUSTED_PROXIES    addresses or networks whose X-Forwarded-For is believed, e.g. 10.0.0.0/8
  ALCOVE_DRAIN_MS           how long /readyz says 503 before it stops taking requests (default 0)
  ALCOVE_ASSETS_FILE        prices, tokens, IPFS gateway
  ALCOVE_PRIVATE_WEBHOOKS   1: webhooks may go to http and private networks
  ALCOVE_OPERATORS          who may manage apps and chains at /admin/, by claims of their ID tokens with commas between them, e.g.
                            email=ada@example.com,groups=wallet-operators (default nobody: there is no such page)
  ALCOVE_ADMIN_ISSUER       the OpenID Connect issuer of operators; theirs alone, no app's people come by it
  ALCOVE_ADMIN_CLIENT_ID    the page's public client there (default alcove-admin); it redirects to /w/callback.html
  ALCOVE_PINS_FILE          development only: the module that tells the widget which enclave to trust
  ALCOVE_FAUCET_NODE        development only: the node that gives fresh wallets something to spend

Apps, their login providers, and chains with their RPC addresses are in the registry: npx alcove --help.
`;

function addNetwork(list: BlockList, text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) list.addAddress(address, family);
  else if (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128)) list.addSubnet(address, Number(prefix), family);
  else return false;
  return true;
}

function wholeNumber(text: string, max: number): number | null {
  return /^\d{1,9}$/.test(text) && Number(text) <= max ? Number(text) : null;
}

/**
 * @throws StackError with one line for each setting that is missing or wrong; values are not repeated, since some hold passwords.
 * @example
 * ```ts
 * const settings = readApiSettings(process.env);
 * ```
 */
export function readApiSettings(environment: Environment): ApiSettings {
  const { set, check, refuseFaults } = settingsOf(environment);
  const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);
  const trustedProxies = new BlockList();
  const rules = check('ALCOVE_OPERATORS', null, readOperatorRules, 'claims and values, e.g. email=ada@example.com, and none that people choose themselves');
  const adminIssuer = check(
    'ALCOVE_ADMIN_ISSUER',
    '',
    (text) => (URL.canParse(text) && isProtected(new URL(text), true) ? text : null),
    'an https address',
    rules !== null,
  );
  const adminClientId = check('ALCOVE_ADMIN_CLIENT_ID', 'alcove-admin', (text) => text, 'a client id');
  const settings: ApiSettings = {
    databaseUrl: check('DATABASE_URL', '', ...postgresUrl, true),
    walletOrigin: check('ALCOVE_WALLET_ORIGIN', '', (text) => (isOrigin(text) ? text : null), 'an origin such as https://wallet.example', true),
    tokenSecretFile: check('ALCOVE_TOKEN_SECRET_FILE', '', (text) => text, 'the path of the file with the deployment’s secret', true),
    enclaves: check(
      'ALCOVE_ENCLAVES',
      [] as readonly string[],
      (text) => {
        const addresses = text.split(',').map((address) => address.trim());
        const isSocket = (address: string) => address.startsWith('unix:/') && address.length > 'unix:/'.length;
        return addresses.every(isSocket) && new Set(addresses).size === addresses.length ? addresses : null;
      },
      'a list of different sockets, unix:/PATH, with commas between them',
      true,
    ),
    host: check('ALCOVE_HOST', 'localhost', (text) => (text === 'localhost' || isIP(text) !== 0 ? text : null), 'localhost or an IP address'),
    port: check('ALCOVE_PORT', 4100, (text) => wholeNumber(text, 65_535), 'a port'),
    drainMs: check('ALCOVE_DRAIN_MS', 0, (text) => wholeNumber(text, 120_000), 'milliseconds, at most 120000'),
    trustedProxies: check(
      'ALCOVE_TRUSTED_PROXIES',
      trustedProxies,
      (text) => (text.split(',').every((network) => addNetwork(trustedProxies, network.trim())) ? trustedProxies : null),
      'a list of IP addresses or networks with commas between them',
    ),
    pinsFile: set('ALCOVE_PINS_FILE'),
    assetsFile: set('ALCOVE_ASSETS_FILE'),
    faucetNode: check('ALCOVE_FAUCET_NODE', null as string | null, (text) => (URL.canParse(text) ? text : null), 'the address of a development node'),
    allowPrivateWebhooks: set('ALCOVE_PRIVATE_WEBHOOKS') === '1',
    operators: rules === null ? null : { issuer: adminIssuer, clientId: adminClientId, rules },
  };
  refuseFaults('node mock-server/dist/server.mjs --role api --help');
  return settings;
}
