import { WalletError } from '../../../host-sdk/src/contract/errors.ts';

/*
 * Sign-In with Ethereum (EIP-4361). A message in that form is an account's key to a site; when it names another site than
 * the one that asks, it is refused, not just warned about.
 */

const firstLine = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(\S+) wants you to sign in with your Ethereum account:$/;

function refuse(reason: string, problem: string): never {
  throw new WalletError(-32602, `The sign-in message ${problem}.`, { reason, field: 'params[0]' });
}

function fieldOf(lines: readonly string[], label: string): string | null {
  return lines.find((line) => line.startsWith(`${label}: `))?.slice(label.length + 2) ?? null;
}

/**
 * Checks a text that has the form of an EIP-4361 message; any other text passes.
 *
 * @throws WalletError -32602 with reason `siwe_domain_mismatch`, `siwe_uri_mismatch`, `siwe_account_mismatch`, `siwe_chain_mismatch`,
 * `siwe_nonce` or `siwe_expired`.
 */
export function checkSiwe(
  text: string,
  { origin, account, chainId, nowMs }: { readonly origin: string; readonly account: string; readonly chainId: number; readonly nowMs: number },
): void {
  const lines = text.split('\n');
  const match = firstLine.exec(lines[0] ?? '');
  if (match === null) return;
  const { host, protocol } = new URL(origin);
  const [, scheme, domain] = match;
  if (domain !== host || (scheme !== undefined && `${scheme}:` !== protocol)) refuse('siwe_domain_mismatch', `is for ${domain}, not for ${host}`);
  if (lines[1]?.toLowerCase() !== account.toLowerCase()) refuse('siwe_account_mismatch', 'is for another account');
  const uri = fieldOf(lines, 'URI');
  if (uri === null || !URL.canParse(uri) || new URL(uri).origin !== origin) refuse('siwe_uri_mismatch', 'names an address on another site');
  if (fieldOf(lines, 'Chain ID') !== String(chainId)) refuse('siwe_chain_mismatch', 'is for another network');
  if (!/^[a-zA-Z0-9]{8,}$/.test(fieldOf(lines, 'Nonce') ?? '')) refuse('siwe_nonce', 'has no nonce of at least 8 letters and digits');
  const expiresAt = fieldOf(lines, 'Expiration Time');
  if (expiresAt !== null && !(Date.parse(expiresAt) > nowMs)) refuse('siwe_expired', 'has expired');
}
