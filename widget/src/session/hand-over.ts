import type { HandedSession } from './session.ts';
import { isKeyPair } from './session-key.ts';

/*
 * A window of the wallet's own stands in another partition of the browser's storage than the wallet's frame on a page, so it
 * would be a new device there, which exports nothing for a day. The frame that opened it hands its session key over: a
 * non-extractable pair of CryptoKeys, which a structured clone carries without ever showing it to a script.
 */

const SOURCE = 'alcove-hand-over';
/** How long a window waits for the frame that opened it. */
const ANSWER_DEADLINE_MS = 3_000;

export type HandOver = { readonly pair: CryptoKeyPair; readonly session: HandedSession };

type Question = { readonly source: typeof SOURCE; readonly appId: string };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * Answers `child`, once: that very window, on this very origin, asking for this very app. Everything else is passed over.
 *
 * @param signal ends the offer.
 */
export function offerHandOver(child: Window, appId: string, handOver: () => HandOver, signal: AbortSignal): void {
  const once = new AbortController();
  window.addEventListener(
    'message',
    (event) => {
      const { source, appId: asked } = (isObject(event.data) ? event.data : {}) as Partial<Question>;
      const [port] = event.ports ?? [];
      if (event.source !== child || event.origin !== location.origin || source !== SOURCE || asked !== appId || port === undefined) return;
      once.abort();
      port.postMessage(handOver());
      port.close();
    },
    { signal: AbortSignal.any([signal, once.signal]) },
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

/**
 * Asks the window that opened this one for its session. Where there is none, or its page was cut off from this one
 * (Cross-Origin-Opener-Policy), or nobody answers in three seconds, the answer is null: this window is a device of its own then.
 *
 * @param opener `window.opener`; what is asked reaches it only while it shows this very origin.
 */
export function askForHandOver(opener: Window | null, appId: string): Promise<HandOver | null> {
  if (opener === null) return Promise.resolve(null);
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const end = (answer: HandOver | null) => {
      clearTimeout(timer);
      port1.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end(null), ANSWER_DEADLINE_MS);
    port1.onmessage = ({ data }) => end(readHandOver(data));
    opener.postMessage({ source: SOURCE, appId } satisfies Question, location.origin, [port2]);
  });
}
