/*
 * Requests and responses as a server has them. A browser's own take `Cookie` and `Set-Cookie` out of them, since no page may see
 * those; here this worker is the server, and the jar below is the browser's.
 */

/** Puts a `Response` in the place of the browser's that keeps all its headers. Before the server is made. */
export function keepAllHeaders(): void {
  const Native = globalThis.Response;
  globalThis.Response = class extends Native {
    readonly #headers: Headers;

    constructor(body?: BodyInit | null, init?: ResponseInit) {
      super(body, init);
      this.#headers = new Headers(init?.headers);
      for (const [name, value] of super.headers) if (!this.#headers.has(name)) this.#headers.set(name, value);
    }

    override get headers(): Headers {
      return this.#headers;
    }
  };
}

/** @param headers whatever they are called. */
export function requestWith(url: string, init: RequestInit, headers: Headers): Request {
  const request = new Request(url, init);
  Object.defineProperty(request, 'headers', { value: headers });
  return request;
}
