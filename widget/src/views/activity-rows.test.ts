import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { activityRow, statusText } from './activity-rows.ts';
import { chain, contractAddress, otherAddress, ownAddress, transaction } from './views.mocks.ts';

function row(change: Parameters<typeof transaction>[0]): string {
  const list = document.createElement('div');
  render(html`<ul>${activityRow(transaction(change), ownAddress, [chain])}</ul>`, list);
  return list.textContent?.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim() ?? '';
}

describe('activity rows', () => {
  it('tells sent, received and contract calls apart', () => {
    expect(row({})).to.match(/^Sent to 0x3C44…93BC −0\.01 ETH/);
    expect(row({ from: otherAddress, to: ownAddress })).to.match(/^Received from 0x3C44…93BC \+0\.01 ETH/);
    expect(row({ to: contractAddress, data: '0xa9059cbb', valueWei: '0' })).to.match(/^Contract to 0x5FbD…0aa3/);
    expect(row({ to: null })).to.match(/^Contract New contract/);
  });

  it('compares addresses whatever their spelling', () => {
    expect(row({ from: ownAddress.toLowerCase() })).to.match(/^Sent/);
  });

  it('says the status in words', () => {
    expect([
      statusText('signed'),
      statusText('sent'),
      statusText('confirmed'),
      statusText('failed'),
      statusText('dropped'),
      statusText('replaced'),
    ]).to.deep.equal(['Waiting', 'Waiting', 'Confirmed', 'Failed', 'Not sent', 'Replaced']);
    expect(row({ status: 'failed' })).to.contain('Failed');
    expect(row({ status: 'sent' })).to.contain('Waiting');
  });
});
