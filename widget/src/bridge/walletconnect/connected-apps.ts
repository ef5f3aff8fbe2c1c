import type { SessionTypes } from '@walletconnect/types';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { ConnectedApp } from '../../state/wallet-connect.ts';
import { readPeerClaim } from './peer-claim.ts';

/** The sessions as the person sees them, the newest first. */
export function connectedApps(sessions: readonly SessionTypes.Struct[]): readonly ConnectedApp[] {
  return sessions
    .map(({ topic, peer, namespaces, expiry }) => ({
      topic,
      claim: readPeerClaim(peer.metadata),
      address: (namespaces.eip155?.accounts[0]?.split(':')[2] ?? '0x') as Hex,
      chainIds: (namespaces.eip155?.chains ?? []).map((chain) => Number(chain.slice('eip155:'.length))),
      expiresAtMs: expiry * 1_000,
    }))
    .sort((left, right) => right.expiresAtMs - left.expiresAtMs);
}
