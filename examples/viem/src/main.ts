import { createWallet } from '@alcove/host-sdk';
import { BaseError, createPublicClient, createWalletClient, custom, formatEther, parseEther, UserRejectedRequestError } from 'viem';

/* viem on the wallet's provider: reads, a payment, and its receipt. Nothing else talks to a chain. */

const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

const find = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const walletUrl = document.querySelector<HTMLMetaElement>('meta[name=wallet-url]')?.content;

const { provider } = createWallet({ appId: 'demo', walletUrl });
const reader = createPublicClient({ transport: custom(provider) });
const signer = createWalletClient({ transport: custom(provider) });

function tell(title: string, detail = ''): void {
  find('outcome-title').textContent = title;
  find('outcome-detail').textContent = detail;
}

async function showAccount(address: `0x${string}` | undefined): Promise<void> {
  find('signed-in').hidden = find('send').hidden = address === undefined;
  find('connect').hidden = address !== undefined;
  if (address === undefined) return;
  find('account').textContent = `${address.slice(0, 6)}…${address.slice(-4)}`;
  find('account').title = address;
  find('balance').textContent = `${formatEther(await reader.getBalance({ address }))} ETH`;
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
      const known = error instanceof BaseError ? error : new BaseError(String(error));
      const isCancelled = known.walk((cause) => cause instanceof UserRejectedRequestError) !== null;
      tell(isCancelled ? 'Cancelled' : 'That did not work', known.shortMessage);
    }
    button.disabled = false;
  });
}

during('connect', async () => {
  const [address] = await signer.requestAddresses();
  await showAccount(address);
});

during('send', async () => {
  const [account] = await signer.getAddresses();
  if (account === undefined) return;
  const hash = await signer.sendTransaction({ account, chain: null, to: SHOP, value: parseEther('0.01') });
  tell('Payment sent', hash);
  const { status } = await reader.waitForTransactionReceipt({ hash, pollingInterval: 1_000, timeout: 120_000 });
  tell(status === 'success' ? 'Thank you. Your order is paid.' : 'The network turned the payment down', hash);
  await showAccount(account);
});

provider.on('accountsChanged', ([address]) => showAccount(address as `0x${string}` | undefined));
// Somebody who was here before is shown at once, without being asked.
signer.getAddresses().then(([address]) => showAccount(address));
