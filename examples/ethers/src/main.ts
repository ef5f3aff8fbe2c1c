import { createWallet } from '@alcove/host-sdk';
import { BrowserProvider, formatEther, parseEther } from 'ethers';

/* ethers on the wallet's provider: reads, a payment, and its receipt. Nothing else talks to a chain. */

const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

const find = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const walletUrl = document.querySelector<HTMLMetaElement>('meta[name=wallet-url]')?.content;

const { provider } = createWallet({ appId: 'demo', walletUrl });
const ethers = new BrowserProvider(provider);

function tell(title: string, detail = ''): void {
  find('outcome-title').textContent = title;
  find('outcome-detail').textContent = detail;
}

async function showAccount(address: string | undefined): Promise<void> {
  find('signed-in').hidden = find('send').hidden = address === undefined;
  find('connect').hidden = address !== undefined;
  if (address === undefined) return;
  find('account').textContent = `${address.slice(0, 6)}…${address.slice(-4)}`;
  find('account').title = address;
  find('balance').textContent = `${formatEther(await ethers.getBalance(address))} ETH`;
}

/** The button waits while its work is done; what went wrong is said. */
function during(id: string, work: () => Promise<void>): void {
  const button = find<HTMLButtonElement>(id);
  button.addEventListener('click', async () => {
    button.disabled = true;
    tell('');
    try {
      await work();
    } catch (error) {
      const { code, shortMessage, message } = error as { code?: string | number; shortMessage?: string; message: string };
      tell(code === 'ACTION_REJECTED' || code === 4001 ? 'Cancelled' : 'That did not work', shortMessage ?? message);
    }
    button.disabled = false;
  });
}

during('connect', async () => {
  const signer = await ethers.getSigner();
  await showAccount(signer.address);
});

during('send', async () => {
  const signer = await ethers.getSigner();
  const sent = await signer.sendTransaction({ to: SHOP, value: parseEther('0.01') });
  tell('Payment sent', sent.hash);
  const receipt = await sent.wait(1, 120_000);
  tell(receipt?.status === 1 ? 'Thank you. Your order is paid.' : 'The network turned the payment down', sent.hash);
  await showAccount(signer.address);
});

provider.on('accountsChanged', ([address]) => showAccount(address));
// Somebody who was here before is shown at once, without being asked.
ethers.listAccounts().then(([signer]) => showAccount(signer?.address));
