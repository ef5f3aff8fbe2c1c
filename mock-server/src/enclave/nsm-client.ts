import { connect, type Socket } from 'node:net';
import { decode, encode } from 'cborg';
import { EnclaveError } from '../enclave-client/port.ts';
import { createFrameReader, encodeFrame, MAX_REPLY_BYTES } from './frames.ts';
import type { SecurityModule } from './ports.ts';

type Waiting = { readonly resolve: (response: Uint8Array) => void; readonly reject: (error: Error) => void };

const unavailable = (message: string, options?: ErrorOptions): EnclaveError => new EnclaveError('enclave_unavailable', message, options);

/**
 * The enclave's way to its security module: the module's own CBOR over a socket, replies in the order of requests.
 * A broken connection is opened again at the next request.
 *
 * @param options.timeoutMs longest wait for one answer, default 2000.
 * @throws EnclaveError `enclave_unavailable` when the module cannot be reached, answers late or with `{"Error": …}`: an
 *   enclave that cannot attest is of no use until it can, and the caller tries again.
 */
export function openSecurityModule(options: { readonly socketPath: string; readonly timeoutMs?: number }): SecurityModule & { close(): void } {
  const timeoutMs = options.timeoutMs ?? 2000;
  let socket: Socket | null = null;
  let waiting: Waiting[] = [];

  function drop(error: Error): void {
    const lost = waiting;
    waiting = [];
    socket?.destroy();
    socket = null;
    for (const { reject } of lost) reject(error);
  }

  function open(): Socket {
    if (socket !== null) return socket;
    const opened = connect(options.socketPath);
    const read = createFrameReader(MAX_REPLY_BYTES);
    opened.on('data', (chunk) => {
      try {
        for (const response of read(chunk)) waiting.shift()?.resolve(response);
      } catch (cause) {
        drop(unavailable('the security module sent a frame that cannot be read', { cause }));
      }
    });
    opened.on('error', (cause) => drop(unavailable('the security module cannot be reached', { cause })));
    opened.on('close', () => {
      if (socket === opened) drop(unavailable('the security module closed the connection'));
    });
    socket = opened;
    return opened;
  }

  async function ask(request: unknown, name: string): Promise<ReadonlyMap<unknown, unknown>> {
    const response = await new Promise<Uint8Array>((resolve, reject) => {
      const deadline = setTimeout(() => drop(unavailable('the security module did not answer in time')), timeoutMs);
      const settle = <T>(act: (value: T) => void) => {
        return (value: T): void => {
          clearTimeout(deadline);
          act(value);
        };
      };
      waiting.push({ resolve: settle(resolve), reject: settle(reject) });
      open().write(encodeFrame(encode(request)));
    });
    const decoded: unknown = decode(response, { useMaps: true });
    const body = decoded instanceof Map ? decoded.get(name) : undefined;
    if (!(body instanceof Map)) throw unavailable(`the security module refused ${name}`);
    return body;
  }

  return {
    async attest({ publicKey, userData, nonce }) {
      const body = await ask({ Attestation: { user_data: userData ?? null, nonce: nonce ?? null, public_key: publicKey ?? null } }, 'Attestation');
      const document = body.get('document');
      if (!(document instanceof Uint8Array)) throw unavailable('the security module sent no document');
      return document;
    },
    async random(length) {
      const parts: Uint8Array[] = [];
      for (let have = 0; have < length; ) {
        const part = (await ask('GetRandom', 'GetRandom')).get('random');
        if (!(part instanceof Uint8Array) || part.length === 0) throw unavailable('the security module sent no random bytes');
        parts.push(part);
        have += part.length;
      }
      return new Uint8Array(Buffer.concat(parts).subarray(0, length));
    },
    close: () => drop(unavailable('closed')),
  };
}
