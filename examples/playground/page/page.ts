import type {} from '../../../host-sdk/src/wallet-element.ts';
import type { Deed, Faults } from '../server/messages.ts';
import { openServerFrame, type ServerFrame } from './server-frame.ts';

/*
 * The page: brings the server up in its frame, then the host SDK and the shop, which know nothing of it; the switches; and
 * `playground.rpc` in the console, for whoever wants to ask the chain something.
 */

const CHAIN_LOOK_MS = 1_500;
const faultNames = ['kmsDown', 'slowChain', 'offline'] as const;
const deedWords: Readonly<Record<Exclude<Deed, 'forget'>, string>> = {
  reorg: 'Two blocks were taken back. What was in them waits for the next one.',
  'restart-enclave': 'The enclave was ended and started again.',
};

const byId = <Kind extends HTMLElement = HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const base = new URL('.', location.href);

/**
 * Shop and wallet belong on two origins. Where the host has two names that are known here, or one is written in the page's head, they
 * are; else they share this one, and the page says so.
 */
function findWalletBase(): URL {
  const configured = document.querySelector<HTMLMetaElement>('meta[name="alcove-wallet-base"]')?.content ?? '';
  if (configured !== '') return new URL(configured, base);
  const other = new URL(base);
  if (other.hostname === '127.0.0.1') other.hostname = 'localhost';
  return other;
}

function say(state: 'ready' | 'failed', words: string): void {
  byId('boot').dataset.state = state;
  byId('boot').textContent = words;
}

function loadScript(url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url.href;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${url.pathname} could not be loaded.`));
    document.head.append(script);
  });
}

function wireSwitches(server: ServerFrame): void {
  const input = (name: keyof Faults) => byId<HTMLInputElement>(`fault-${name}`);
  const apply = () => server.setFaults({ kmsDown: input('kmsDown').checked, slowChain: input('slowChain').checked, offline: input('offline').checked });
  for (const name of faultNames) {
    // A reload keeps what browsers keep of forms; the server begins well.
    input(name).checked = false;
    input(name).disabled = false;
    input(name).addEventListener('change', () => void apply());
  }
  for (const deed of ['reorg', 'restart-enclave'] as const) {
    const button = byId<HTMLButtonElement>(`deed-${deed}`);
    button.disabled = false;
    button.addEventListener('click', async () => {
      button.disabled = true;
      byId('deed-outcome').textContent = '';
      byId('deed-outcome').textContent = await server.perform(deed).then(
        () => deedWords[deed],
        (error: Error) => error.message,
      );
      button.disabled = false;
    });
  }
}

function wireStartOver(server: ServerFrame): void {
  const button = byId<HTMLButtonElement>('deed-forget');
  button.disabled = false;
  button.addEventListener('click', async () => {
    button.disabled = true;
    await server.perform('forget').catch(() => undefined);
    location.reload();
  });
}

/** On a slow device the wallet may not be there in the host SDK's ten seconds; the next time its files are. */
let startsLeft = 3;
function startAgain({ target, detail }: GlobalEventHandlersEventMap['alcove-status']): void {
  if (detail.phase !== 'failed' || detail.reason !== 'handshake_timeout' || startsLeft-- === 0) return;
  // A task later: the shop hears of the failure first.
  setTimeout(() => (target as HTMLElementTagNameMap['alcove-wallet']).wallet.start().catch(() => undefined));
}

async function watchChain(server: ServerFrame): Promise<void> {
  try {
    const height = Number(await server.rpc('eth_blockNumber'));
    const waiting = Number(await server.rpc('playground_waiting'));
    byId('chain-height').textContent = `Block ${height}`;
    byId('chain-waiting').textContent = waiting === 0 ? 'Nothing waits' : `${waiting} waiting for a block`;
  } catch {
    // The next look may be luckier.
  }
  setTimeout(() => void watchChain(server), CHAIN_LOOK_MS);
}

async function main(): Promise<void> {
  const walletBase = findWalletBase();
  const isSplit = walletBase.origin !== base.origin;
  byId('address').textContent = base.host + base.pathname;
  byId('where-shop').textContent = `At ${base.host}.`;
  byId('where-wallet').textContent = isSplit
    ? `At ${walletBase.host}: another site, so the browser itself keeps the shop out.`
    : 'On the shop’s own origin, because this host has one only. In production the browser keeps the two apart; here nothing does.';
  const server = openServerFrame(walletBase);
  wireStartOver(server);
  const { keeps } = await server.started;
  if (!keeps) byId('kept').textContent = 'This browser keeps nothing for this page, so your wallet goes with the tab.';
  Object.assign(globalThis, { playground: { rpc: server.rpc } });
  wireSwitches(server);
  const wallet = document.querySelector('alcove-wallet');
  wallet?.setAttribute('wallet-url', walletBase.href);
  wallet?.addEventListener('alcove-status', startAgain);
  // From this origin: what the script brings later it asks for with its digest, and a static host need not allow that to other origins.
  await loadScript(new URL(isSplit ? 'sdk/v1/alcove.js' : 'sdk-one-origin/alcove.js', base));
  await loadScript(new URL('demo.js', base));
  say('ready', 'Running in this tab. Nothing leaves your browser.');
  await watchChain(server);
}

main().catch((error: unknown) => say('failed', error instanceof Error ? error.message : 'The playground could not start.'));
