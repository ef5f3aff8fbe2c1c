import type { ProposalTypes } from '@walletconnect/types';
import { toWire, WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import { delay } from '../../api/delay.ts';
import { toFailure } from '../../approvals/failure.ts';
import type { Database } from '../../state/database.ts';
import { askerOf, type WalletConnectCommand, type WalletConnectState, walletConnectKey } from '../../state/wallet-connect.ts';
import type { DispatchDeps } from '../dispatch.ts';
import { type Answer, type Answers, createAnswers } from './answers.ts';
import { connectedApps } from './connected-apps.ts';
import { judgeProposal } from './judge-proposal.ts';
import { type KeptValues, openKeptValues } from './kept-values.ts';
import { becomeTheOne } from './only-here.ts';
import { createPairings } from './pair.ts';
import { PairingError } from './pairing-uri.ts';
import { readPeerClaim } from './peer-claim.ts';
import { approvalOfProposal, settleProposal } from './session-approval.ts';
import { createSessionRequests, requestIdOf, type SessionRequest } from './session-requests.ts';
import type { OpenSignClient } from './sign-client.ts';
import { within } from './within.ts';

/*
 * WalletConnect v2: the wallet as the other end of a session that an app elsewhere began with a link. The client of WalletConnect
 * itself does the sealing and the relay; what an app may ask, and how it is asked for and answered, is the wallet's own, and the same as
 * for a page.
 */

export type WalletConnectOptions = { readonly deps: DispatchDeps; readonly database: Database; readonly userKey: string };

export type WalletConnect = {
  /** @throws whatever keeps it from starting; the next command tries again. */
  handle(command: WalletConnectCommand): Promise<void>;
  /** The session of the wallet has ended. @param isSignOut the apps are told, and nothing is kept. */
  close(isSignOut: boolean): Promise<void>;
};

/** WalletConnect's own codes ("Error codes"): they are what apps look for. */
const userRejected = { code: 5000, message: 'User rejected.' };
const userDisconnected = { code: 6000, message: 'User disconnected.' };

const nothing: WalletConnectState = { apps: null, pairing: { step: 'idle' }, account: null, isElsewhere: false };
const REQUEST_LIFETIME_MS = 300_000;
const RESPONSE_DEADLINE_MS = 20_000;
const RETRY_MS = 3_000;
const DISCONNECT_DEADLINE_MS = 5_000;

type Opened = OpenSignClient & {
  readonly kept: KeptValues;
  readonly answers: Answers;
  readonly requests: Map<string, ReturnType<typeof createSessionRequests>>;
};
type Attempt = { readonly lease: AbortController; isHeld: boolean; ready: Promise<Opened> };

export function createWalletConnect({ deps, database, userKey }: WalletConnectOptions): WalletConnect {
  const { store, queue, pending, nowMs } = deps;
  const key = walletConnectKey(userKey);
  const pairings = createPairings(nowMs);
  const active = new Set<string>();
  let current: Attempt | null = null;
  let following: AbortController | null = null;

  const show = (change: Partial<WalletConnectState>) => store.set({ walletConnect: { ...(store.get().walletConnect ?? nothing), ...change } });

  function sync({ client }: Opened): void {
    show({ apps: connectedApps(client.session.getAll()) });
  }

  /** Ends what waits: of one session, of one request, or all. Whoever it is no longer answered for hears nothing. */
  function cancel(test: (requestId: string) => boolean, error: WalletError): void {
    for (const requestId of active) if (test(requestId)) pending.cancel(requestId, error);
  }

  function endSession(opened: Opened, topic: string): void {
    opened.requests.delete(topic);
    cancel((requestId) => requestId.startsWith(`${askerOf(topic)}:`), new WalletError(4900, 'The connection has ended.', { reason: 'session_ended' }));
    sync(opened);
  }

  async function refuse({ client }: Opened, id: number, reason: { readonly code: number; readonly message: string }): Promise<void> {
    await within(RESPONSE_DEADLINE_MS, client.reject({ id, reason })).catch(() => {});
  }

  async function onProposal(opened: Opened, lease: AbortSignal, id: number, proposal: ProposalTypes.Struct): Promise<void> {
    pairings.proposed(proposal.pairingTopic);
    const claim = readPeerClaim(proposal.proposer.metadata);
    const judged = judgeProposal(proposal, store.get().app?.chainIds ?? []);
    if ('refused' in judged) {
      show({ pairing: { step: 'unsupported', claim, what: judged.refused, names: judged.names } });
      return refuse(opened, id, { code: judged.code, message: `Unsupported ${judged.refused}.` });
    }
    show({ pairing: { step: 'idle' } });
    const { granted } = judged;
    const requestId = `${askerOf(proposal.pairingTopic)}:${id}`;
    active.add(requestId);
    try {
      await pending.run({ id: requestId, origin: askerOf(proposal.pairingTopic), method: 'wc_sessionPropose', fingerprint: String(id) }, async (signal) => {
        const { address } = await deps.gate.account(signal);
        const accounts = store.get().accounts.filter(({ hidden }) => hidden !== true);
        const approval = approvalOfProposal(proposal, { granted, claim, accounts, address, nowMs: nowMs() });
        return queue.add(
          approval,
          settleProposal(opened, id, granted, () => store.get().walletConnect?.account ?? address),
          signal,
        );
      });
      sync(opened);
    } catch {
      if (!lease.aborted) await refuse(opened, id, userRejected);
    } finally {
      active.delete(requestId);
      if (!lease.aborted) show({ account: null });
      deps.onAnswered();
    }
  }

  function requestsOf(opened: Opened, topic: string): ReturnType<typeof createSessionRequests> {
    const known = opened.requests.get(topic);
    if (known !== undefined) return known;
    const session = opened.client.session.get(topic);
    const made = createSessionRequests({
      deps,
      answers: opened.answers,
      session,
      claim: readPeerClaim(session.peer.metadata),
      onChain(chainId) {
        if (!session.namespaces.eip155?.events.includes('chainChanged')) return;
        opened.client.emit({ topic, event: { name: 'chainChanged', data: chainId }, chainId: `eip155:${chainId}` }).catch(() => {});
      },
    });
    opened.requests.set(topic, made);
    return made;
  }

  async function answerTo(opened: Opened, request: SessionRequest, expiresAtMs: number): Promise<Answer> {
    const known = await opened.answers.find(requestIdOf(request));
    if (known === 'begun') {
      const hint = 'Look at the activity of the account before asking again.';
      return { error: toWire(new WalletError(-32603, 'The wallet was closed before it knew how this ended.', { reason: 'outcome_unknown', hint })) };
    }
    if (known !== null) return known;
    try {
      return { result: await requestsOf(opened, request.topic)(request, expiresAtMs) };
    } catch (cause) {
      return { error: toWire(toFailure(cause)) };
    }
  }

  /** Until the relay has it, the session is gone, or nobody waits any more. */
  async function respond({ client }: Opened, { topic, id }: SessionRequest, answer: Answer, expiresAtMs: number, lease: AbortSignal): Promise<void> {
    while (client.session.keys.includes(topic) && nowMs() < expiresAtMs && !lease.aborted) {
      try {
        // JSON-RPC 2.0 §5.1 lets an error's data be of any kind; the client's types know text only.
        const response = { id, jsonrpc: '2.0', ...answer } as Parameters<typeof client.respond>[0]['response'];
        await within(RESPONSE_DEADLINE_MS, client.respond({ topic, response }));
        return;
      } catch {
        await delay(RETRY_MS, lease).catch(() => {});
      }
    }
  }

  async function onRequest(opened: Opened, lease: AbortSignal, request: SessionRequest): Promise<void> {
    const requestId = requestIdOf(request);
    if (active.has(requestId) || lease.aborted) return;
    active.add(requestId);
    try {
      const { expiryTimestamp } = request.params.request;
      const expiresAtMs = expiryTimestamp === undefined ? nowMs() + REQUEST_LIFETIME_MS : expiryTimestamp * 1_000;
      const answer = await answerTo(opened, request, expiresAtMs);
      // Another tab has taken the session over, and asks there.
      if (lease.aborted) return;
      await respond(opened, request, answer, expiresAtMs, lease);
      if (!lease.aborted) await opened.answers.forget(requestId);
    } finally {
      active.delete(requestId);
    }
  }

  function listen(opened: Opened, lease: AbortSignal): void {
    const { client } = opened;
    client.on('session_proposal', ({ id, params }) => void onProposal(opened, lease, id, params));
    client.on('session_request', (request) => void onRequest(opened, lease, request));
    client.on('session_delete', ({ topic }) => endSession(opened, topic));
    client.on('session_expire', ({ topic }) => endSession(opened, topic));
    client.on('session_request_expire', ({ id }) =>
      cancel(
        (requestId) => requestId.endsWith(`:${id}`),
        new WalletError(-32084, 'The request expired before it was approved.', { reason: 'approval_expired' }),
      ),
    );
    sync(opened);
    for (const request of client.getPendingSessionRequests()) void onRequest(opened, lease, request);
  }

  function lose(attempt: Attempt, opened: Opened | null): void {
    if (current === attempt) current = null;
    attempt.lease.abort();
    opened?.kept.close();
    cancel(() => true, new WalletError(4900, 'Another tab of the wallet has taken over.', { reason: 'session_elsewhere' }));
    void opened?.close();
    show({ isElsewhere: true, pairing: { step: 'idle' } });
  }

  async function start(attempt: Attempt, isWanted: boolean): Promise<Opened> {
    const { lease } = attempt;
    const { app } = store.get();
    if (app?.walletConnect === undefined) throw new WalletError(4200, 'This wallet has no WalletConnect.', { reason: 'walletconnect_absent' });
    let opened: Opened | null = null;
    await becomeTheOne(`alcove-${deps.appId}-${key}`, { isWanted, signal: lease.signal, onLost: () => lose(attempt, opened) });
    attempt.isHeld = true;
    const [{ openSignClient }, kept] = await Promise.all([import('./sign-client.ts'), openKeptValues(database, key)]);
    const client = await openSignClient({ ...app.walletConnect, userKey, storage: kept, name: app.name, origin: location.origin });
    opened = { ...client, kept, answers: createAnswers(kept), requests: new Map() };
    if (lease.signal.aborted) {
      kept.close();
      void client.close();
      throw lease.signal.reason;
    }
    show({ isElsewhere: false });
    listen(opened, lease.signal);
    return opened;
  }

  /** @param isWanted the person is here, and another tab gives way. */
  function ready(isWanted: boolean): Promise<Opened> {
    if (current !== null && (current.isHeld || !isWanted)) return current.ready;
    current?.lease.abort();
    const attempt: Attempt = { lease: new AbortController(), isHeld: false, ready: Promise.reject(new TypeError('not started')) };
    attempt.ready.catch(() => {});
    attempt.ready = start(attempt, isWanted);
    attempt.ready.catch(() => {
      attempt.lease.abort();
      if (current === attempt) current = null;
    });
    current = attempt;
    return attempt.ready;
  }

  async function pair(uri: string): Promise<void> {
    following?.abort();
    const mine = new AbortController();
    following = mine;
    show({ pairing: { step: 'waiting' } });
    try {
      await pairings.follow(uri, () => ready(true), mine.signal);
    } catch (cause) {
      if (!mine.signal.aborted) show({ pairing: { step: 'failed', problem: cause instanceof PairingError ? cause.problem : 'code' } });
    }
  }

  async function disconnect(topic: string): Promise<void> {
    const opened = await ready(true);
    if (!opened.client.session.keys.includes(topic)) return;
    await within(DISCONNECT_DEADLINE_MS, opened.client.disconnect({ topic, reason: userDisconnected }))
      // The app cannot be told now. Here the connection ends all the same.
      .catch(() => opened.client.session.delete(topic, userDisconnected));
    endSession(opened, topic);
  }

  // Before anybody hears that the page is closed: what waits here stays unanswered, and is taken up at the next start.
  window.addEventListener('pagehide', () => current?.lease.abort(), { capture: true });

  return {
    async handle(command) {
      if (command.do === 'pair') return pair(command.uri);
      if (command.do === 'choose') return show({ account: command.address });
      if (command.do === 'disconnect') return disconnect(command.topic);
      if (command.do === 'cancel') {
        following?.abort();
        return show({ pairing: { step: 'idle' } });
      }
      await ready(command.do === 'open');
    },
    async close(isSignOut) {
      const attempt = current;
      current = null;
      following?.abort();
      // Whoever signs in again finds what waits still waiting.
      if (!isSignOut) attempt?.lease.abort();
      const opened = await attempt?.ready.catch(() => null);
      opened?.kept.close();
      if (isSignOut) await database.delete(key);
      if (isSignOut && opened) {
        const { client } = opened;
        const goodbyes = client.session.keys.map((topic) => within(DISCONNECT_DEADLINE_MS, client.disconnect({ topic, reason: userDisconnected })));
        await Promise.allSettled(goodbyes);
      }
      attempt?.lease.abort();
      await opened?.close();
    },
  };
}
