import { createTransport } from '../src/api/transport.ts';
import { sessionKeyOf } from '../src/session/session-key.ts';
import './adm-root.ts';
import { createAdminApi } from './admin-api.ts';
import { createOperatorSession, type OperatorSession } from './operator-session.ts';

/*
 * The operators' page. Its key and its token live in this page's memory and nowhere else: whoever closes it is signed out.
 */

async function start(): Promise<void> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const key = await sessionKeyOf(pair, false);
  let session: OperatorSession | null = null;
  const send = createTransport({
    origin: location.origin,
    fetch: fetch.bind(globalThis),
    nowMs: () => Date.now(),
    proofKey: () => key,
    tokens: () => session,
  });
  const root = document.createElement('adm-root');
  session = createOperatorSession({ send, thumbprint: key.thumbprint, nowMs: () => Date.now(), onEnded: () => root.sessionEnded() });
  root.session = session;
  root.api = createAdminApi(send);
  document.body.append(root);
}

void start();
