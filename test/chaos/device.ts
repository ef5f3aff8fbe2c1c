import type { Hex } from '../../host-sdk/src/contract/types.ts';
import { checkPin } from '../../widget/src/keeper/check-pin.ts';
import type { Account } from '../../widget/src/state/state.ts';
import type { EnclaveResult } from '../../widget/src/wallet/enclave-client.ts';
import { pinField } from '../../widget/src/wallet/pin-field.ts';
import { bytesOf } from '../../widget/src/wallet/sealed-results.ts';
import { createTransactions, type Payment } from '../../widget/src/wallet/transactions.ts';
import { createBrowserFetch } from '../support/browser-fetch.ts';
import { type EnginePerson, openEnginePerson } from '../support/engine-person.ts';
import type { ChaosWorld } from './world.ts';

/* A browser with the widget's own engine in it, and no screen. */

const ORIGIN = 'http://127.0.0.1:4000';
const DISPLAY: Hex = `0x${'11'.repeat(32)}`;
const GRANT_SECONDS = 60;
const GRANT_SIGNATURES = 5;

export type Message = { readonly requestId: string; readonly message: Hex };

export type Device = {
  readonly person: EnginePerson;
  /** Sealed calls sent since this was last asked: what was never sent has done nothing. */
  takeCallsSent(): number;
  check(account: Account, pin: string): Promise<void>;
  unlock(account: Account, pin: string): Promise<Uint8Array>;
  sign(account: Account, message: Message, pin: string): Promise<Hex>;
  signUnder(grantId: Uint8Array, account: Account, message: Message): Promise<Hex>;
  payment(account: Account, requestId: string, to: Hex, valueWei: bigint): Payment;
};

/** Signs `subject` in on a device that nobody has seen yet. */
export async function openDevice({ deployment }: ChaosWorld, subject: string): Promise<Device> {
  const { signingKey } = deployment.issuer;
  if (signingKey === undefined) throw new TypeError('the issuer of a deployment has its signing key');
  const browser = createBrowserFetch(0);
  let callsSent = 0;
  const counted: typeof fetch = (input, init) => {
    if (new URL(String(input)).pathname === '/v1/enclave/call') callsSent++;
    return browser(input, init);
  };
  const person = await openEnginePerson({
    origin: deployment.origin,
    issuer: { ...deployment.issuer, signingKey },
    pins: deployment.pins,
    fetch: counted,
    subject,
  });
  const { enclave, signing } = person.page();
  const transactions = createTransactions(person.api, signing);
  const header = (account: Account, requestId: string) => ({
    appId: 'demo',
    origin: ORIGIN,
    requestId,
    account: account.address,
    accountIndex: account.accountIndex,
    display: DISPLAY,
  });

  return {
    person,
    takeCallsSent() {
      const sent = callsSent;
      callsSent = 0;
      return sent;
    },
    check: (account, pin) => checkPin(enclave, account.walletId, pin),
    async unlock({ walletId }, pin) {
      const wanted = { pin: pinField(pin), ttlSeconds: GRANT_SECONDS, maxSignatures: GRANT_SIGNATURES, valueCapWei: '0' };
      const { result } = await enclave.perform('unlock', walletId, wanted, (map) => ({
        grantId: bytesOf(map, 'grantId', 32),
        expiresAtMs: 0,
        failedSinceLastUnlock: 0,
      }));
      return result.grantId;
    },
    sign: (account, { requestId, message }, pin) => signing.signMessage(account, { kind: 'message', ...header(account, requestId), message }, pin),
    async signUnder(grantId, account, { requestId, message }) {
      const { result }: EnclaveResult<{ readonly signature?: Uint8Array }> = await enclave.call(
        'sign_intent',
        account.walletId,
        { grantId },
        (attestedAtMs) => ({
          kind: 'message',
          ...header(account, requestId),
          message,
          expiresAtSeconds: Math.floor(attestedAtMs / 1000) + 100,
        }),
      );
      if (result.signature === undefined) throw new TypeError('a message was signed and there is no signature');
      return `0x${Buffer.from(result.signature).toString('hex')}`;
    },
    payment: (account, requestId, to, valueWei) =>
      transactions.start(account, {
        kind: 'transaction',
        ...header(account, requestId),
        chainId: deployment.chainId,
        to,
        valueWei,
        data: '0x',
        gasLimit: 21_000n,
        maxFeePerGasWei: 2_000_000_000n,
        maxPriorityFeePerGasWei: 1_000_000_000n,
        wantedNonce: null,
      }),
  };
}
