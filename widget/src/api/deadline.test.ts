import { expect } from '@open-wc/testing';
import { ApiError } from './api-error.ts';
import { startDeadline } from './deadline.ts';

const rest = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

describe('a deadline', () => {
  it('passes after its time', async () => {
    const { signal } = startDeadline(20);
    expect(signal.aborted).to.equal(false);
    await rest(80);
    expect([signal.aborted, signal.reason instanceof ApiError && signal.reason.code]).to.deep.equal([true, 'timeout']);
  });

  it('ends with its caller, for the caller’s reason', async () => {
    const caller = new AbortController();
    const { signal } = startDeadline(5_000, caller.signal);
    caller.abort('closed');
    expect([signal.aborted, signal.reason]).to.deep.equal([true, 'closed']);
  });

  it('is over at once when its caller was before it', () => {
    const { signal } = startDeadline(5_000, AbortSignal.abort('closed'));
    expect([signal.aborted, signal.reason]).to.deep.equal([true, 'closed']);
  });

  it('aborts nothing once it is cleared', async () => {
    const caller = new AbortController();
    const { signal, clear } = startDeadline(20, caller.signal);
    clear();
    caller.abort();
    await rest(80);
    expect(signal.aborted).to.equal(false);
  });
});
