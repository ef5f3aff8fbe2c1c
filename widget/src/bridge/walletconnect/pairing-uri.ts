import type { PairingProblem } from '../../state/wallet-connect.ts';

/** Why a link is not followed. */
export class PairingError extends Error {
  constructor(
    readonly problem: PairingProblem,
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }
}

/** Longer than any that a site writes. */
const LENGTH_LIMIT = 2_048;
const hex32 = /^[0-9a-f]{64}$/;

/** Sites also put the link into an address that opens a wallet: `https://wallet.example/wc?uri=wc%3A…`. */
function unwrapped(text: string): string {
  if (text.startsWith('wc:') || !URL.canParse(text)) return text;
  return new URL(text).searchParams.get('uri') ?? text;
}

/**
 * Reads what a person pasted or scanned: a pairing URI of WalletConnect 2 (ERC-1328).
 *
 * @throws PairingError `malformed`, `expired`
 * @example
 * ```ts
 * readPairingUri(`wc:${topic}@2?relay-protocol=irn&symKey=${key}&expiryTimestamp=1795376650`, Date.now()).topic;
 * ```
 */
export function readPairingUri(entered: string, nowMs: number): { readonly uri: string; readonly topic: string } {
  const uri = unwrapped(entered.trim());
  const match = uri.length > LENGTH_LIMIT ? null : /^wc:([^@?]+)@2\?(.+)$/.exec(uri);
  const [, topic = '', query = ''] = match ?? [];
  const parameters = new URLSearchParams(query);
  const once = (name: string) => (parameters.getAll(name).length === 1 ? (parameters.get(name) ?? '') : '');
  if (!hex32.test(topic) || !hex32.test(once('symKey')) || once('relay-protocol') !== 'irn') throw new PairingError('malformed');
  const expiry = parameters.get('expiryTimestamp');
  if (expiry !== null && !/^[0-9]{1,12}$/.test(expiry)) throw new PairingError('malformed');
  if (expiry !== null && Number(expiry) * 1_000 <= nowMs) throw new PairingError('expired');
  return { uri, topic };
}
