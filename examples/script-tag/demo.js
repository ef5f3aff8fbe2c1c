/*
 * A shop that takes payments with the wallet. Everything it does with the wallet is `provider.request` and `provider.on`,
 * as with any EIP-1193 wallet.
 */

const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const PRICE_WEI = 10n ** 16n;
const COULD_NOT_START = 'The wallet could not start';

const $ = (id) => document.getElementById(id);
const toHex = (value) => `0x${value.toString(16)}`;
const networks = { 1: 'Ethereum', 11155111: 'Sepolia', 31337: 'Local test network' };
const phases = {
  idle: 'Wallet',
  loading: 'Loading the wallet',
  'signed-out': 'Signed out',
  'signing-in': 'Signing in',
  'needs-wallet': 'Almost there',
  locked: 'Signed in',
  unlocked: 'Signed in',
  failed: 'Wallet not available',
};

const wallet = document.querySelector('alcove-wallet');
let account;

function formatEther(wei) {
  const fraction = (wei % 10n ** 18n).toString().padStart(18, '0').slice(0, 6).replace(/0+$/, '');
  return `${wei / 10n ** 18n}${fraction ? `.${fraction}` : ''} ETH`;
}

function log(name, value) {
  const line = document.createElement('li');
  const time = document.createElement('time');
  // Of one width at every hour, so that no line breaks.
  time.textContent = new Date().toLocaleTimeString([], { hourCycle: 'h23' });
  const text = document.createElement('span');
  const title = document.createElement('b');
  title.textContent = name;
  const detail = document.createElement('span');
  detail.className = 'mono';
  detail.textContent = value === undefined ? '' : ` ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  text.append(title, detail);
  line.append(time, text);
  $('events').prepend(line);
  while ($('events').children.length > 24) $('events').lastChild.remove();
}

function showOutcome(title, detail, hint = '', isFailed = false) {
  $('outcome').hidden = false;
  $('outcome').classList.toggle('failed', isFailed);
  $('outcome-title').textContent = title;
  $('outcome-detail').textContent = detail;
  $('outcome-hint').textContent = hint;
}

function showError(error) {
  const title = error.code === 4001 ? 'Cancelled' : 'That did not work';
  showOutcome(title, `${error.code ?? error.name}: ${error.message}`, error.data?.hint ?? error.data?.field ?? '', true);
}

async function request(method, params) {
  log(method, params);
  try {
    const result = await wallet.provider.request({ method, params });
    log(`${method} →`, result);
    return result;
  } catch (error) {
    log(`${method} ✕`, `${error.code}: ${error.message}`);
    throw error;
  }
}

/** One thing at a time: the button that was pressed turns, the others wait. */
async function during(button, work) {
  const buttons = [...document.querySelectorAll('.pay button')];
  for (const other of buttons) other.disabled = true;
  button.setAttribute('aria-busy', 'true');
  $('outcome').hidden = true;
  try {
    await work();
  } catch (error) {
    showError(error);
  } finally {
    for (const other of buttons) other.disabled = false;
    button.removeAttribute('aria-busy');
    if (!document.activeElement || document.activeElement === document.body) button.focus();
  }
}

async function refreshBalance() {
  if (!account) return;
  try {
    const balance = await wallet.provider.request({ method: 'eth_getBalance', params: [account, 'latest'] });
    $('balance').textContent = formatEther(BigInt(balance));
  } catch {
    $('balance').textContent = 'not available';
  }
}

function showChain(chainId) {
  $('chain').textContent = networks[Number(chainId)] ?? `Chain ${Number(chainId)}`;
}

async function showAccounts(accounts) {
  account = accounts[0];
  $('signed-out').hidden = Boolean(account);
  $('signed-in').hidden = !account;
  if (!account) return;
  $('account').textContent = `${account.slice(0, 6)}…${account.slice(-4)}`;
  $('account').title = account;
  showChain(await wallet.provider.request({ method: 'eth_chainId' }));
  await refreshBalance();
}

/** The payment is in a block when its receipt is there; a test network takes a second. */
async function waitForReceipt(hash, deadline = Date.now() + 60_000) {
  while (Date.now() < deadline) {
    const receipt = await wallet.provider.request({ method: 'eth_getTransactionReceipt', params: [hash] });
    if (receipt) return receipt;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return null;
}

const actions = {
  async connect() {
    await showAccounts(await request('eth_requestAccounts'));
    $('send').focus();
  },

  async send() {
    const hash = await request('eth_sendTransaction', [{ from: account, to: SHOP, value: toHex(PRICE_WEI) }]);
    showOutcome('Payment sent', hash, 'Waiting for the network to confirm it.');
    const receipt = await waitForReceipt(hash);
    if (receipt?.status === '0x1') showOutcome('Thank you. Your order is paid.', hash, `Confirmed in block ${Number(receipt.blockNumber)}.`);
    else if (receipt) showOutcome('The network turned the payment down', hash, 'Nothing was paid but the fee.', true);
    await refreshBalance();
  },

  async 'sign-message'() {
    const signature = await request('personal_sign', ['Harbour Coffee: keep me signed in on this device.', account]);
    showOutcome('Message signed', signature);
  },

  async 'sign-typed-data'() {
    const chainId = Number(await wallet.provider.request({ method: 'eth_chainId' }));
    const voucher = {
      types: {
        EIP712Domain: [
          { name: 'name', type: 'string' },
          { name: 'version', type: 'string' },
          { name: 'chainId', type: 'uint256' },
        ],
        Voucher: [
          { name: 'shop', type: 'address' },
          { name: 'item', type: 'string' },
          { name: 'quantity', type: 'uint8' },
        ],
      },
      primaryType: 'Voucher',
      domain: { name: 'Harbour Coffee', version: '1', chainId },
      message: { shop: SHOP, item: 'House blend, 250 g', quantity: 1 },
    };
    const signature = await request('eth_signTypedData_v4', [account, JSON.stringify(voucher)]);
    showOutcome('Voucher signed', signature);
  },

  async disconnect() {
    await request('wallet_revokePermissions', [{ eth_accounts: {} }]);
    await showAccounts([]);
    $('connect').focus();
  },
};

function showStatus(status) {
  $('status').dataset.phase = status.phase;
  $('status').textContent = phases[status.phase] ?? status.phase;
  if (status.phase === 'failed') showOutcome(COULD_NOT_START, status.message, '', true);
  else if ($('outcome-title').textContent === COULD_NOT_START) $('outcome').hidden = true;
}

async function main() {
  for (const [id, action] of Object.entries(actions)) $(id).addEventListener('click', () => during($(id), action));
  $('clear').addEventListener('click', () => $('events').replaceChildren());

  if (!customElements.get('alcove-wallet')) {
    showStatus({ phase: 'failed', message: 'Its script did not load. Is the wallet server running?' });
    return;
  }

  const { provider } = wallet;
  wallet.addEventListener('alcove-status', ({ detail }) => {
    log('status', detail.phase);
    showStatus(detail);
  });
  for (const name of ['connect', 'disconnect', 'accountsChanged', 'chainChanged']) {
    provider.on(name, (value) => log(name, value instanceof Error ? `${value.code}: ${value.message}` : value));
  }
  provider.on('accountsChanged', (accounts) => showAccounts(accounts).catch(showError));
  provider.on('chainChanged', (chainId) => {
    showChain(chainId);
    refreshBalance();
  });
  showStatus(wallet.wallet.status());
  $('connect').disabled = false;

  // Somebody who was here before is shown at once, without being asked.
  await showAccounts(await provider.request({ method: 'eth_accounts' }));
}

main().catch((error) => {
  if (error.code !== -32080) showError(error);
});
