import { toWire } from '../../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { delay } from '../../api/delay.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { toFailure } from '../../approvals/failure.ts';
import { fetchCode } from '../../approvals/fetch-code.ts';
import { simulate } from '../../approvals/simulate.ts';
import { formatUnits } from '../../clear-signing/format-units.ts';
import type { TokenBalance } from '../../state/asset.ts';
import type { Database } from '../../state/database.ts';
import type { SendAsset, SendChange, SendRecipient, SendState, SendStep } from '../../state/send.ts';
import type { Store } from '../../state/store.ts';
import { createDrafts } from '../../wallet/send/draft.ts';
import { feeOptions, quoteSpeeds } from '../../wallet/send/fee-speeds.ts';
import { findName } from '../../wallet/send/find-name.ts';
import { knownRecipients } from '../../wallet/send/known-recipients.ts';
import type { PaymentRequest } from '../../wallet/send/payment-request.ts';
import { readRecipient, recipientWarnings } from '../../wallet/send/recipient.ts';
import { transferCall } from '../../wallet/send/transfer-call.ts';
import { judgeAmount, largestAmount } from './amount.ts';
import { readHeldToken } from './held-token.ts';
import type { AskForOwnPayment } from './own-payments.ts';

export type SendFlow = {
  /** Brings the steps in line with the view: they begin with the screen and end with it. */
  sync(): void;
  change(change: SendChange): void;
  /** One step back. @returns false at the first: then the screen is left. */
  back(): boolean;
};

export type SendFlowOptions = {
  readonly store: Store;
  readonly api: Pick<ApiClient, 'rpc' | 'send'>;
  readonly database: Pick<Database, 'get' | 'put' | 'delete'>;
  readonly ask: AskForOwnPayment;
  /** Fetches what the account has again. */
  readonly refresh: () => void;
  readonly nowMs: () => number;
};

/** Whoever types a name is not asked for after every letter. */
const TYPING_MS = 300;

const fresh: SendState = {
  step: 'asset',
  asset: null,
  recipientText: '',
  recipient: { state: 'empty' },
  known: [],
  acknowledged: false,
  scan: 'idle',
  amountText: '',
  unit: 'token',
  amount: null,
  amountProblem: null,
  fees: null,
  speed: 'normal',
  busy: false,
  problem: null,
};

