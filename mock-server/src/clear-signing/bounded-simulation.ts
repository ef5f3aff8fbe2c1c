/** As many calls as an approval may hold (EIP-5792). */
const MAX_CALLS = 10;
const CALL_KEYS: ReadonlySet<string> = new Set(['from', 'to', 'value', 'input']);

function objectWith(value: unknown, keys: ReadonlySet<string>): { readonly [key: string]: unknown } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.keys(value).every((key) => keys.has(key)) ? (value as { readonly [key: string]: unknown }) : null;
}

function isCall(value: unknown): boolean {
  const call = objectWith(value, CALL_KEYS);
  return call !== null && Object.values(call).every((field) => typeof field === 'string' && /^0x[0-9a-fA-F]*$/.test(field));
}

/**
 * Whether an `eth_simulateV1` request is one that a wallet's approval makes: a single block of up to ten calls on the latest state,
 * with nothing overridden. Everything else the method can do (other blocks, changed balances and code, thousands of blocks) costs a node
 * far more than a read.
 */
export function isBoundedSimulation(params: readonly unknown[] | undefined): boolean {
  const [options, block, ...more] = params ?? [];
  if ((block !== undefined && block !== 'latest') || more.length > 0) return false;
  const fields = objectWith(options, new Set(['blockStateCalls', 'traceTransfers', 'validation']));
  if (fields === null || typeof (fields.traceTransfers ?? false) !== 'boolean' || (fields.validation ?? false) !== false) return false;
  const blocks = fields.blockStateCalls;
  if (!Array.isArray(blocks) || blocks.length !== 1) return false;
  const calls = objectWith(blocks[0], new Set(['calls']))?.calls;
  return Array.isArray(calls) && calls.length > 0 && calls.length <= MAX_CALLS && calls.every(isCall);
}
