import { capabilitiesAt } from './calls-guard.ts';
import { countAt, invalid, isPlainObject, listOf } from './rpc-guards.ts';

/** The parts of an EIP-4361 message a page chooses; the account, and where absent domain and URI, are the wallet's to say. */
export type SignInParams = {
  readonly chainId: number;
  readonly nonce: string;
  readonly scheme?: string;
  readonly domain?: string;
  readonly uri?: string;
  readonly statement?: string;
  readonly issuedAt?: string;
  readonly expirationTime?: string;
  readonly notBefore?: string;
  readonly requestId?: string;
  readonly resources: readonly string[];
};

/** `wallet_connect` (ERC-7846). */
export type ConnectParams = { readonly signIn: SignInParams | null };

/** `wallet_requestPermissions` and `wallet_revokePermissions` (EIP-2255): who is said to ask, null where it is not said. */
export type PermissionParams = { readonly invoker: string | null };

const SIGN_IN = 'signInWithEthereum';
const place = `params[0].capabilities.${SIGN_IN}`;
const texts = ['scheme', 'domain', 'uri', 'statement', 'issuedAt', 'expirationTime', 'notBefore', 'requestId'] as const;

/** One line of printable ASCII (EIP-4361 has nothing else): a line break would let one field write the next. */
function lineAt(field: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[\x20-\x7e]{1,1024}$/.test(value)) throw invalid(field, 'must be one line of at most 1024 plain characters');
  return value;
}

function readSignIn(fields: { readonly [key: string]: unknown }): SignInParams {
  const { nonce, chainId, version, resources } = fields;
  if (version !== undefined && version !== '1') throw invalid(`${place}.version`, 'must be 1');
  if (typeof nonce !== 'string' || !/^[a-zA-Z0-9]{8,256}$/.test(nonce)) throw invalid(`${place}.nonce`, 'must be at least 8 letters and digits', 'siwe_nonce');
  if (resources !== undefined && (!Array.isArray(resources) || resources.length > 20)) throw invalid(`${place}.resources`, 'must be a list of at most 20');
  const read = texts.flatMap((key) => (fields[key] === undefined ? [] : [[key, lineAt(`${place}.${key}`, fields[key])]]));
  return {
    ...(Object.fromEntries(read) as Partial<Record<(typeof texts)[number], string>>),
    nonce,
    chainId: countAt(`${place}.chainId`, chainId),
    resources: (resources ?? []).map((resource: unknown, index: number) => lineAt(`${place}.resources[${index}]`, resource)),
  };
}

/**
 * `wallet_connect`: nothing, or `[{ version: '1', capabilities? }]`.
 *
 * @throws WalletError -32602, or 5700 for a capability that is neither `signInWithEthereum` nor optional.
 * @example
 * ```ts
 * guardConnect([{ version: '1', capabilities: { signInWithEthereum: { nonce: '32891756', chainId: '0x1' } } }]).signIn?.chainId; // 1
 * ```
 */
export function guardConnect(params: unknown): ConnectParams {
  const [request = {}] = listOf(params, 0, 1);
  if (!isPlainObject(request)) throw invalid('params[0]', 'must be an object');
  if (request.version !== undefined && request.version !== '1') throw invalid('params[0].version', 'must be 1', 'version_unsupported');
  const signIn = capabilitiesAt('params[0].capabilities', request.capabilities, [SIGN_IN])[SIGN_IN];
  return { signIn: isPlainObject(signIn) ? readSignIn(signIn) : null };
}

/**
 * `[{ eth_accounts: {} }]`: the one permission this wallet has. Which accounts it covers is the person's choice, so a page
 * cannot attach caveats.
 *
 * @throws WalletError -32602 naming what is not expected.
 */
export function guardPermissions(params: unknown): PermissionParams {
  const [request] = listOf(params, 1, 1);
  if (!isPlainObject(request) || Object.keys(request).length === 0) throw invalid('params[0]', 'must name a permission');
  for (const name of Object.keys(request)) if (name !== 'eth_accounts') throw invalid('params[0]', 'names a permission this wallet does not have');
  const { eth_accounts: wanted } = request;
  if (!isPlainObject(wanted)) throw invalid('params[0].eth_accounts', 'must be an object');
  const { invoker, ...caveats } = wanted;
  if (Object.keys(caveats).length > 0) throw invalid('params[0].eth_accounts', 'has caveats this wallet does not take', 'caveat_unsupported');
  if (invoker !== undefined && typeof invoker !== 'string') throw invalid('params[0].eth_accounts.invoker', 'must be an origin');
  return { invoker: invoker ?? null };
}
