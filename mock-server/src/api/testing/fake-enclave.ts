import { base64url } from 'jose';
import { hexToBytes, keccak256 } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { CallRequest } from '../../../../widget/src/contract/wallet-api.ts';
import { type CallEffects, type CallReply, type EnclaveClient, EnclaveError } from '../../enclave-client/port.ts';
import { readIntent } from '../intent.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** An enclave without a seal: it makes keys and signs, and believes whatever it is sent. For the server's own tests. */
export class FakeEnclave implements EnclaveClient {
  readonly accounts = new Map<string, PrivateKeyAccount>();
  readonly calls: CallRequest[] = [];
  readonly records: (Uint8Array | null)[] = [];
  readonly revoked: string[] = [];
  /** Set to make every method fail. */
  failure: EnclaveError | null = null;
  /** Set to answer a sealed call with another outcome. */
  nextEffects: CallEffects | null = null;
  /** Where each wallet stands in the ledger. */
  readonly ledgerStates = new Map<string, string>();
  /** Runs between the work of a sealed call and its reply. */
  beforeReply: (() => Promise<unknown>) | null = null;
  certificateLifetimeSeconds = 43_200;
  nowMs: () => number;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  #check(): void {
    if (this.failure !== null) throw this.failure;
  }

  async attest(nonce: Uint8Array) {
    this.#check();
    return nonce;
  }

  async challenge() {
    this.#check();
    return { challenge: random(32), document: random(64), enclaveId: 'enclave-1', expiresAtMs: this.nowMs() + 60_000 };
  }

  async sessionOpen(request: Parameters<EnclaveClient['sessionOpen']>[0]) {
    this.#check();
    const [, payload] = request.idToken.split('.');
    const { iss, sub } = JSON.parse(new TextDecoder().decode(base64url.decode(payload ?? ''))) as { iss: string; sub: string };
    const subjectHash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${iss}\0${sub}`)));
    return { certificate: random(100), subjectHash, expiresAtSeconds: Math.floor(this.nowMs() / 1000) + this.certificateLifetimeSeconds };
  }

  async sessionRevoke(thumbprint: Uint8Array) {
    this.#check();
    this.revoked.push(base64url.encode(thumbprint));
  }

  async call(request: CallRequest, record: Uint8Array | null): Promise<CallReply> {
    this.#check();
    this.calls.push(request);
    this.records.push(record);
    const effects = this.nextEffects ?? (await this.#perform(request));
    this.nextEffects = null;
    await this.beforeReply?.();
    return { reply: random(512), effects };
  }

  async ledgerHead(request: Parameters<EnclaveClient['ledgerHead']>[0]) {
    this.#check();
    const state = this.ledgerStates.get(request.walletId);
    if (state === undefined) throw new EnclaveError('wallet_unknown', 'no such wallet');
    const proof = { payload: request.nonce, signature: random(64) };
    return { walletHash: random(32), entryHash: random(32), ledgerSeq: 1, pinEpoch: 0, state, atMs: this.nowMs(), receipts: [], proof };
  }

  async health() {
    this.#check();
    return { enclaveId: 'enclave-1', pcr0: '00', releaseSeq: 1, witnessesReachable: 3, witnessesForked: [], kmsReachable: true };
  }

  async #perform(request: CallRequest): Promise<CallEffects> {
    if (request.operation === 'wallet_create') {
      const account = privateKeyToAccount(generatePrivateKey());
      this.accounts.set(request.walletId, account);
      this.ledgerStates.set(request.walletId, 'POPULATED');
      return { kind: 'created', record: random(300), address: account.address, path: "m/44'/60'/0'/0/0", proof: random(64), pinEpoch: 0, imported: false };
    }
    if (request.operation === 'wallet_activate') {
      this.ledgerStates.set(request.walletId, 'AVAILABLE');
      return { kind: 'activated' };
    }
    if (request.operation !== 'sign_intent') return { kind: 'none' };
    const account = this.accounts.get(request.walletId);
    if (account === undefined) throw new EnclaveError('record_tampered', 'no such key');
    const intent = readIntent(base64url.decode(request.intent ?? ''));
    if (intent.kind !== 'transaction') {
      const signature = hexToBytes(await account.signMessage({ message: intent.requestId }));
      return { kind: 'signed-message', requestId: intent.requestId, signature };
    }
    const raw = await account.signTransaction({
      type: 'eip1559',
      chainId: intent.chainId,
      nonce: intent.nonce,
      to: intent.to,
      value: intent.valueWei,
      data: intent.data,
      gas: 21_000n,
      maxFeePerGas: 2_000_000_000n,
      maxPriorityFeePerGas: 1_000_000_000n,
    });
    const { requestId, chainId } = intent;
    return { kind: 'signed-transaction', requestId, chainId, rawTransaction: hexToBytes(raw), transactionHash: hexToBytes(keccak256(raw)) };
  }
}
