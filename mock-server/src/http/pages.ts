import type { Hono } from 'hono';
import { base64url } from 'jose';
import type { AppDeps, StaticFile } from '../app-deps.ts';
import { isOriginAllowed } from '../apps/origins.ts';
import type { AppContext, AppEnv, Respond, Step } from './context.ts';
import { ApiProblem } from './problem.ts';
import { adminHeaders, callbackHeaders, publicScriptHeaders, unframedHeaders, widgetFileHeaders, widgetHeaders } from './security-headers.ts';
import { withTheme } from './themed-page.ts';

type PagesDeps = Pick<AppDeps, 'files' | 'registry' | 'walletOrigin' | 'admin'>;

const IMMUTABLE = 'public, max-age=31536000, immutable';
/** `/sdk/v1/` always holds the newest 1.x; the entity tag makes asking again cheap. */
const SDK_CACHE = 'public, max-age=300, must-revalidate';
const SEGMENT_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-';

const UNKNOWN_APP_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Unknown app</title></head>
<body><h1>This app is not registered</h1><p>The page that opened this wallet names an app this wallet does not know. Check the app id with whoever runs the wallet.</p></body>
</html>
`;

/** What `wallet.doctor()` frames to learn what the wallet's frame may do on its page; `probe.js` tells it. */
const PROBE_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Probe</title><script type="module" src="probe.js"></script></head>
</html>
`;

/** The file's name below its folder, when each segment is plain; nothing else reaches the file port. */
function plainPath(context: AppContext): string | null {
  const segments = new URL(context.req.url).pathname.slice(1).split('/');
  const plain = segments.every((segment) => segment !== '' && !segment.startsWith('.') && [...segment].every((one) => SEGMENT_CHARACTERS.includes(one)));
  return plain ? segments.join('/') : null;
}

async function readFile(deps: PagesDeps, path: string | null): Promise<StaticFile> {
  const file = path === null ? null : await deps.files.read(path);
  if (file === null) throw new ApiProblem('not_found');
  return file;
}

/** The widget is a page: a frame or a window may load it, a script may not read it (W3C Fetch Metadata, where sent). */
const requirePageLoad: Step = async function checkDestination(context, next) {
  const destination = context.req.header('sec-fetch-dest');
  if (destination !== undefined && destination !== 'iframe' && destination !== 'document') {
    throw new ApiProblem('forbidden_origin', { field: 'sec-fetch-dest' });
  }
  await next();
};

function page(file: Pick<StaticFile, 'bytes'>, headers: Readonly<Record<string, string>>): Response {
  return new Response(file.bytes, { headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
}

/** A script, style or picture of one of the wallet's own pages. */
function servePartOfPage(deps: PagesDeps): Respond {
  return async function servePart(context) {
    const file = await readFile(deps, plainPath(context));
    // Pages have routes of their own: here they would come without their headers.
    if (file.contentType.startsWith('text/html')) throw new ApiProblem('not_found');
    return new Response(file.bytes, {
      headers: { ...widgetFileHeaders, 'content-type': file.contentType, 'cache-control': file.immutable ? IMMUTABLE : 'no-store' },
    });
  };
}

/** The operators' page, where the deployment has operators. */
function adminPage(app: Hono<AppEnv>, deps: PagesDeps, { issuer }: NonNullable<PagesDeps['admin']>): void {
  app.get('/admin', (context) => context.redirect('/admin/', 308));
  app.get('/admin/', requirePageLoad, async function serveAdmin() {
    return page(await readFile(deps, 'admin/index.html'), adminHeaders(deps.walletOrigin, issuer));
  });
  app.get('/admin/*', servePartOfPage(deps));
}

/** The widget's pages and files, the operators' page, and the host SDK's script. */
export function pageRoutes(app: Hono<AppEnv>, deps: PagesDeps): void {
  const { walletOrigin } = deps;

  app.get('/w', (context) => context.redirect(`/w/${new URL(context.req.url).search}`, 308));

  app.get('/w/', requirePageLoad, async function serveWidget(context) {
    const registered = await deps.registry.find(context.req.query('app_id') ?? '');
    if (registered === null) {
      return new Response(UNKNOWN_APP_PAGE, { status: 404, headers: { ...unframedHeaders(walletOrigin), 'content-type': 'text/html; charset=utf-8' } });
    }
    const { bytes } = await readFile(deps, 'w/index.html');
    return page({ bytes: withTheme(bytes, registered.theme) }, widgetHeaders(walletOrigin, registered));
  });

  app.get('/w/callback.html', requirePageLoad, async function serveCallback() {
    return page(await readFile(deps, 'w/callback.html'), callbackHeaders(walletOrigin));
  });

  // A file to keep beside a recovery kit. It is never opened here: on this origin nobody should get used to typing such words.
  app.get('/w/recover.html', async function serveRecoveryPage() {
    const headers = { ...unframedHeaders(walletOrigin), 'content-disposition': 'attachment; filename="alcove-recover.html"' };
    return page(await readFile(deps, 'w/recover.html'), headers);
  });

  app.get('/w/*', servePartOfPage(deps));

  if (deps.admin !== undefined) adminPage(app, deps, deps.admin);

  /**
   * Whether the page that asks may embed this app. A browser that refuses a frame tells the page nothing, so the host SDK
   * asks here. It says no more than trying to embed would: `reason` is null, `app_unknown` or `origin_not_allowed`.
   */
  app.get('/sdk/v1/embed', async function mayEmbed(context) {
    const registered = await deps.registry.find(context.req.query('app_id') ?? '');
    const isAllowed = registered !== null && isOriginAllowed(registered, context.req.header('origin') ?? '');
    const reason = registered === null ? 'app_unknown' : isAllowed ? null : 'origin_not_allowed';
    return context.json({ reason }, 200, { ...publicScriptHeaders, 'cache-control': 'no-store', vary: 'Origin' });
  });

  /** Framed by exactly the pages that may frame the widget, and refused like it. */
  app.get('/sdk/v1/probe.html', requirePageLoad, async function serveProbe(context) {
    const registered = await deps.registry.find(context.req.query('app_id') ?? '');
    const headers = registered === null ? unframedHeaders(walletOrigin) : widgetHeaders(walletOrigin, registered);
    return page({ bytes: new TextEncoder().encode(PROBE_PAGE) }, headers);
  });

  app.get('/sdk/v1/*', async function serveSdk(context) {
    const file = await readFile(deps, plainPath(context));
    // A file is long enough for a thread of its own.
    const etag = `"${base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', file.bytes)))}"`;
    const sourceMap = context.req.path.endsWith('/alcove.js') ? { sourcemap: 'alcove.js.map' } : {};
    const headers = { ...publicScriptHeaders, ...sourceMap, etag, 'cache-control': file.immutable ? IMMUTABLE : SDK_CACHE };
    if (context.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers });
    return new Response(file.bytes, { headers: { ...headers, 'content-type': file.contentType } });
  });
}
