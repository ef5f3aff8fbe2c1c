import { expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { createRateLimit } from './rate-limit.ts';

describe('createRateLimit', () => {
  it('lets 50 through at once, then 20 a second, and says how long to wait', () => {
    let nowMs = 1_000;
    const admit = createRateLimit(() => nowMs);
    const admitted = (count: number) => Array.from({ length: count }, () => attempt()).filter((result) => result === null).length;
    const attempt = (): WalletError | null => {
      try {
        admit();
        return null;
      } catch (error) {
        return error as WalletError;
      }
    };
    expect(admitted(500)).to.equal(50);
    expect(attempt()?.code).to.equal(-32005);
    expect(attempt()?.data?.retryAfterMs).to.equal(50);
    nowMs += 1_000;
    expect(admitted(500)).to.equal(20);
    nowMs += 3_600_000;
    expect(admitted(500)).to.equal(50);
  });

  it('is not fooled by a clock that goes back', () => {
    let nowMs = 1_000_000;
    const admit = createRateLimit(() => nowMs);
    for (let count = 0; count < 50; count++) admit();
    nowMs = 0;
    expect(admit).to.throw();
  });
});
