import type { ProposalTypes } from '@walletconnect/types';
import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import { APPROVAL_LIFETIME_MS, type ApprovedWork } from '../../approvals/queue.ts';
import type { Account, Approval } from '../../state/state.ts';
import { askerOf, type PeerClaim } from '../../state/wallet-connect.ts';
import { type Judgement, namespacesFor } from './judge-proposal.ts';
import type { OpenSignClient } from './sign-client.ts';
import { within } from './within.ts';

type Granted = Extract<Judgement, { granted: unknown }>['granted'];

/** How long the relay may take to bring the session to the app. */
const SETTLE_DEADLINE_MS = 20_000;

/** What a person decides on when an app wants to be connected. */
export function approvalOfProposal(
  proposal: Pick<ProposalTypes.Struct, 'pairingTopic' | 'expiryTimestamp'>,
  {
    granted,
    claim,
    accounts,
    address,
    nowMs,
  }: {
    readonly granted: Granted;
    readonly claim: PeerClaim;
    readonly accounts: readonly Account[];
    readonly address: Account['address'];
    readonly nowMs: number;
  },
): Approval {
  const chainIds = granted.chains.map((chain) => Number(chain.slice('eip155:'.length)));
  return {
    id: crypto.randomUUID(),
    origin: askerOf(proposal.pairingTopic),
    method: 'wc_sessionPropose',
    createdAtMs: nowMs,
    expiresAtMs: Math.min(nowMs + APPROVAL_LIFETIME_MS, proposal.expiryTimestamp * 1_000),
    content: { kind: 'connect', accounts, proposal: { chainIds, methods: granted.methods, events: granted.events, address } },
    claim,
  };
}

/** @param address the account that is chosen when the person approves. */
export function settleProposal({ client }: Pick<OpenSignClient, 'client'>, id: number, granted: Granted, address: () => Account['address']): ApprovedWork {
  return {
    needsPin: () => false,
    async run() {
      try {
        await within(SETTLE_DEADLINE_MS, client.approve({ id, namespaces: namespacesFor(granted, address()) }));
      } catch (cause) {
        throw new WalletError(-32083, 'The connection did not reach the app.', { reason: 'relay_unreachable', retriable: true }, { cause });
      }
      return { value: null, transaction: null };
    },
  };
}
