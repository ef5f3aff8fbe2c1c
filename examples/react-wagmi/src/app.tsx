import { AlcoveProvider, useStatus } from '@alcove/host-sdk/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { BaseError, formatEther, parseEther, UserRejectedRequestError } from 'viem';
import { useBalance, useConnect, useConnection, useConnectors, useSendTransaction, useWaitForTransactionReceipt, WagmiProvider } from 'wagmi';
import { config, wallet } from './wagmi-config';

const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const queries = new QueryClient();

function Outcome({ hash, error }: { readonly hash: `0x${string}` | undefined; readonly error: Error | null }) {
  const { data: receipt } = useWaitForTransactionReceipt({ hash, pollingInterval: 1_000 });
  const isCancelled = error instanceof BaseError && error.walk((cause) => cause instanceof UserRejectedRequestError) !== null;
  const paid = receipt?.status === 'success' ? 'Thank you. Your order is paid.' : 'The network turned the payment down';
  const title = error ? (isCancelled ? 'Cancelled' : 'That did not work') : receipt ? paid : hash ? 'Payment sent' : '';
  return (
    <div id="outcome" role="status">
      <p id="outcome-title">{title}</p>
      <p id="outcome-detail">{error instanceof BaseError ? error.shortMessage : (error?.message ?? hash)}</p>
    </div>
  );
}

function Checkout() {
  const { phase } = useStatus();
  const { address } = useConnection();
  const [connector] = useConnectors();
  const connecting = useConnect();
  const sending = useSendTransaction();
  const { data: balance } = useBalance({ address, query: { refetchInterval: 4_000 } });
  return (
    <main data-phase={phase}>
      <h1>House blend, 250 g</h1>
      <p className="quiet">A demo shop on a test network. No real money moves.</p>
      {address ? (
        <>
          <dl>
            <div>
              <dt>Account</dt>
              <dd id="account" title={address}>
                {address.slice(0, 6)}…{address.slice(-4)}
              </dd>
            </div>
            <div>
              <dt>Balance</dt>
              <dd id="balance">{balance ? `${formatEther(balance.value)} ETH` : '–'}</dd>
            </div>
          </dl>
          <button type="button" disabled={sending.isPending} onClick={() => sending.mutate({ to: SHOP, value: parseEther('0.01') })}>
            Send 0.01 ETH
          </button>
        </>
      ) : (
        <button type="button" disabled={connecting.isPending || !connector} onClick={() => connector && connecting.mutate({ connector })}>
          Connect
        </button>
      )}
      <Outcome hash={sending.data} error={sending.error ?? connecting.error} />
    </main>
  );
}

export function App() {
  return (
    <StrictMode>
      <WagmiProvider config={config}>
        <QueryClientProvider client={queries}>
          <AlcoveProvider wallet={wallet}>
            <Checkout />
          </AlcoveProvider>
        </QueryClientProvider>
      </WagmiProvider>
    </StrictMode>
  );
}
