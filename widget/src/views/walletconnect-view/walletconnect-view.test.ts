import { expect, fixture, html } from '@open-wc/testing';
import { AlcItemEvent } from '../../events.ts';
import type { WalletConnectCommand, WalletConnectState } from '../../state/wallet-connect.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { chain } from '../views.mocks.ts';
import { connectedApps, connections, swapClaim } from '../walletconnect.mocks.ts';
import './walletconnect-view.ts';
import type { AlcWalletConnectView } from './walletconnect-view.ts';

async function view(change: Partial<WalletConnectState> = {}) {
  const { walletConnect } = connections(change);
  const commands: WalletConnectCommand[] = [];
  const listen = ({ change: heard }: AlcItemEvent) => heard.what === 'walletconnect' && commands.push(heard.command);
  document.addEventListener(AlcItemEvent.type, listen);
  const element = await fixture<AlcWalletConnectView>(
    html`<alc-walletconnect-view .frame=${frame} .state=${walletConnect} .chains=${[chain]}></alc-walletconnect-view>`,
  );
  document.removeEventListener(AlcItemEvent.type, listen);
  element.addEventListener(AlcItemEvent.type, listen);
  const enter = async (text: string) => {
    const field = part<HTMLTextAreaElement>(element, '#link');
    field.value = text;
    field.dispatchEvent(new InputEvent('input'));
    await element.updateComplete;
  };
  return { element, commands, enter };
}

describe('alc-walletconnect-view', () => {
  withTokens();

  it('asks for the connections when it is shown, and pairs with what is entered', async () => {
    const { element, commands, enter } = await view();
    expect(part<HTMLElement & { disabled: boolean }>(element, '#pair').disabled).to.equal(true);
    await enter('wc:abc@2');
    part(element, '#pair').click();
    part(element, '#link').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    const pair = { do: 'pair', uri: 'wc:abc@2' } as const;
    expect(commands).to.deep.equal([{ do: 'open' }, pair, pair]);
    await expect(element).to.be.accessible();
  });

  it('waits with a way out, and keeps the link when it led to nothing', async () => {
    const { element, commands, enter } = await view();
    await enter('wc:abc@2');
    element.state = connections({ pairing: { step: 'waiting' } }).walletConnect;
    await element.updateComplete;
    expect(words(element)).to.contain('Looking for the app');
    part(element, '#cancel').click();
    element.state = connections({ pairing: { step: 'failed', problem: 'silent' } }).walletConnect;
    await element.updateComplete;
    expect(part<HTMLTextAreaElement>(element, '#link').value).to.equal('wc:abc@2');
    expect(words(element)).to.contain('The app does not answer');
    expect(commands.at(-1)).to.deep.equal({ do: 'cancel' });
    await expect(element).to.be.accessible();
  });

  it('disconnects one app after a question in its place', async () => {
    const { element, commands } = await view({ apps: connectedApps });
    const [first] = connectedApps;
    part(element, `#ask-${first?.topic}`).click();
    await element.updateComplete;
    expect(words(element)).to.contain('It can ask for nothing more');
    part(element, '#confirm').click();
    expect(commands.at(-1)).to.deep.equal({ do: 'disconnect', topic: first?.topic });
    await expect(element).to.be.accessible();
  });

  it('says what a refused app needs, cut to what one can read', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `eip155:${index}${'9'.repeat(100)}`);
    const { element } = await view({ pairing: { step: 'unsupported', claim: swapClaim, what: 'networks', names } });
    expect(part(element, '.names').textContent?.length).to.be.lessThan(320);
    await expect(element).to.be.accessible();
  });

  it('offers to take over from another tab', async () => {
    const { element, commands } = await view({ isElsewhere: true });
    part(element, 'alc-banner button').click();
    expect(commands.at(-1)).to.deep.equal({ do: 'open' });
  });
});
