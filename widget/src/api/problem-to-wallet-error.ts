import { type ErrorCode, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError, type ApiErrorCode, RpcError } from './api-error.ts';

type Row = { readonly code: ErrorCode; readonly message: string; readonly retriable?: true };

/** Everything the server can answer, as a page meets it. `data.reason` is the server's own stable code. */
const table: Record<ApiErrorCode, Row> = {
  offline: { code: 4900, message: 'This device is offline.', retriable: true },
  network: { code: -32083, message: 'The wallet service cannot be reached.', retriable: true },
  timeout: { code: -32083, message: 'The wallet service did not answer in time.', retriable: true },
  response_invalid: { code: -32603, message: 'The wallet service sent an answer that cannot be read.' },
  invalid_request: { code: -32602, message: 'The wallet service did not accept the request.' },
  not_found: { code: -32001, message: 'The resource was not found.' },
  method_not_allowed: { code: -32603, message: 'The wallet service does not offer this.' },
  payload_too_large: { code: -32602, message: 'The request is too large.' },
  unsupported_media_type: { code: -32603, message: 'The wallet service did not accept the request.' },
  forbidden_origin: { code: 4100, message: 'This site is not registered for the wallet.' },
  rate_limited: { code: -32005, message: 'Too many requests.', retriable: true },
  app_unknown: { code: -32080, message: 'No app with this id is registered.' },
  unauthorized: { code: 4100, message: 'You are not signed in.' },
  session_expired: { code: 4100, message: 'Your session has ended. Sign in again.' },
  invalid_id_token: { code: 4100, message: 'The sign-in could not be verified.' },
  invalid_dpop_proof: { code: 4100, message: 'This device could not prove its session.' },
  use_dpop_nonce: { code: -32083, message: 'The wallet service asked for another proof.', retriable: true },
  invalid_refresh_token: { code: 4100, message: 'Your session has ended. Sign in again.' },
  idempotency_key_required: { code: -32603, message: 'The wallet service did not accept the request.' },
  idempotency_conflict: { code: -32603, message: 'The same request was made twice with other contents.' },
  envelope_invalid: { code: -32603, message: 'The enclave could not open the request.' },
  challenge_used: { code: -32603, message: 'The request to the enclave was used already.', retriable: true },
  unknown_op: { code: 4200, message: 'The enclave does not offer this.' },
  wallet_exists: { code: -32603, message: 'There is a wallet already.' },
  wallet_unknown: { code: -32001, message: 'The wallet was not found.' },
  record_tampered: { code: -32603, message: 'The stored wallet was altered, so the enclave refused it.' },
  ledger_rollback: { code: -32603, message: 'The stored wallet is older than it should be, so the enclave refused it.' },
  ledger_unavailable: { code: -32083, message: 'The PIN counter is not reachable right now.', retriable: true },
  kms_unavailable: { code: -32083, message: 'The key service is not reachable right now.', retriable: true },
  kms_response_invalid: { code: -32083, message: 'The key service sent an answer the enclave refused.' },
  enclave_unavailable: { code: -32083, message: 'The enclave is not reachable right now.', retriable: true },
  issuer_unavailable: { code: -32083, message: 'The sign-in service is not reachable right now.', retriable: true },
  chain_unknown: { code: 4902, message: 'The wallet does not know this chain.' },
  chain_unavailable: { code: 4901, message: 'The wallet cannot reach this network right now.', retriable: true },
  transaction_unknown: { code: -32001, message: 'The transaction was not found.' },
  transaction_rejected: { code: -32003, message: 'The network rejected the transaction.' },
  rpc_method_not_allowed: { code: 4200, message: 'The wallet does not forward this method.' },
  // Of the operators' page alone.
  operator_required: { code: -32603, message: 'The wallet service did not accept the request.' },
  edit_conflict: { code: -32603, message: 'The wallet service did not accept the request.' },
  internal: { code: -32603, message: 'Something went wrong inside the wallet service.' },
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
  const row = table[error.code];
  const data = {
    reason: error.code,
    ...(error.field === null ? {} : { field: error.field }),
    ...(row.retriable ? { retriable: true } : {}),
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
  };
  const message = error.code === 'transaction_rejected' && error.detail !== null ? `${row.message} ${error.detail.slice(0, 300)}` : row.message;
  return new WalletError(row.code, message, data, { cause: error });
}
