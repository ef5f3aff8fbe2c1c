import { type ErrorCode, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError, type ApiErrorCode, RpcError } from './api-error.ts';

type Row = readonly [code: ErrorCode, message: string, retriable?: true];

const refused: Row = [-32603, 'The wallet service did not accept the request.'];
const ended: Row = [4100, 'Your session has ended. Sign in again.'];

/** Everything the server can answer, as a page meets it. `data.reason` is the server's own stable code. */
const table: Record<ApiErrorCode, Row> = {
  offline: [4900, 'This device is offline.', true],
  network: [-32083, 'The wallet service cannot be reached.', true],
  timeout: [-32083, 'The wallet service did not answer in time.', true],
  response_invalid: [-32603, 'The wallet service sent an answer that cannot be read.'],
  invalid_request: [-32602, 'The wallet service did not accept the request.'],
  not_found: [-32001, 'The resource was not found.'],
  method_not_allowed: [-32603, 'The wallet service does not offer this.'],
  payload_too_large: [-32602, 'The request is too large.'],
  unsupported_media_type: refused,
  forbidden_origin: [4100, 'This site is not registered for the wallet.'],
  rate_limited: [-32005, 'Too many requests.', true],
  app_unknown: [-32080, 'No app with this id is registered.'],
  unauthorized: [4100, 'You are not signed in.'],
  session_expired: ended,
  invalid_id_token: [4100, 'The sign-in could not be verified.'],
  invalid_dpop_proof: [4100, 'This device could not prove its session.'],
  use_dpop_nonce: [-32083, 'The wallet service asked for another proof.', true],
  invalid_refresh_token: ended,
  idempotency_key_required: refused,
  idempotency_conflict: [-32603, 'The same request was made twice with other contents.'],
  envelope_invalid: [-32603, 'The enclave could not open the request.'],
  challenge_used: [-32603, 'The request to the enclave was used already.', true],
  unknown_op: [4200, 'The enclave does not offer this.'],
  wallet_exists: [-32603, 'There is a wallet already.'],
  wallet_unknown: [-32001, 'The wallet was not found.'],
  record_tampered: [-32603, 'The stored wallet was altered, so the enclave refused it.'],
  ledger_rollback: [-32603, 'The stored wallet is older than it should be, so the enclave refused it.'],
  ledger_unavailable: [-32083, 'The PIN counter is not reachable right now.', true],
  kms_unavailable: [-32083, 'The key service is not reachable right now.', true],
  kms_response_invalid: [-32083, 'The key service sent an answer the enclave refused.'],
  enclave_unavailable: [-32083, 'The enclave is not reachable right now.', true],
  issuer_unavailable: [-32083, 'The sign-in service is not reachable right now.', true],
  chain_unknown: [4902, 'The wallet does not know this chain.'],
  chain_unavailable: [4901, 'The wallet cannot reach this network right now.', true],
  transaction_unknown: [-32001, 'The transaction was not found.'],
  transaction_rejected: [-32003, 'The network rejected the transaction.'],
  rpc_method_not_allowed: [4200, 'The wallet does not forward this method.'],
  // Of the operators' page alone.
  operator_required: refused,
  edit_conflict: refused,
  internal: [-32603, 'Something went wrong inside the wallet service.'],
};

/**
 * One error as the page and the person meet it. A chain's own JSON-RPC errors keep their code where EIP-1474 defines it,
 * and their `data` (a revert's bytes), because a page's library reads them.
 *
 * @returns a `WalletError`; anything that is not an API or chain error is returned as null, for the caller to decide.
 */
export function toWalletError(error: unknown): WalletError | null {
  if (error instanceof WalletError) return error;
  if (error instanceof RpcError) {
    // 3 is the code nodes use for "execution reverted" (go-ethereum); pages' libraries look for it in data.
    const data = { reason: 'rpc_error', rpcCode: error.code, ...(typeof error.data === 'string' ? { revertData: error.data } : {}) };
    return new WalletError(error.code === -32602 ? -32602 : -32000, error.message.slice(0, 500), data, { cause: error });
  }
  if (!(error instanceof ApiError)) return null;
  const [code, text, retriable] = table[error.code];
  const data = {
    reason: error.code,
    ...(error.field === null ? {} : { field: error.field }),
    ...(retriable ? { retriable } : {}),
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
  };
  const message = error.code === 'transaction_rejected' && error.detail !== null ? `${text} ${error.detail.slice(0, 300)}` : text;
  return new WalletError(code, message, data, { cause: error });
}
