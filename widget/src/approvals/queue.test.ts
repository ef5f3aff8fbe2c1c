import { aTimeout, expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Approval } from '../state/state.ts';
import { createPendingRequests } from './pending-requests.ts';
import { type ApprovedWork, createApprovalQueue } from './queue.ts';

const work: ApprovedWork = { needsPin: () => false, run: async () => ({ value: null, transaction: null }) };

function approval(id: string, lifetimeMs = 60_000): Approval {
  const createdAtMs = Date.now();
  return {
    id,
    origin: 'https://a.example',
    method: 'eth_requestAccounts',
    createdAtMs,
    expiresAtMs: createdAtMs + lifetimeMs,
    content: { kind: 'connect', accounts: [] },
  };
}

const settled = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: WalletError) => ({ code: error.code }),
  );
const never = new AbortController().signal;
const newQueue = () => createApprovalQueue({ nowMs: () => Date.now(), onChange: () => {} });

describe('createApprovalQueue', () => {
  it('shows the first, then the next', async () => {
    const queue = newQueue();
    const first = settled(queue.add(approval('a'), work, never));
    const second = settled(queue.add(approval('b'), work, never));
    expect(queue.first()?.approval.id).to.equal('a');
    queue.approve('a', 'yes');
    expect(await first).to.deep.equal({ value: 'yes' });
    expect(queue.first()?.approval.id).to.equal('a');
    queue.remove('a');
    queue.reject('b', new WalletError(4001, 'no'));
    expect(await second).to.deep.equal({ code: 4001 });
    expect(queue.first()).to.equal(null);
  });

  it('settles once: a second answer, a rejection after it and the expiry change nothing', async () => {
    const queue = newQueue();
    const answer = settled(queue.add(approval('a', 30), work, never));
    expect(queue.begin('a')).to.equal(true);
    expect(queue.begin('a')).to.equal(false);
    queue.approve('a', 1);
    queue.approve('a', 2);
    queue.reject('a', new WalletError(4001, 'no'));
    await aTimeout(60);
    expect(await answer).to.deep.equal({ value: 1 });
  });

  it('expires on its own', async () => {
    const queue = newQueue();
    expect(await settled(queue.add(approval('a', 20), work, never))).to.deep.equal({ code: -32084 });
    expect(queue.first()).to.equal(null);
  });

  it('cannot be called back, and does not expire, while the work runs', async () => {
    const queue = newQueue();
    const controller = new AbortController();
    const answer = settled(queue.add(approval('a', 20), work, controller.signal));
    queue.begin('a');
    controller.abort(new WalletError(4900, 'gone'));
    queue.reject('a', new WalletError(4001, 'no'));
    await aTimeout(40);
    expect(queue.first()?.state).to.equal('running');
    queue.approve('a', 'sent');
    expect(await answer).to.deep.equal({ value: 'sent' });
  });

  it('ends with the reason of a signal that came while the work ran, once the work has failed', async () => {
    const queue = newQueue();
    const controller = new AbortController();
    const answer = settled(queue.add(approval('a'), work, controller.signal));
    queue.begin('a');
    controller.abort(new WalletError(4100, 'the session ended'));
    queue.resume('a');
    expect(await answer).to.deep.equal({ code: 4100 });
    expect(queue.first()).to.equal(null);
  });

  it('ends with the reason of its signal', async () => {
    const queue = newQueue();
    const controller = new AbortController();
    const answer = settled(queue.add(approval('a'), work, controller.signal));
    controller.abort(new WalletError(4900, 'gone'));
    expect(await answer).to.deep.equal({ code: 4900 });
    const late = settled(queue.add(approval('b'), work, controller.signal));
    expect(await late).to.deep.equal({ code: 4900 });
    expect(queue.all()).to.deep.equal([]);
  });
});

describe('createPendingRequests', () => {
  const request = (id: string, fingerprint = id, origin = 'https://a.example') => ({ id, origin, method: 'personal_sign', fingerprint });
  const untilAborted = (signal: AbortSignal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  it('refuses the eleventh of an origin, not that of another', async () => {
    const pending = createPendingRequests();
    const waiting = Array.from({ length: 10 }, (_, index) => settled(pending.run(request(`${index}`), untilAborted)));
    expect(await settled(pending.run(request('11'), untilAborted))).to.deep.equal({ code: -32005 });
    const other = settled(pending.run(request('12', 'x', 'https://b.example'), untilAborted));
    pending.cancelAll(new WalletError(4900, 'gone'));
    expect(await Promise.all([...waiting, other])).to.deep.equal(Array.from({ length: 11 }, () => ({ code: 4900 })));
    expect(pending.size()).to.equal(0);
  });

  it('refuses the same question twice, until the first is answered', async () => {
    const pending = createPendingRequests();
    const first = settled(pending.run(request('1', '[]'), untilAborted));
    expect(await settled(pending.run(request('2', '[]'), untilAborted))).to.deep.equal({ code: -32002 });
    pending.cancel('1', new WalletError(4001, 'no'));
    expect(await first).to.deep.equal({ code: 4001 });
    expect(await settled(pending.run(request('3', '[]'), async () => 'ok'))).to.deep.equal({ value: 'ok' });
    pending.cancel('unknown', new WalletError(4001, 'no'));
  });
});
