import { Core } from '@walletconnect/core';
import { SignClient } from '@walletconnect/sign-client';
import type { SignClientTypes } from '@walletconnect/types';
import type { KeptValues } from './kept-values.ts';

export type OpenSignClient = { readonly client: InstanceType<typeof SignClient>; close(): Promise<void> };

export type SignClientOptions = {
  readonly relayUrl: string;
  readonly projectId: string;
  /** Tells this user's client from another's, in one page. */
  readonly userKey: string;
  readonly storage: KeptValues;
  /** What the apps hear of the wallet. */
  readonly name: string;
  readonly origin: string;
};

/** What the client would ask others about an app, and tell others about the person: the wallet talks to the relay and to nobody else. */
function keepToTheRelay(core: InstanceType<typeof Core>): void {
  // No answer from the verify API means that an app's address is unknown, which is what is shown.
  core.verify.register = async () => '';
  core.verify.resolve = async () => '' as never;
  core.echoClient.registerDeviceToken = async () => {};
}

/** The client keeps its core in the global scope, for whoever makes a second one. Here the second one is another user's. */
function forgetCore(userKey: string): void {
  for (const suffix of ['', '_count']) Reflect.deleteProperty(globalThis, `_walletConnectCore_${userKey}${suffix}`);
}

/** WalletConnect's own client (`@walletconnect/sign-client`), kept quiet. Nothing else imports it, so that it comes in a file of its own. */
export async function openSignClient({ relayUrl, projectId, userKey, storage, name, origin }: SignClientOptions): Promise<OpenSignClient> {
  forgetCore(userKey);
  const core = new Core({ relayUrl, projectId, storage, customStoragePrefix: userKey, telemetryEnabled: false, logger: 'silent' });
  keepToTheRelay(core);
  const metadata = { name, description: name, url: origin, icons: [] };
  // Requests go to the wallet's own queue of approvals, which has one order for all who ask.
  // Their own types of the core do not quite fit one another.
  const known = core as unknown as NonNullable<SignClientTypes.Options['core']>;
  const client = await SignClient.init({ core: known, metadata, signConfig: { disableRequestQueue: true } });
  return {
    client,
    async close() {
      client.removeAllListeners('session_request');
      core.heartbeat.stop();
      forgetCore(userKey);
      await core.relayer.transportClose();
    },
  };
}
