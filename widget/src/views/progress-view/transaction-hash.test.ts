import { expect, fixture, html } from '@open-wc/testing';
import { waitUntil } from '../../testing/wait-until.ts';
import { withTokens } from '../testing.mocks.ts';
import { transaction } from '../views.mocks.ts';
import './transaction-hash.ts';
import type { AlcTransactionHash } from './transaction-hash.ts';

withTokens();

const { hash } = transaction();

describe('alc-transaction-hash', () => {
  const writeText = navigator.clipboard.writeText;
  afterEach(() => Object.defineProperty(navigator.clipboard, 'writeText', { value: writeText, configurable: true, writable: true }));

  async function copy(write: (text: string) => Promise<void>): Promise<AlcTransactionHash> {
    Object.defineProperty(navigator.clipboard, 'writeText', { value: write, configurable: true, writable: true });
    const element = await fixture<AlcTransactionHash>(html`<alc-transaction-hash .hash=${hash}></alc-transaction-hash>`);
    element.shadowRoot?.querySelector('button')?.click();
    await waitUntil(() => outcome(element) !== '', 'an outcome is told');
    return element;
  }
  const outcome = (element: AlcTransactionHash) => element.shadowRoot?.querySelector('.outcome')?.textContent?.trim() ?? '';

  it('copies the whole hash and confirms it in place', async () => {
    const copied: string[] = [];
    const element = await copy(async (text) => void copied.push(text));
    expect(copied).to.deep.equal([hash]);
    expect(outcome(element)).to.equal('Copied');
    await expect(element).to.be.accessible();
  });

  it('says so where copying is not allowed', async () => {
    const element = await copy(() => Promise.reject(new DOMException('denied', 'NotAllowedError')));
    expect(outcome(element)).to.equal('Copying is not allowed here.');
  });
});
