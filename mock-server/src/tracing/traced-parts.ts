import type { ChainGateway } from '../chain/port.ts';
import type { EnclaveClient } from '../enclave-client/port.ts';
import type { Store } from '../store/store.ts';
import type { SpanAttributes, Tracing } from './port.ts';

/* The parts behind the server, each call of which is a step of the request it is made for. */

type Asynchronous = (...values: never[]) => Promise<unknown>;

/** Every method of `part` that may take time. @param describe what the call's span says beside its name. */
function traced<Part extends object>(
  part: Part,
  names: readonly (keyof Part & string)[],
  tracing: Tracing,
  describe: (name: string, values: readonly unknown[]) => readonly [name: string, attributes: SpanAttributes],
): Part {
  const methods = names.map((name) => {
    const run = (part[name] as Asynchronous).bind(part);
    const step = (...values: never[]) => tracing.step(...describe(name, values), () => run(...values));
    return [name, step] as const;
  });
  return { ...part, ...Object.fromEntries(methods) };
}

/** Attributes by the semantic conventions of OpenTelemetry for databases. @param system `sqlite` or `postgresql`. */
export function traceStore(store: Store, tracing: Tracing, system: 'sqlite' | 'postgresql'): Store {
  const names = Object.keys(store) as (keyof Store & string)[];
  return traced(store, names, tracing, (name) => [`store ${name}`, { 'db.system.name': system, 'db.operation.name': name }]);
}

const enclaveMethods = ['attest', 'challenge', 'sessionOpen', 'sessionRevoke', 'call', 'ledgerHead', 'health'] as const;

/** A sealed call says which operation it is: the server has checked by then that it is one of the closed list. */
export function traceEnclave(enclave: EnclaveClient, tracing: Tracing): EnclaveClient {
  return traced(enclave, enclaveMethods, tracing, (name, [request]) => {
    const { operation } = (request ?? {}) as { readonly operation?: unknown };
    return [`enclave ${name}`, typeof operation === 'string' ? { 'alcove.enclave.operation': operation } : {}];
  });
}

const chainMethods = ['rpc', 'broadcast', 'transactionCount', 'receipt'] as const;

export function traceChains<Chains extends ChainGateway>(chains: Chains, tracing: Tracing): Chains {
  return traced<Chains>(chains, chainMethods, tracing, (name, [chainId, requests]) => [
    `chain ${name}`,
    {
      ...(typeof chainId === 'number' ? { 'alcove.chain.id': chainId } : {}),
      ...(Array.isArray(requests) ? { 'alcove.chain.requests': requests.length } : {}),
    },
  ]);
}
