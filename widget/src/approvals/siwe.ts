import type { SignInParams } from '../../../host-sdk/src/contract/connect-guard.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { escapeLine } from '../clear-signing/escape-text.ts';
import type { SignIn } from '../state/state.ts';

/*
 * Sign-In with Ethereum (EIP-4361). A message in that form is an account's key to a site; when it names another site than
 * the one that asks, it is refused, not just warned about.
 */

const phrase = 'wants you to sign in with your Ethereum account:';

/** The message line by line, as the EIP's grammar has it. What stands in each line is judged afterwards, so that errors can name it. */
const grammar = new RegExp(
  `^(?:([a-zA-Z][a-zA-Z0-9+.-]*)://)?(\\S+) ${phrase}\n(0x[0-9a-fA-F]{40})\n\n(?:(.+)\n)?\n` +
    'URI: (.*)\nVersion: 1\nChain ID: (.*)\nNonce: (.*)\nIssued At: (.*)(?:\nExpiration Time: (.*))?' +
    '(?:\nNot Before: .*)?(?:\nRequest ID: .*)?(?:\nResources:((?:\n- .*)*))?$',
);

function refuse(reason: string, problem: string): never {
  throw new WalletError(-32602, `The sign-in message ${problem}.`, { reason, field: 'params[0]' });
}

export type SignInContext = { readonly origin: string; readonly account: string; readonly chainId: number; readonly nowMs: number };

/**
 * Reads a text that has the form of an EIP-4361 message; any other text is null. A text that only begins like one is refused:
 * somebody could read it as one all the same.
 *
 * @throws WalletError -32602 with reason `siwe_malformed`, `siwe_domain_mismatch`, `siwe_uri_mismatch`, `siwe_account_mismatch`,
 * `siwe_chain_mismatch`, `siwe_nonce` or `siwe_expired`.
 */
export function checkSiwe(text: string, { origin, account, chainId, nowMs }: SignInContext): Omit<SignIn, 'connects'> | null {
  if (!text.includes(phrase)) return null;
  const match = grammar.exec(text);
  if (match === null) refuse('siwe_malformed', 'does not follow EIP-4361');
  const { host, protocol } = new URL(origin);
  const [, scheme, domain = '', address, statement = null, uri = '', chain, nonce = '', issuedAt = '', expirationTime = null, listed = ''] = match;
  if (domain !== host || (scheme !== undefined && `${scheme}:` !== protocol)) refuse('siwe_domain_mismatch', `is for ${domain}, not for ${host}`);
  if (address?.toLowerCase() !== account.toLowerCase()) refuse('siwe_account_mismatch', 'is for another account');
  if (!URL.canParse(uri) || new URL(uri).origin !== origin) refuse('siwe_uri_mismatch', 'names an address on another site');
  if (chain !== String(chainId)) refuse('siwe_chain_mismatch', 'is for another network');
  if (!/^[a-zA-Z0-9]{8,}$/.test(nonce)) refuse('siwe_nonce', 'has no nonce of at least 8 letters and digits');
  if (Number.isNaN(Date.parse(issuedAt))) refuse('siwe_malformed', 'does not say when it was issued');
  if (expirationTime !== null && !(Date.parse(expirationTime) > nowMs)) refuse('siwe_expired', 'has expired');
  return {
    domain,
    statement: statement === null ? null : escapeLine(statement),
    chainId,
    expirationTime,
    resources: listed.split('\n- ').slice(1).map(escapeLine),
  };
}

/** The message a wallet writes for `wallet_connect` (ERC-7846). What the page chose is checked by `checkSiwe` like any other's. */
export function writeSiwe(params: SignInParams, { origin, account, nowMs }: Omit<SignInContext, 'chainId'>): string {
  const { scheme, statement, expirationTime, notBefore, requestId, resources } = params;
  const { domain = new URL(origin).host, uri = origin, issuedAt = new Date(nowMs).toISOString() } = params;
  const optional = (label: string, value: string | undefined) => (value === undefined ? [] : [`${label}: ${value}`]);
  return [
    `${scheme === undefined ? '' : `${scheme}://`}${domain} ${phrase}`,
    account,
    '',
    ...(statement === undefined ? [] : [statement]),
    '',
    `URI: ${uri}`,
    'Version: 1',
    `Chain ID: ${params.chainId}`,
    `Nonce: ${params.nonce}`,
    `Issued At: ${issuedAt}`,
    ...optional('Expiration Time', expirationTime),
    ...optional('Not Before', notBefore),
    ...optional('Request ID', requestId),
    ...(resources.length === 0 ? [] : ['Resources:', ...resources.map((resource) => `- ${resource}`)]),
  ].join('\n');
}
