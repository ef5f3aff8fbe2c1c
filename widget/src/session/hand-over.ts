import { ApiError } from '../api/api-error.ts';
import type { HandedSession } from './session.ts';
import { isKeyPair } from './session-key.ts';

/*
 * A window of the wallet's own stands in another partition of the browser's storage than the wallet's frame on a page, so it
 * would be a new device there, which exports nothing for a day. The frame that opened it hands its session key over: a
 * non-extractable pair of CryptoKeys, which a structured clone carries without ever showing it to a script. The refresh token
 * stays with the frame, in a cookie; for new tokens the window asks again.
 */

const SOURCE = 'alcove-hand-over';
/** How long a window waits for the frame that opened it; the frame may have to ask the server. */
const ANSWER_DEADLINE_MS = 5_000;

export type HandOver = { readonly pair: CryptoKeyPair; readonly session: HandedSession };

/** What the window got, and how it gets the session again when its tokens end. */
export type TakenOver = HandOver & { readonly renew: () => Promise<HandedSession> };

type Question = { readonly source: typeof SOURCE; readonly appId: string };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * Answers `child`, and it alone: that very window, on this very origin, asking for this very app, once. What it asks later comes
 * by the port of that one question.
 *
 * @param handOver what to give; a failure is answered with nothing.
 * @param signal ends the offer.
 */
export function offerHandOver(child: Window, appId: string, handOver: () => Promise<HandOver>, signal: AbortSignal): void {
  const asked = new AbortController();
  window.addEventListener(
    'message',
    (event) => {
      const question = (isObject(event.data) ? event.data : {}) as Partial<Question>;
      const [port] = event.ports ?? [];
      const isChild = event.source === child && event.origin === location.origin;
      if (!isChild || question.source !== SOURCE || question.appId !== appId || port === undefined) return;
      asked.abort();
      const answer = () =>
        handOver().then(
          (given) => port.postMessage(given),
          () => port.postMessage(null),
        );
      port.onmessage = answer;
      signal.addEventListener('abort', () => port.close());
      void answer();
    },
    { signal: AbortSignal.any([signal, asked.signal]) },
  );
}

function readHandOver(value: unknown): HandOver | null {
  const { pair, session } = isObject(value) ? value : {};
  if (!isKeyPair(pair) || !isObject(session)) return null;
  const { certificate, accessToken, subjectHash, expiresAtMs, certificateExpiresAtMs } = session;
  const isWhole = typeof certificate === 'string' && typeof accessToken === 'string' && subjectHash instanceof Uint8Array;
  const isDated = typeof expiresAtMs === 'number' && typeof certificateExpiresAtMs === 'number';
  return isWhole && isDated ? { pair, session: session as HandedSession } : null;
}

/** The next message of a port, null after the deadline. */
function answerOf(port: MessagePort): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_DEADLINE_MS);
    port.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data);
    };
  });
}

/**
 * Asks the window that opened this one for its session. Where there is none, or its page was cut off from this one
 * (Cross-Origin-Opener-Policy), or nobody answers in five seconds, the answer is null: this window is a device of its own then.
 *
 * @param opener `window.opener`; what is asked reaches it only while it shows this very origin.
 */
export async function askForHandOver(opener: Window | null, appId: string): Promise<TakenOver | null> {
  if (opener === null) return null;
  const { port1, port2 } = new MessageChannel();
  const waiting = answerOf(port1);
  opener.postMessage({ source: SOURCE, appId } satisfies Question, location.origin, [port2]);
  const given = readHandOver(await waiting);
  if (given === null) {
    port1.close();
    return null;
  }
  return {
    ...given,
    async renew() {
      const next = answerOf(port1);
      port1.postMessage(null);
      const again = readHandOver(await next);
      if (again === null) throw new ApiError('session_expired');
      return again.session;
    },
  };
}
