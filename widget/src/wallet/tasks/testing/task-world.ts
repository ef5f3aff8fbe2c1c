import { WalletError } from '../../../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../../../api/api-error.ts';
import { encodeDcbor } from '../../../contract/dcbor.ts';
import type { AppProof, SealedError, SealedOperation } from '../../../contract/sealed.ts';
import { fromUtf8 } from '../../../crypto/bytes.ts';
import { createProofSigner } from '../../../crypto/testing/proof-signer.ts';
import { type AppState, initialState } from '../../../state/state.ts';
import { createStore, waitForState } from '../../../state/store.ts';
import type { TaskKind, TaskStep } from '../../../state/task.ts';
import type { Accounts } from '../../accounts.ts';
import type { EnclaveClient } from '../../enclave-client.ts';
import { SealedFailure } from '../../sealed-results.ts';
import type { TaskWindows } from '../task-context.ts';
import { createTaskRunner } from '../task-runner.ts';

export const walletId = '0b0f5c9e-6c1f-4a3e-9a44-0e6c5f6f6f10';
export const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const subjectHash = new Uint8Array(32).fill(5);
export const account = { walletId, accountIndex: 0, address, name: 'Account 1' } as const;
export const kitWords = Array.from({ length: 24 }, (_, index) => ['abandon', 'ability', 'zoo'][index % 3] as string);

type Call = { readonly operation: SealedOperation; readonly plaintext: Record<string, unknown>; readonly seen: Record<string, string> };
type Answer = (call: Call) => Promise<unknown> | unknown;

export const refusal = (error: SealedError) => () => {
  throw new SealedFailure(error);
};

async function proofs() {
  const { proofPublicKey, sign } = await createProofSigner();
  const prove = (statement: Record<string, string | number | Uint8Array | readonly Uint8Array[]>): Promise<AppProof> =>
    sign(encodeDcbor({ v: 1, releaseSeq: 1, walletId, subjectHash, ...statement }));
  return { proofPublicKey, prove };
}

/** A person at the wallet, and an enclave that answers as it is told. */
export async function world(answers: Partial<Record<SealedOperation, Answer[]>> = {}, windows: Partial<TaskWindows> = {}) {
  const { proofPublicKey, prove } = await proofs();
  const store = createStore<AppState>({ ...initialState, accounts: [account], activeAccount: account });
  const calls: Call[] = [];
  const fields: Uint8Array[] = [];
  const seen = { ended: 0, refreshed: 0 };
  const enclave = {
    perform: async (operation: SealedOperation, _walletId: string, plaintext: Record<string, unknown>) => {
      const texts: Record<string, string> = {};
      for (const [name, value] of Object.entries(plaintext)) {
        if (!(value instanceof Uint8Array) || name === 'resultHash') continue;
        fields.push(value);
        texts[name] = fromUtf8(value).replaceAll('\0', '');
      }
      const call = { operation, plaintext, seen: texts };
      calls.push(call);
      const answer = answers[operation]?.shift();
      if (answer === undefined) throw new ApiError('network');
      return { result: await answer(call), proofPublicKey, releaseSeq: 1, attestedAtMs: 1_000, intentHash: new Uint8Array() };
    },
  } as unknown as EnclaveClient;
  const accounts = {
    prove: async () => address,
    createBy: async (_id: string, make: () => Promise<unknown>) => {
      await make();
      return account;
    },
  } as unknown as Accounts;
  const runner = createTaskRunner({
    store,
    session: { credentials: () => ({ certificate: '', subjectHash }) },
    enclave,
    accounts,
    windows: { isFramed: false, isHandedOver: false, open: () => {}, closed: async () => {}, prepareLogin: () => async () => {}, ...windows },
    toError: (cause) => (cause instanceof WalletError ? cause : new WalletError(-32083, 'down', { reason: 'network' })),
    pinProblemOf: ({ code, remaining = 0 }) =>
      code === 'pin_wrong' ? { code, remaining, retryAtMs: null } : code === 'pin_locked' ? { code } : code === 'pin_policy' ? { code, rule: 'common' } : null,
    refresh: async () => void seen.refreshed++,
    onEnd: () => void seen.ended++,
  });
  const on = async <Name extends TaskStep['name']>(name: Name, kind?: TaskKind) => {
    const { task } = await waitForState(
      store,
      (state) => state.task?.step.name === name && (kind ?? state.task.kind) === state.task.kind,
      AbortSignal.timeout(5_000),
    );
    return task?.step as Extract<TaskStep, { name: Name }>;
  };
  const pin = async (which: 'current' | 'new' | 'repeat', digits: string) => {
    await waitForState(store, ({ task }) => task?.step.name === 'pin' && task.step.which === which, AbortSignal.timeout(5_000));
    runner.answer('pin', digits);
  };
  /** The task has left the screen, and what unwinds has unwound. */
  const gone = async () => {
    await waitForState(store, ({ task }) => task === null, AbortSignal.timeout(5_000));
    await new Promise((resolve) => setTimeout(resolve));
  };
  const told = (code: string) =>
    waitForState(store, ({ task, pinProblem }) => pinProblem?.code === code && task?.step.name === 'pin', AbortSignal.timeout(5_000));
  const wiped = () => fields.every((field) => field.every((byte) => byte === 0));
  return { store, runner, calls, seen, answers, prove, on, pin, gone, told, wiped, operations: () => calls.map(({ operation }) => operation) };
}

export type World = Awaited<ReturnType<typeof world>>;
export const pinResult =
  (prove: World['prove'], pinEpoch = 1) =>
  async () => ({ pinEpoch, proof: await prove({ type: 'PIN_RESULT', pinEpoch, attempts: 0 }) });