/** What a person does before the approval: what, to whom, how much, how fast. */
export function createSendFlow({ store, api, database, ask, refresh, nowMs }: SendFlowOptions): SendFlow {
  const drafts = createDrafts(database, nowMs);
  /** Whose steps these are; another account or chain begins anew. */
  let place: { readonly account: Hex; readonly chainId: number } | null = null;
  /** Outlives no later question of its kind. */
  let recipientQuestion = new AbortController();
  let feeQuestion = new AbortController();

  const current = (): SendState => store.get().send ?? fresh;

  function update(change: Partial<SendState>): void {
    if (place === null) return;
    const send = { ...current(), ...change };
    store.set({ send: { ...send, ...judgeAmount(send, store.get()) } });
    const { account, chainId } = place;
    if (!send.busy) void drafts.keep(account, chainId, send);
  }

  /** Money may come or go while an amount stands there. */
  function judgeAgain(send: SendState): void {
    const { amount, amountProblem } = judgeAmount(send, store.get());
    if (amount !== send.amount || amountProblem !== send.amountProblem) store.set({ send: { ...send, amount, amountProblem } });
  }

  function nativeToken(): TokenBalance | null {
    const { chains, activeChainId, balanceWei } = store.get();
    const chain = chains.find(({ chainId }) => chainId === activeChainId);
    if (chain === undefined) return null;
    const { symbol, name, decimals } = chain.nativeCurrency;
    return { chainId: chain.chainId, address: null, symbol, name, decimals, balance: balanceWei ?? 0n, price: null };
  }

  function onlyAsset(): SendAsset | null {
    const { assets } = store.get();
    if (assets === null || assets.nfts.length > 0 || assets.tokens.some(({ address, balance }) => address !== null && balance > 0n)) return null;
    const token = assets.tokens.find(({ address }) => address === null) ?? nativeToken();
    return token === null ? null : { kind: 'token', token };
  }

  /** What is still being asked is about steps that are over. */
  function forgetQuestions(): void {
    recipientQuestion.abort();
    feeQuestion.abort();
  }

  async function begin(account: Hex, chainId: number): Promise<void> {
    forgetQuestions();
    const began = { account, chainId };
    place = began;
    const { activity, activeAccount, accounts } = store.get();
    const known = activeAccount === null ? [] : knownRecipients(activity, activeAccount, accounts);
    const asset = onlyAsset();
    store.set({ send: { ...fresh, known, asset, step: asset === null ? 'asset' : 'recipient' } });
    const draft = await drafts.find(account, chainId);
    // Somebody was quicker than the database.
    if (draft === null || place !== began || store.get().send?.recipientText !== '') return;
    update({ ...draft, step: draft.asset === null ? 'asset' : 'recipient' });
    if (draft.recipientText !== '') readTyped(draft.recipientText, draft.step === 'amount');
  }

  function end(): void {
    place = null;
    forgetQuestions();
    store.set({ send: null });
    void drafts.drop();
  }

  async function foundAt(address: Hex, name: string | null, typed = ''): Promise<SendRecipient> {
    const { activeChainId, accounts, assets } = store.get();
    const code = (await api.rpc(activeChainId ?? 0, 'eth_getCode', [address, 'latest']).catch(() => null)) as Hex | null;
    const { asset, known } = current();
    const tokens = [...(assets?.tokens ?? []).map((token) => token.address), ...(assets?.nfts ?? []).map(({ contract }) => contract)];
    const sent = asset?.kind === 'nft' ? asset.nft.contract : (asset?.token.address ?? null);
    const facts = {
      address,
      name,
      typed,
      code,
      own: accounts.map((account) => account.address),
      paid: known.flatMap((one) => (one.lastMs === null ? [] : [one.address])),
    };
    return { state: 'found', address, name, warnings: recipientWarnings({ ...facts, tokens: [...tokens, sent].filter((one) => one !== null) }) };
  }

  async function lookUp(name: string, signal: AbortSignal): Promise<SendRecipient> {
    const { chains, activeChainId } = store.get();
    const chain = chains.find(({ chainId }) => chainId === activeChainId);
    if (chain?.ensRegistry === undefined) return { state: 'problem', code: 'no_names' };
    await delay(TYPING_MS, signal);
    const found = await findName(api, chain.chainId, name);
    return typeof found === 'string' ? { state: 'problem', code: found } : foundAt(found.address, found.name, name);
  }

  /** @returns what else is to be set, or null where the request does not fit. */
  async function fitRequest({ chainId, token, amount }: PaymentRequest): Promise<Partial<SendState> | 'other_chain' | 'other_asset'> {
    const { activeChainId, assets, activeAccount } = store.get();
    if (chainId !== null && chainId !== activeChainId) return 'other_chain';
    if ((token === null && amount === null) || activeChainId === null || activeAccount === null) return {};
    const known = assets?.tokens.find(({ address }) => (address?.toLowerCase() ?? null) === (token?.toLowerCase() ?? null));
    const wanted = known ?? (token === null ? nativeToken() : await readHeldToken(api, activeChainId, token, activeAccount.address));
    if (wanted === null) return 'other_asset';
    const asset: SendAsset = { kind: 'token', token: wanted };
    return { asset, ...(amount === null ? {} : { amountText: formatUnits(amount, wanted.decimals), unit: 'token' }) };
  }

  /** @param goesOn to the amount, where the recipient is found without a danger: after a reload. */
  function readTyped(text: string, goesOn = false): void {
    recipientQuestion.abort();
    recipientQuestion = new AbortController();
    const { signal } = recipientQuestion;
    update({ recipientText: text, acknowledged: false, recipient: { state: text.trim() === '' ? 'empty' : 'looking' } });
    if (text.trim() === '') return;
    const read = readRecipient(text);
    const answer = async (): Promise<SendRecipient | null> => {
      if (read.kind === 'problem') return { state: 'problem', code: read.code };
      if (read.kind === 'address') return foundAt(read.address, null);
      if (read.kind === 'name') return lookUp(read.name, signal);
      const fitting = await fitRequest(read.request);
      if (typeof fitting === 'string') return { state: 'problem', code: fitting };
      if (signal.aborted) return null;
      update(fitting);
      // The request has told what it asks for; what is left of it is whom to pay.
      readTyped(read.request.target, goesOn);
      return null;
    };
    answer()
      .catch((): SendRecipient => ({ state: 'problem', code: 'unreachable' }))
      .then((recipient) => {
        if (signal.aborted || recipient === null) return;
        update({ recipient });
        if (goesOn && recipient.state === 'found' && !recipient.warnings.some(({ level }) => level === 'danger')) goTo('amount');
      });
  }

  async function readImage(image: Blob): Promise<void> {
    update({ scan: 'reading' });
    try {
      const { readCode } = await fetchCode(() => import('../../wallet/send/read-code.ts'));
      const text = await readCode(image);
      update({ scan: text === null ? 'nothing-found' : 'idle' });
      if (text !== null) readTyped(text);
    } catch {
      update({ scan: 'unreadable' });
    }
  }

  /** What it would cost now, for the smallest thing there is to send: the amount hardly changes it. */
  async function askForFees(): Promise<void> {
    feeQuestion.abort();
    feeQuestion = new AbortController();
    const { signal } = feeQuestion;
    const { asset, recipient } = current();
    if (place === null || asset === null || recipient.state !== 'found') return;
    const { account, chainId } = place;
    const isEmpty = asset.kind === 'token' && (asset.token.address === null || asset.token.balance === 0n);
    const call = transferCall(asset, account, recipient.address, isEmpty ? 0n : 1n);
    try {
      const [quotes, { gas }] = await Promise.all([quoteSpeeds(api, chainId), simulate(api, chainId, { from: account, ...call })]);
      // As the review reckons: a plain payment costs what it costs, a contract may need more by then.
      const used = gas ?? (call.data === '0x' ? 21_000n : 100_000n);
      if (!signal.aborted) update({ fees: feeOptions(quotes, used, used === 21_000n ? used : (used * 5n) / 4n) });
    } catch (cause) {
      if (!signal.aborted) update({ problem: toWire(toFailure(cause)) });
    }
  }

  function goTo(step: SendStep): void {
    update({ step, problem: null, ...(step === 'amount' ? { fees: null } : {}) });
    if (step !== 'amount') return;
    refresh();
    void askForFees();
  }

  async function review(): Promise<void> {
    const { asset, recipient, amount, amountProblem, fees, speed, busy } = current();
    const fee = fees?.find((option) => option.speed === speed);
    if (place === null || busy || asset === null || recipient.state !== 'found' || amount === null || amountProblem !== null || fee === undefined) return;
    const call = transferCall(asset, place.account, recipient.address, amount);
    update({ busy: true, problem: null });
    try {
      // With its whole balance on the way there is nothing left for a gas limit that was reckoned anew.
      const gasLimit = call.data === '0x' ? { gasLimit: fee.maxFeeWei / fee.maxFeePerGasWei } : {};
      await ask({ call, offer: fee, ...gasLimit, onStart: drafts.drop });
      place = null;
      store.set({ send: null, view: 'home' });
    } catch (cause) {
      const failure = toFailure(cause);
      // Rejected: everything is as it was, to be changed or left.
      update({ busy: false, problem: failure.code === 4001 ? null : toWire(failure) });
    }
  }

  function next(): void {
    const { step, recipient, acknowledged, problem, fees } = current();
    if (step === 'recipient') {
      const isReady = recipient.state === 'found' && (acknowledged || !recipient.warnings.some(({ level }) => level === 'danger'));
      if (isReady) goTo('amount');
    } else if (step === 'amount') {
      if (problem !== null && fees === null) goTo('amount');
      else void review();
    }
  }

  return {
    sync() {
      const { view, activeAccount, activeChainId, status, send } = store.get();
      const isOpen = view === 'send' && activeAccount !== null && activeChainId !== null && (status.phase === 'locked' || status.phase === 'unlocked');
      if (!isOpen) {
        // While its approval is on the screen, whatever is behind it waits.
        if (place !== null && !current().busy) end();
        return;
      }
      if (send === null || place?.account !== activeAccount.address || place.chainId !== activeChainId) void begin(activeAccount.address, activeChainId);
      else judgeAgain(send);
    },
    change(change) {
      if (current().busy) return;
      switch (change.what) {
        case 'asset':
          update({ asset: change.asset, amountText: '', unit: 'token' });
          goTo('recipient');
          if (current().recipientText !== '') readTyped(current().recipientText);
          break;
        case 'recipient':
          readTyped(change.text);
          break;
        case 'image':
          void readImage(change.image);
          break;
        case 'acknowledge':
          update({ acknowledged: change.on });
          break;
        case 'amount':
          update({ amountText: change.text, unit: change.unit });
          break;
        case 'max':
          update({ amountText: largestAmount(current(), store.get()), unit: 'token' });
          break;
        case 'speed':
          update({ speed: change.speed });
          break;
        case 'next':
          next();
      }
    },
    back() {
      const { step, busy } = current();
      if (busy) return true;
      if (step === 'amount') goTo('recipient');
      else if (step === 'recipient' && onlyAsset() === null) goTo('asset');
      else return false;
      return true;
    },
  };
}
