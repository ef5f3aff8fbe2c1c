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
 * `frame-src` (the widget), nothing else. `connect-src` is for the page's own reads of the chain.
 */
function contentSecurityPolicy({ walletOrigin, nodeOrigin }: ExampleServerOptions): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${walletOrigin}`,
    `frame-src ${walletOrigin}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${nodeOrigin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The gallery shows each screen in a frame of its own; it holds no wallet and asks nobody. */
const GALLERY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'self'";

/** `/` is the quick start; every other example has its folder's name as path. */
function fileOf(path: string): string {
  if (path === '/') return 'script-tag/index.html';
  const name = path.slice(1);
  if (name.endsWith('/')) return `${name}index.html`;
  return name.includes('/') ? name : `script-tag/${name}`;
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
    if (file.contentType.startsWith('text/html')) {
      const text = new TextDecoder().decode(file.bytes);
      body = text.replaceAll('{{WALLET_ORIGIN}}', options.walletOrigin).replaceAll('{{NODE_ORIGIN}}', options.nodeOrigin);
    }
    const policy = path.startsWith('/gallery/') ? { 'content-security-policy': GALLERY_POLICY } : {};
    response.writeHead(200, { ...headers, ...policy, 'content-type': file.contentType }).end(request.method === 'HEAD' ? undefined : body);
  }

  return (request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, headers);
      response.end();
    });
  };
}
