import type { Json } from './types.ts';

/**
 * Every error code a page can meet, in one place.
 *
 * `standard` names the document that defines the code. Codes -32080 to -32099 are Alcove's own (EIP-1474 leaves the
 * range -32000 to -32099 to implementations); each of those carries a literal `data.reason`.
 */
export const errorTable = {
  4001: { name: 'UserRejectedRequest', standard: 'EIP-1193', message: 'The user rejected the request.' },
  4100: { name: 'Unauthorized', standard: 'EIP-1193', message: 'This account or method has not been authorised for this site.' },
  4200: { name: 'UnsupportedMethod', standard: 'EIP-1193', message: 'This wallet does not support the requested method.' },
  4900: { name: 'Disconnected', standard: 'EIP-1193', message: 'The wallet is disconnected.' },
  4901: { name: 'ChainDisconnected', standard: 'EIP-1193', message: 'The wallet cannot reach the requested chain.' },
  4902: { name: 'UnrecognizedChain', standard: 'EIP-3326', message: 'The wallet does not know this chain.' },
  5000: { name: 'UnknownSessionError', standard: 'CAIP-25', message: 'No scope of the session was authorised.' },
  5001: { name: 'UserRejectedSession', standard: 'CAIP-25', message: 'The user disapproved of the requested methods.' },
  5100: { name: 'UnsupportedChains', standard: 'CAIP-25', message: 'The requested chains are not supported.' },
  5101: { name: 'UnsupportedMethods', standard: 'CAIP-25', message: 'The requested methods are not supported.' },
  5102: { name: 'UnsupportedNotifications', standard: 'CAIP-25', message: 'The requested notifications are not supported.' },
  5201: { name: 'UnknownMethods', standard: 'CAIP-25', message: 'The requested methods are not known.' },
  5202: { name: 'UnknownNotifications', standard: 'CAIP-25', message: 'The requested notifications are not known.' },
  5203: { name: 'ScopeMismatch', standard: 'CAIP-25', message: 'A scope is malformed, or names a chain outside of it.' },
  5204: { name: 'ChainInTwoScopes', standard: 'CAIP-25', message: 'One chain is defined in two scopes.' },
  5300: { name: 'InvalidScopedProperties', standard: 'CAIP-25', message: 'The scoped properties are not valid.' },
  5302: { name: 'InvalidSessionProperties', standard: 'CAIP-25', message: 'The session properties are not valid.' },
  5700: { name: 'UnsupportedCapability', standard: 'EIP-5792', message: 'A required capability is not supported.' },
  5710: { name: 'UnsupportedChainId', standard: 'EIP-5792', message: 'The chain is not supported.' },
  5720: { name: 'DuplicateId', standard: 'EIP-5792', message: 'A bundle with this id exists already.' },
  5730: { name: 'UnknownBundleId', standard: 'EIP-5792', message: 'No bundle with this id is known.' },
  5740: { name: 'BundleTooLarge', standard: 'EIP-5792', message: 'The bundle has too many calls.' },
  5750: { name: 'AtomicUpgradeRejected', standard: 'EIP-5792', message: 'The user rejected the upgrade.' },
  5760: { name: 'AtomicityNotSupported', standard: 'EIP-5792', message: 'Atomic execution is not supported.' },
  [-32700]: { name: 'ParseError', standard: 'JSON-RPC 2.0', message: 'The message could not be parsed.' },
  [-32600]: { name: 'InvalidRequest', standard: 'JSON-RPC 2.0', message: 'The request is not valid.' },
  [-32601]: { name: 'MethodNotFound', standard: 'JSON-RPC 2.0', message: 'The method does not exist.' },
  [-32602]: { name: 'InvalidParams', standard: 'JSON-RPC 2.0', message: 'The parameters are not valid.' },
  [-32603]: { name: 'InternalError', standard: 'JSON-RPC 2.0', message: 'Something went wrong inside the wallet.' },
  [-32000]: { name: 'InvalidInput', standard: 'EIP-1474', message: 'The input is not valid.' },
  [-32001]: { name: 'ResourceNotFound', standard: 'EIP-1474', message: 'The resource was not found.' },
  [-32002]: { name: 'ResourceUnavailable', standard: 'EIP-1474', message: 'The same request is already waiting for an answer.' },
  [-32003]: { name: 'TransactionRejected', standard: 'EIP-1474', message: 'The transaction was rejected.' },
  [-32004]: { name: 'MethodNotSupported', standard: 'EIP-1474', message: 'The method is not supported.' },
  [-32005]: { name: 'LimitExceeded', standard: 'EIP-1474', message: 'Too many requests.' },
  [-32006]: { name: 'VersionNotSupported', standard: 'EIP-1474', message: 'This version of the protocol is not supported.' },
  [-32080]: { name: 'InitFailed', standard: 'Alcove', message: 'The wallet could not start on this page.' },
  [-32081]: { name: 'PopupBlocked', standard: 'Alcove', message: 'The browser blocked the window.' },
  [-32082]: { name: 'AttestationFailed', standard: 'Alcove', message: 'The enclave could not prove what it runs, so no PIN was sent.' },
  [-32083]: { name: 'ServiceUnavailable', standard: 'Alcove', message: 'A part of the wallet service is not reachable right now.' },
  [-32084]: { name: 'ApprovalExpired', standard: 'Alcove', message: 'The request expired before it was approved.' },
  [-32085]: { name: 'PinLocked', standard: 'Alcove', message: 'The PIN is locked after too many wrong tries.' },
} as const;

/** One of the codes of `errorTable`. */
export type ErrorCode = keyof typeof errorTable;

/** Machine-readable details. `reason` is stable; `field` is a path such as `params[0].value`; `hint` mends it. */
export type ErrorData = {
  readonly reason?: string;
  readonly field?: string;
  readonly hint?: string;
  readonly retriable?: boolean;
  readonly retryAfterMs?: number;
  readonly [key: string]: Json | undefined;
};

/** How an error crosses the bridge. Never a stack. */
export type WireError = { readonly code: ErrorCode; readonly message: string; readonly data?: ErrorData };

/**
 * The one error class of the wallet (EIP-1193 §"Errors": `message`, `code`, optional `data`).
 *
 * @example
 * ```ts
 * throw new WalletError(-32602, 'value must be a hexadecimal quantity', { field: 'params[0].value' });
 * ```
 */
export class WalletError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData | undefined;

  constructor(code: ErrorCode, message: string, data?: ErrorData, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WalletError';
    this.code = code;
    this.data = data;
  }
}

/** The plain object that may cross the bridge. Only `code`, `message` and `data` leave; a stack never does. */
export function toWire(error: WalletError): WireError {
  return error.data === undefined ? { code: error.code, message: error.message } : { code: error.code, message: error.message, data: error.data };
}

/** Rebuilds the error on the other side. Anything that is not a well-formed wire error becomes -32603. */
export function fromWire(wire: unknown): WalletError {
  const { code, message, data } = (wire ?? {}) as Partial<WireError>;
  if (typeof code !== 'number' || typeof message !== 'string') return new WalletError(-32603, 'The wallet sent an error that cannot be read.');
  return new WalletError(code, message, data);
}
