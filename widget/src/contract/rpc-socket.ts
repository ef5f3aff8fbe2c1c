/*
 * Reads of chains on a line that stays open: a question costs a browser half of what it costs as an HTTP request. The line is a faster way
 * and never the only one: whatever is amiss, the same question is asked by `POST /v1/rpc/:chainId`, which says what it is.
 *
 * A question is the body of that request (JSON-RPC 2.0) with `chainId` beside it, a decimal number. The answer is the one that request has, if
 * that is a 200; otherwise `{ id, status }` alone. What is no question ends the line. Only the wallet's own page may open one.
 */
export const RPC_SOCKET_PATH = '/v1/rpc';
