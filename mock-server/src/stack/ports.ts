import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from './stack-error.ts';

export type Ports = {
  readonly host: number;
  readonly wallet: number;
  readonly issuer: number;
  readonly kms: number;
  readonly secondKms: number;
  readonly node: number;
};

export type Origins = { readonly [Part in keyof Ports]: string };

/** Ports and origins of design §2. The host page is on another site than the wallet on purpose. */
export function layOutPorts(portBase: number): { readonly ports: Ports; readonly origins: Origins } {
  const ports = { host: portBase, wallet: portBase + 100, issuer: portBase + 200, kms: portBase + 300, secondKms: portBase + 301, node: portBase + 400 };
  return {
    ports,
    origins: {
      host: `http://127.0.0.1:${ports.host}`,
      wallet: `http://localhost:${ports.wallet}`,
      issuer: `http://localhost:${ports.issuer}`,
      kms: `http://127.0.0.1:${ports.kms}`,
      secondKms: `http://127.0.0.1:${ports.secondKms}`,
      node: `http://127.0.0.1:${ports.node}`,
    },
  };
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}

/**
 * @param patienceMs how long a taken port is looked at again; parts of a killed predecessor need a moment to end.
 * @throws StackError naming the first port that is taken.
 */
export async function requireFreePorts(ports: Ports, patienceMs: number): Promise<void> {
  let waitedMs = 0;
  for (const [part, port] of Object.entries(ports)) {
    while (!(await isFree(port))) {
      if (waitedMs >= patienceMs) {
        throw new StackError(
          `Port ${port} (${part}) is in use. Stop what listens there, or choose other ports: npm start -- --port-base ${ports.host + 1000 > 65_000 ? 5000 : ports.host + 1000}`,
        );
      }
      await sleep(100);
      waitedMs += 100;
    }
  }
}
