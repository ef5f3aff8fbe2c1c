import { unknown } from 'valibot';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import { delay } from '../api/delay.ts';
import type { Transport } from '../api/transport.ts';
import { relayAnswerSchema } from '../contract/wallet-api.ts';
import { relayIdOf } from './relay-id.ts';

/** Quick while somebody is likely to be at it, slower later. */
const FIRST_POLL_MS = 1_000;
const SLOWEST_POLL_MS = 4_000;
const SLOWER_BY_MS = 50;

/** The way back for a login whose window cannot reach the wallet: its answer comes by the server, once (mock-server/src/api/relay.ts). */
export type Relay = {
  /** Waits for the answer. @throws WalletError -32083 when there is none to wait for, and the signal's reason. */
  answer(signal: AbortSignal): Promise<string>;
};

/**
 * Opens a relay for one authorization request; to be called in the click, so that it is there before the provider answers.
 * Nothing is asked again until somebody waits for the answer.
 */
export function openRelay(send: Transport, request: Promise<{ readonly url: string }>): Relay {
  const opened = request.then(async ({ url }) => {
    const path = `/v1/relay/${await relayIdOf(url)}`;
    await send({ method: 'PUT', path, body: {}, schema: unknown(), authentication: 'proof' });
    return path;
  });
  opened.catch(() => {});
  return {
    async answer(signal) {
      const gone = (cause: unknown) =>
        new WalletError(-32083, 'The answer of the sign-in window was lost.', { reason: 'relay_gone', retriable: true }, { cause });
      const path = await opened.catch((cause: unknown) => {
        throw gone(cause);
      });
      for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs + SLOWER_BY_MS, SLOWEST_POLL_MS)) {
        signal.throwIfAborted();
        try {
          const taken = await send({ method: 'GET', path, schema: relayAnswerSchema, authentication: 'proof', signal });
          if (taken !== null) return taken.answer;
        } catch (cause) {
          signal.throwIfAborted();
          // A server or a network that is away comes back; a relay that is gone does not.
          if (cause instanceof ApiError && cause.code === 'not_found') throw gone(cause);
        }
        await delay(pollMs, signal);
      }
    },
  };
}
