import { SignClient } from '@walletconnect/sign-client';
import type { StackOrigins } from './stack.ts';

/* An app as its authors build it: WalletConnect's own client, in Node, over the stack's relay. It knows nothing of the wallet. */

type Client = InstanceType<typeof SignClient>;
type ConnectParams = Parameters<Client['connect']>[0];
export type Session = Awaited<ReturnType<Awaited<ReturnType<Client['connect']>>['approval']>>;
export type Metadata = { readonly name: string; readonly url: string; readonly description?: string; readonly icons?: readonly string[] };
export type Failure = { readonly code: number; readonly message: string };

export const CHAIN = 'eip155:31337';
const methods = ['eth_sendTransaction', 'personal_sign', 'eth_signTypedData_v4', 'wallet_switchEthereumChain', 'eth_getBalance', 'eth_chainId'];
const usual = { eip155: { chains: [CHAIN], methods, events: ['accountsChanged', 'chainChanged'] } };

/** Each app of one process has a core of its own. */
let apps = 0;

function memoryStorage() {
  const values = new Map<string, string>();
  return {
    getKeys: async () => [...values.keys()],
    getEntries: async <T>() => [...values].map(([key, value]) => [key, JSON.parse(value)] as [string, T]),
    getItem: async <T>(key: string) => (values.has(key) ? (JSON.parse(values.get(key) ?? 'null') as T) : undefined),
    setItem: async (key: string, value: unknown) => void values.set(key, JSON.stringify(value)),
    removeItem: async (key: string) => void values.delete(key),
  };
}

export const relayUrlOf = ({ wallet }: StackOrigins): string => `${wallet.replace(/^http/, 'ws')}/wc`;

export class Dapp {
  readonly client: Client;

  private constructor(client: Client) {
    this.client = client;
  }

  static async start(relayUrl: string, { name, url, description = '', icons = [] }: Metadata): Promise<Dapp> {
    const client = await SignClient.init({
      relayUrl,
      projectId: '0'.repeat(32),
      metadata: { name, url, description, icons: [...icons] },
      storage: memoryStorage(),
      customStoragePrefix: `app-${++apps}`,
      telemetryEnabled: false,
      logger: 'silent',
    });
    return new Dapp(client);
  }

  /** A link for a wallet, and what becomes of it. */
  async propose(namespaces: ConnectParams['optionalNamespaces'] = usual): Promise<{ readonly uri: string; readonly settled: Promise<Session | Failure> }> {
    const { uri = '', approval } = await this.client.connect({ optionalNamespaces: namespaces });
    return { uri, settled: approval().catch((error: unknown) => error as Failure) };
  }

  /** @returns the wallet's answer, or its error. */
  async request({ topic }: Pick<Session, 'topic'>, method: string, params: unknown, expirySeconds = 300): Promise<unknown> {
    return await this.client
      .request({ topic, chainId: CHAIN, request: { method, params }, expiry: expirySeconds })
      .catch((error: unknown) => ({ failed: error as Failure }));
  }

  /** Resolves when the wallet has ended a session. */
  ended(): Promise<string> {
    return new Promise((resolve) => this.client.once('session_delete', ({ topic }) => resolve(topic)));
  }

  async stop(): Promise<void> {
    this.client.core.heartbeat.stop();
    await this.client.core.relayer.transportClose().catch(() => undefined);
  }
}
