import { bridgeLimits } from '../../../host-sdk/src/contract/bridge.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';

/**
 * A token bucket: a burst of 50 messages, refilled by 20 a second.
 *
 * @returns the function to call for each message. @throws WalletError -32005 (by that function) with `retryAfterMs`.
 */
export function createRateLimit(nowMs: () => number): () => void {
  const { messagesBurst, messagesPerSecond } = bridgeLimits;
  let tokens: number = messagesBurst;
  let filledAtMs = nowMs();
  return () => {
    const now = nowMs();
    tokens = Math.min(messagesBurst, tokens + (Math.max(0, now - filledAtMs) / 1000) * messagesPerSecond);
    filledAtMs = now;
    if (tokens < 1) {
      const retryAfterMs = Math.ceil(((1 - tokens) / messagesPerSecond) * 1000);
      throw new WalletError(-32005, 'Too many requests.', { reason: 'rate_limited', retryAfterMs, retriable: true });
    }
    tokens -= 1;
  };
}
