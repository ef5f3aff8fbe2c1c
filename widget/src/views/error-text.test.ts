import { expect } from '@open-wc/testing';
import { type ErrorCode, errorTable } from '../../../host-sdk/src/contract/errors.ts';
import { problemCodes } from '../contract/api.ts';
import { formatMoment } from '../i18n/format.ts';
import { errorText } from './error-text.ts';
import { nowMs, wireError } from './views.mocks.ts';

const codes = Object.keys(errorTable).map((code) => Number(code) as ErrorCode);

describe('errorText', () => {
  it('says for every code what happened, what is safe and what to do, and never the internal message', () => {
    for (const code of codes) {
      const text = errorText(wireError(code));
      for (const words of [text.heading, text.what, text.safe, text.todo]) {
        expect(words, String(code)).to.have.length.above(7);
        expect(words, String(code)).not.to.contain('internal words');
        expect(words, String(code)).not.to.contain('!');
      }
    }
  });

  it('says something for every reason of the service', () => {
    for (const reason of problemCodes) expect(errorText(wireError(-32603, reason)).heading, reason).to.have.length.above(7);
  });

  it('names the part of the service that is down', () => {
    const headings = ['kms_unavailable', 'ledger_unavailable', 'enclave_unavailable', 'other'].map((reason) => errorText(wireError(-32083, reason)).heading);
    expect(new Set(headings).size).to.equal(4);
    expect(errorText(wireError(-32083, 'ledger_unavailable')).safe).to.contain('did not use up a try');
  });

  it('offers to try again where that can help, and only there', () => {
    expect(errorText(wireError(-32083, 'kms_unavailable')).next).to.equal('retry');
    expect(errorText(wireError(-32083, 'issuer_unavailable'))).to.deep.equal(errorText(wireError(-32083, 'provider_unavailable')));
    expect(errorText(wireError(4901)).next).to.equal('retry');
    expect(errorText(wireError(4900, 'offline')).next).to.equal('retry');
    expect(errorText(wireError(-32084)).next).to.equal('close');
    expect(errorText(wireError(-32085)).next).to.equal('recover');
    expect(errorText(wireError(-32603, 'record_tampered')).next).to.equal('close');
    expect(errorText(wireError(4100, 'session_expired')).next).to.equal('sign-in');
  });

  it('says until when something is held, and in general words where that is not told', () => {
    const dated = errorText({ code: -32603, message: '', data: { reason: 'hold', retryAtMs: nowMs } });
    expect(dated.what).to.contain(formatMoment(nowMs));
    expect(dated.next).to.equal('close');
    expect(errorText(wireError(-32603, 'hold')).what).to.contain('24 hours');
  });

  it('tells what is wrong with a backup, words or a login, and where to go from there', () => {
    expect(errorText(wireError(-32603, 'login_stale')).next).to.equal('sign-in');
    expect(errorText(wireError(-32603, 'factor_wrong')).next).to.equal('retry');
    expect(errorText(wireError(-32603, 'mnemonic_invalid')).next).to.equal('retry');
    expect(errorText(wireError(-32603, 'passkey_unsupported')).todo).to.contain('recovery kit');
  });

  it('keeps the code for what it does not know, and how long to wait where that is told', () => {
    expect(errorText(wireError(-32603)).what).to.contain('-32603');
    expect(errorText({ code: -32005, message: '', data: { retryAfterMs: 4200 } }).todo).to.equal('Try again in 5 seconds.');
    expect(errorText(wireError(-32005)).todo).to.equal('Wait a moment, then try again.');
  });
});
