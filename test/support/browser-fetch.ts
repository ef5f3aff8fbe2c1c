import { request } from 'node:http';

/* Many people on one machine: each at a loopback address of their own, with the cookies of their own browser. */

const requestTimeoutMs = 60_000;

/** On Linux all of 127.0.0.0/8 is this machine; logins are limited by address, as they should be. */
const addressOf = (index: number): string => (process.platform === 'linux' ? `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}` : '127.0.0.1');

/** `fetch` as person number `index` has it: from their own address, keeping cookies and connections. */
export function createBrowserFetch(index: number): typeof fetch {
  const localAddress = addressOf(index);
  const cookies = new Map<string, string>();
  return async (input, init = {}) => {
    const url = new URL(String(input));
    const headers = Object.fromEntries(new Headers(init.headers));
    if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = typeof init.body === 'string' ? init.body : null;
    const { signal } = init;
    return new Promise<Response>((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: url.port,
          path: url.pathname,
          method: init.method ?? 'GET',
          localAddress,
          timeout: requestTimeoutMs,
          headers: { ...headers, host: url.host },
          ...(signal == null ? {} : { signal }),
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', fail);
          answer.on('end', () => {
            for (const line of answer.headers['set-cookie'] ?? []) {
              const [pair = ''] = line.split(';');
              cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
            }
            const received = new Headers();
            for (const [name, values] of Object.entries(answer.headersDistinct)) received.set(name, (values ?? []).join(', '));
            const { statusCode: status = 0 } = answer;
            resolve(new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers: received }));
          });
        },
      );
      // What the engine repeats is a TypeError, as browsers throw it; what its own deadline ended is that deadline's.
      function fail(cause: unknown): void {
        reject(signal?.aborted === true ? signal.reason : new TypeError('fetch failed', { cause }));
      }
      sent.on('error', fail);
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.end(body);
    });
  };
}
