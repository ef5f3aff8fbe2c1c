import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createStaticFiles } from './static-files.ts';

export type ExampleServerOptions = {
  /** The `examples` folder. */
  readonly folder: string;
  readonly walletOrigin: string;
  readonly nodeOrigin: string;
};

/**
 * What a host page's Content-Security-Policy needs for the wallet: its origin in `script-src` (the SDK) and in
 * `frame-src` (the widget), nothing else. `connect-src` is for the page's own reads of the chain, and `'self'` among frames for the
 * theme studio's previews.
 */
function contentSecurityPolicy({ walletOrigin, nodeOrigin }: ExampleServerOptions): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${walletOrigin}`,
    `frame-src 'self' ${walletOrigin}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${nodeOrigin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

/** The gallery shows each screen in a frame of its own; it holds no wallet and asks nobody. */
const GALLERY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'self'";

const PLAYGROUND = '/playground/';
/**
 * The playground is shop, wallet and server in one folder, asked for under both names of this machine, and its workers run WebAssembly
 * and an enclave from the bytes that they measured. It has nobody else to talk to.
 */
const playgroundPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval' blob: http://localhost:*",
  "worker-src 'self' blob:",
  "frame-src 'self' http://localhost:*",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self' http://127.0.0.1:*",
].join('; ');

/** `/` is the quick start; every other example has its folder's name as path. The playground is served as it is built. */
function fileOf(path: string): string {
  if (path === '/') return 'script-tag/index.html';
  const name = path.startsWith(PLAYGROUND) ? `playground/dist/${path.slice(PLAYGROUND.length)}` : path.slice(1);
  if (name.endsWith('/')) return `${name}index.html`;
  return name.includes('/') ? name : `script-tag/${name}`;
}

/** The policy of what is no shop that embeds a wallet from elsewhere; none for those. */
function policyOf(path: string): Readonly<Record<string, string>> {
  if (path.startsWith(PLAYGROUND)) return { 'content-security-policy': playgroundPolicy };
  return path.startsWith('/gallery/') ? { 'content-security-policy': GALLERY_POLICY } : {};
}

/** Serves the example pages, with `{{WALLET_ORIGIN}}` and `{{NODE_ORIGIN}}` filled in, and never cached. */
export function createExampleListener(options: ExampleServerOptions): RequestListener {
  const files = createStaticFiles({ folders: { 'examples/': options.folder }, generated: {} });
  const headers = {
    'content-security-policy': contentSecurityPolicy(options),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
      return;
    }
    const file = await files.read(`examples/${fileOf(path)}`);
    if (file === null) {
      response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end('There is no such example.\n');
      return;
    }
    let body: Uint8Array | string = file.bytes;
    if (file.contentType.startsWith('text/html') && !path.startsWith(PLAYGROUND)) {
      const text = new TextDecoder().decode(file.bytes);
      body = text.replaceAll('{{WALLET_ORIGIN}}', options.walletOrigin).replaceAll('{{NODE_ORIGIN}}', options.nodeOrigin);
    }
    const policy = policyOf(path);
    response.writeHead(200, { ...headers, ...policy, 'content-type': file.contentType }).end(request.method === 'HEAD' ? undefined : body);
  }

  return (request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, headers);
      response.end();
    });
  };
}
