import type { BridgeEvent, BridgeRequest } from './contract/bridge.ts';
import { WalletError } from './contract/errors.ts';
import type { Json, RequestArguments, WalletStatus } from './contract/types.ts';
import type { Emitter, Listener } from './emitter.ts';

/** What a provider tells, by name (EIP-1193 §"Events"). `status` is Alcove's own: where the wallet is. */
export type ProviderEvents = {
  readonly connect: { readonly chainId: string };
  readonly disconnect: WalletError;
  readonly accountsChanged: readonly string[];
  readonly chainChanged: string;
  readonly message: Extract<BridgeEvent, { name: 'message' }>['data'];
  readonly status: WalletStatus;
};

/** `signal` takes a request back that is still waiting for a person; it then fails with 4001. */
export type RequestOptions = { readonly signal?: AbortSignal };

/**
 * An EIP-1193 provider. Nothing it returns ever hangs: each request ends with a result or a `WalletError`.
 *
 * @example
 * ```ts
 * const accounts = await provider.request({ method: 'eth_requestAccounts' });
 * provider.on('accountsChanged', (accounts) => console.log(accounts));
 * ```
 */
export type Provider = {
  readonly isAlcove: true;
  /**
   * Sends one request. The first one loads the wallet.
   *
   * @throws WalletError 4001 rejected by the person; 4100 not authorised; 4900 connection over (may be repeated when
   * `data.retriable`); -32602 with `data.field`; -32080 the wallet cannot start, with `data.hint`; see the code table for the rest.
   */
  request(request: RequestArguments, options?: RequestOptions): Promise<unknown>;
  on<Name extends keyof ProviderEvents>(name: Name, listener: Listener<ProviderEvents[Name]>): Provider;
  removeListener<Name extends keyof ProviderEvents>(name: Name, listener: Listener<ProviderEvents[Name]>): Provider;
};

/**
 * Makes the provider. It judges nothing but the shape of the call: methods and parameters are the widget's to judge.
 *
 * Parameters are brought to plain JSON first, as JSON-RPC has it: proxies of reactive frameworks cannot be cloned, and
 * libraries leave `undefined` in transactions.
 */
export function createProvider(emitter: Emitter<ProviderEvents>, send: (request: BridgeRequest, signal?: AbortSignal) => Promise<Json>): Provider {
  const provider: Provider = {
    isAlcove: true,
    async request(request, { signal } = {}) {
      if (typeof request?.method !== 'string') throw new WalletError(-32600, 'request must be an object with a string method');
      const { method, params } = request;
      const id = crypto.randomUUID();
      if (params === undefined) return send({ id, method }, signal);
      let plain: Json;
      try {
        plain = JSON.parse(JSON.stringify(params));
      } catch {
        throw new WalletError(-32600, 'params must be JSON', { reason: 'unserialisable', field: 'params' });
      }
      return send({ id, method, params: plain }, signal);
    },
    on(name, listener) {
      emitter.on(name, listener);
      return provider;
    },
    removeListener(name, listener) {
      emitter.off(name, listener);
      return provider;
    },
  };
  return provider;
}
