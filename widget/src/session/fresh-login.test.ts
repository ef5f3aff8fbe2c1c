import { expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { concatBytes } from '../contract/dcbor.ts';
import { sha256, utf8 } from '../crypto/bytes.ts';
import { prepareFreshLogin } from './fresh-login.ts';
import type { Session } from './session.ts';
import { fakePopups, redirectUri } from './testing/fake-popup.ts';
import { fakeProvider, provider } from './testing/fake-provider.ts';

let idp: ReturnType<typeof fakeProvider>;
let popups: ReturnType<typeof fakePopups>;
beforeEach(() => {
  idp = fakeProvider();
  popups = fakePopups();
});
afterEach(() => {
  idp.restore();
  popups.restore();
});

async function logIn(subject = 'alice') {
  const opened: Parameters<Session['open']>[0][] = [];
  const subjectHash = await sha256(concatBytes(utf8(provider.issuer), Uint8Array.of(0), utf8(subject)));
  const session = { credentials: () => ({ certificate: '', subjectHash }), open: async (login: Parameters<Session['open']>[0]) => void opened.push(login) };
  const begin = prepareFreshLogin({ provider, session, sessionKey: { thumbprint: new Uint8Array(32) }, redirectUri });
  const done = begin(new AbortController().signal);
  done.catch(() => {});
  const { popup, url } = popups.opened[0] ?? expect.fail('no window was opened inside the click');
  for (let turn = 0; url === 'about:blank' && popup.addresses.length === 0 && turn < 1_000; turn++) await new Promise((resolve) => setTimeout(resolve));
  const asked = idp.signIn(popup.addresses[0] ?? url);
  return { opened, done, popup, asked };
}

describe('a fresh login', () => {
  it('asks the provider to ask anew, and goes on with the session', async () => {
    const { opened, done, popup, asked } = await logIn();
    expect(asked.get('max_age')).to.equal('0');
    popup.answer(`code=c&state=${asked.get('state')}`);
    await done;
    expect(opened.map(({ providerId }) => providerId)).to.deep.equal(['demo']);
  });

  it('refuses the login of somebody else, and leaves the session as it was', async () => {
    const { opened, done, popup, asked } = await logIn('bob');
    popup.answer(`code=c&state=${asked.get('state')}`);
    let error: WalletError | undefined;
    await done.catch((cause: WalletError) => {
      error = cause;
    });
    expect([error?.code, error?.data?.reason, opened.length]).to.deep.equal([4100, 'other_account', 0]);
  });
});
