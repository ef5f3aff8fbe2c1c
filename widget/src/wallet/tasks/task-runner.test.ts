import { expect } from '@open-wc/testing';
import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../../api/api-error.ts';
import { encodeDcbor } from '../../contract/dcbor.ts';
import type { AppProof, SealedError, SealedOperation } from '../../contract/sealed.ts';
import { proofMessage } from '../../contract/sealed.ts';
import { type Bytes, fromUtf8, utf8 } from '../../crypto/bytes.ts';
import { type AppState, initialState } from '../../state/state.ts';
import { createStore, waitForState } from '../../state/store.ts';
import type { TaskKind, TaskStep } from '../../state/task.ts';
import type { Accounts } from '../accounts.ts';
import type { EnclaveClient } from '../enclave-client.ts';
import { SealedFailure } from '../sealed-results.ts';
import type { TaskWindows } from './task-context.ts';
import { createTaskRunner } from './task-runner.ts';

const walletId = '0b0f5c9e-6c1f-4a3e-9a44-0e6c5f6f6f10';
const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const subjectHash = new Uint8Array(32).fill(5);
const account = { walletId, accountIndex: 0, address, name: 'Account 1' } as const;
const kitWords = Array.from({ length: 24 }, (_, index) => ['abandon', 'ability', 'zoo'][index % 3] as string);

type Call = { readonly operation: SealedOperation; readonly plaintext: Record<string, unknown>; readonly seen: Record<string, string> };
type Answer = (call: Call) => Promise<unknown> | unknown;

const refusal = (error: SealedError) => () => {
  throw new SealedFailure(error);
};

async function proofs() {
  const keys = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  const proofPublicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey)) as Bytes;
  const prove = async (statement: Record<string, string | number | Uint8Array | readonly Uint8Array[]>): Promise<AppProof> => {
    const payload = encodeDcbor({ v: 1, releaseSeq: 1, walletId, subjectHash, ...statement });
    return { payload, signature: new Uint8Array(await crypto.subtle.sign('Ed25519', keys.privateKey, proofMessage(payload))) };
  };
  return { proofPublicKey, prove };
}

/** A person at the wallet, and an enclave that answers as it is told. */
async function world(answers: Partial<Record<SealedOperation, Answer[]>> = {}, windows: Partial<TaskWindows> = {}) {
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

type World = Awaited<ReturnType<typeof world>>;
const pinResult =
  (prove: World['prove'], pinEpoch = 1) =>
  async () => ({ pinEpoch, proof: await prove({ type: 'PIN_RESULT', pinEpoch, attempts: 0 }) });

describe('changing the PIN', () => {
  it('takes the old one and a new one twice, activates, and leaves nothing in memory', async () => {
    const at = await world();
    at.answers.pin_change = [pinResult(at.prove)];
    at.answers.pin_activate = [() => ({ pinEpoch: 1 })];
    at.runner.start('pin-change');
    await at.pin('current', '274913');
    await at.pin('new', '618204');
    await at.pin('repeat', '618204');
    expect((await at.on('done')).holdUntilMs).to.equal(null);
    expect(at.operations()).to.deep.equal(['pin_change', 'pin_activate']);
    expect(at.calls[0]?.seen).to.deep.equal({ pin: '274913', newPin: '618204' });
    expect(at.seen.refreshed).to.equal(1);
    at.runner.answer('proceed', true);
    await at.gone();
    expect([at.wiped(), at.seen.ended]).to.deep.equal([true, 1]);
  });

  it('asks again only for the PIN that was refused', async () => {
    const at = await world();
    at.answers.pin_change = [refusal({ code: 'pin_wrong', remaining: 8 }), refusal({ code: 'pin_policy', rule: 'common' }), pinResult(at.prove)];
    at.answers.pin_activate = [() => ({ pinEpoch: 1 })];
    at.runner.start('pin-change');
    await at.pin('current', '111222');
    await at.pin('new', '618204');
    await at.pin('repeat', '618204');
    await at.told('pin_wrong');
    await at.pin('current', '274913');
    await at.told('pin_policy');
    await at.pin('new', '905317');
    await at.pin('repeat', '905317');
    await at.on('done');
    expect(at.calls.filter(({ operation }) => operation === 'pin_change').map(({ seen: { pin, newPin } }) => [pin, newPin])).to.deep.equal([
      ['111222', '618204'],
      ['274913', '618204'],
      ['274913', '905317'],
    ]);
  });

  it('says which rule a new one breaks, that two differ, and goes back step by step', async () => {
    const at = await world();
    at.runner.start('pin-change');
    await at.pin('current', '274913');
    await at.pin('new', '123456');
    await at.told('pin_policy');
    await at.pin('new', '618204');
    await at.pin('repeat', '618205');
    await at.told('mismatch');
    at.runner.back();
    await waitForState(at.store, ({ task }) => task?.step.name === 'pin' && task.step.which === 'current', AbortSignal.timeout(5_000));
    at.runner.back();
    await at.gone();
    expect(at.calls).to.deep.equal([]);
  });

  it('repeats only the activation when its answer was lost', async () => {
    const at = await world();
    at.answers.pin_change = [pinResult(at.prove)];
    at.answers.pin_activate = [
      () => {
        throw new ApiError('timeout');
      },
      () => ({ pinEpoch: 1 }),
    ];
    at.runner.start('pin-change');
    await at.pin('current', '274913');
    await at.pin('new', '618204');
    await at.pin('repeat', '618204');
    await at.on('failed');
    at.runner.answer('proceed', true);
    await at.on('done');
    expect(at.operations()).to.deep.equal(['pin_change', 'pin_activate', 'pin_activate']);
    expect(at.calls[1]?.plaintext.resultHash).to.deep.equal(at.calls[2]?.plaintext.resultHash);
  });

  for (const [what, statement] of [
    ['another wallet', { walletId: 'another' }],
    ['another epoch', { pinEpoch: 2 }],
    ['tries already made', { attempts: 1 }],
    ['something else', { type: 'WRAP_SET' }],
  ] as const) {
    it(`activates nothing when the proof is about ${what}`, async () => {
      const at = await world();
      at.answers.pin_change = [async () => ({ pinEpoch: 1, proof: await at.prove({ type: 'PIN_RESULT', pinEpoch: 1, attempts: 0, ...statement }) })];
      at.runner.start('pin-change');
      await at.pin('current', '274913');
      await at.pin('new', '618204');
      await at.pin('repeat', '618204');
      await at.on('failed');
      expect(at.operations()).to.deep.equal(['pin_change']);
    });
  }

  it('leads to the recovery when the PIN is destroyed', async () => {
    const at = await world({ pin_change: [refusal({ code: 'pin_locked' })] });
    at.runner.start('pin-change');
    await at.pin('current', '274913');
    await at.pin('new', '618204');
    await at.pin('repeat', '618204');
    await at.on('intro', 'recover');
    expect(at.seen).to.deep.equal({ ended: 0, refreshed: 1 });
    expect(at.wiped()).to.equal(true);
  });
});

describe('leaving a task', () => {
  for (const leave of ['end', 'close', 'back'] as const) {
    it(`wipes what was typed, and nothing happens later: ${leave}`, async () => {
      const at = await world({ pin_change: [refusal({ code: 'pin_wrong', remaining: 8 })] });
      at.runner.start('pin-change');
      await at.pin('current', '274913');
      await at.pin('new', '618204');
      await at.pin('repeat', '618204');
      await at.told('pin_wrong');
      at.runner[leave]();
      await at.gone();
      at.runner.answer('pin', '274913');
      expect(at.store.get().pinProblem).to.equal(null);
      expect([at.calls.length, at.seen.ended, at.wiped()]).to.deep.equal([1, 1, true]);
    });
  }

  it('lets a change that is under way go on when the wallet is closed, and ends it with the session', async () => {
    for (const [leave, survives] of [
      ['close', true],
      ['end', false],
    ] as const) {
      let answer = () => {};
      const at = await world();
      at.answers.pin_change = [pinResult(at.prove)];
      at.answers.pin_activate = [() => new Promise((resolve) => (answer = () => resolve({ pinEpoch: 1 })))];
      at.runner.start('pin-change');
      await at.pin('current', '274913');
      await at.pin('new', '618204');
      await at.pin('repeat', '618204');
      for (let turn = 0; at.calls.length < 2 && turn < 1_000; turn++) await new Promise((resolve) => setTimeout(resolve));
      at.runner[leave]();
      answer();
      if (survives) await at.on('done');
      else await at.gone();
    }
  });

  it('begins another only after the first was left', async () => {
    const at = await world();
    at.runner.start('pin-change');
    await at.pin('current', '274913');
    at.runner.start('account');
    await waitForState(at.store, ({ task }) => task?.kind === 'account' && task.step.name === 'pin', AbortSignal.timeout(5_000));
    at.runner.back();
    await at.gone();
    expect(at.seen.ended).to.equal(1);
  });
});

describe('a recovery kit', () => {
  const kitFile = (change = {}) => utf8(JSON.stringify({ format: 'alcove-recovery-kit', walletId, address: address.toLowerCase(), ...change }));
  const kit = (file = kitFile()) => ({ wrapId: 'wrap', words: utf8(kitWords.join(' ')), positions: [2, 3, 24], kit: file });

  it('is shown once, and counts when three words came back', async () => {
    const at = await world();
    const made = kit();
    at.answers.wrap_add = [
      () => made,
      refusal({ code: 'factor_wrong' }),
      async () => ({ wrapId: 'wrap', proof: await at.prove({ type: 'WRAP_SET', wraps: [] }) }),
    ];
    at.runner.start('kit');
    await at.on('intro');
    at.runner.answer('choice', { passphrase: 'blue door' });
    await at.pin('current', '274913');
    const shown = await at.on('kit');
    expect(shown.words).to.deep.equal(kitWords);
    expect(shown.fileName).to.equal('alcove-recovery-kit-70997970.json');
    expect(JSON.parse(fromUtf8(shown.file)).walletId).to.equal(walletId);
    at.runner.answer('proceed', true);
    expect((await at.on('check')).positions).to.deep.equal([2, 3, 24]);
    at.runner.back();
    await at.on('kit');
    at.runner.answer('proceed', true);
    await at.on('check');
    at.runner.answer('words', { words: 'zoo zoo zoo', passphrase: '' });
    await waitForState(at.store, ({ task }) => task?.step.name === 'check' && task.step.problem === 'factor_wrong', AbortSignal.timeout(5_000));
    at.runner.answer('words', { words: ' Ability\nzoo  ZOO ', passphrase: '' });
    await at.on('done');
    expect(at.calls.map(({ plaintext: { step, passphrase } }) => [step, passphrase])).to.deep.equal([
      ['kit', 'blue door'],
      ['confirm', undefined],
      ['confirm', undefined],
    ]);
    expect(at.calls[2]?.seen.words).to.equal('ability zoo zoo');
    expect([made.words, made.kit, shown.file].every((bytes) => bytes.every((byte) => byte === 0))).to.equal(true);
    expect(at.wiped()).to.equal(true);
  });

  for (const [what, file] of [
    ['another wallet', kitFile({ walletId: 'another' })],
    ['another address', kitFile({ address: '0x0000000000000000000000000000000000000001' })],
    ['another format', kitFile({ format: 'else' })],
  ] as const) {
    it(`is not handed on when it is of ${what}`, async () => {
      const at = await world({ wrap_add: [() => kit(file)] });
      at.runner.start('kit');
      await at.on('intro');
      at.runner.answer('choice', {});
      await at.pin('current', '274913');
      await at.on('failed');
    });
  }

  it('is made in a window of its own where another page is around the wallet', async () => {
    let close = () => {};
    let opened = 0;
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const at = await world({}, { isFramed: true, open: () => void opened++, closed: () => closed });
    at.runner.start('kit');
    await at.on('window');
    at.runner.answer('proceed', true);
    expect(opened, 'inside the click').to.equal(1);
    await at.on('window');
    await new Promise((resolve) => setTimeout(resolve));
    at.runner.answer('proceed', true);
    expect(opened, 'and again').to.equal(2);
    close();
    await at.gone();
    expect(at.seen).to.deep.equal({ ended: 1, refreshed: 1 });
  });

  it('says that its window was blocked, and opens it at the next click', async () => {
    let blocked = true;
    const open = () => {
      if (blocked) throw new WalletError(-32081, 'blocked', { reason: 'popup_blocked' });
    };
    const at = await world({}, { isFramed: true, open });
    at.runner.start('import');
    await at.on('window');
    at.runner.answer('proceed', true);
    expect((await at.on('failed')).error.data?.reason).to.equal('popup_blocked');
    blocked = false;
    at.runner.answer('proceed', true);
    await at.on('window');
    at.runner.answer('proceed', true);
    await at.gone();
  });
});

describe('recovery', () => {
  it('takes the kit’s words and a new PIN, and says until when large payments are refused', async () => {
    const at = await world();
    at.answers.recover = [refusal({ code: 'factor_wrong' }), pinResult(at.prove)];
    at.answers.pin_activate = [() => ({ pinEpoch: 1 })];
    at.runner.start('recover');
    await at.on('intro');
    at.runner.answer('choice', { factor: 'kit' });
    await at.on('enter-words');
    at.runner.answer('words', { words: 'too few', passphrase: '' });
    await waitForState(at.store, ({ task }) => task?.step.name === 'enter-words' && task.step.problem === 'words_invalid', AbortSignal.timeout(5_000));
    at.runner.answer('words', { words: kitWords.join('  '), passphrase: 'blue door' });
    await at.pin('new', '618204');
    await at.pin('repeat', '618204');
    await waitForState(at.store, ({ task }) => task?.step.name === 'enter-words' && task.step.problem === 'factor_wrong', AbortSignal.timeout(5_000));
    at.runner.answer('words', { words: kitWords.toReversed().join(' '), passphrase: '' });
    expect((await at.on('done')).holdUntilMs).to.equal(1_000 + 24 * 3_600_000);
    expect(at.calls.slice(0, 2).map(({ seen: { words, newPin }, plaintext }) => [words, newPin, plaintext.passphrase])).to.deep.equal([
      [kitWords.join(' '), '618204', 'blue door'],
      [kitWords.toReversed().join(' '), '618204', undefined],
    ]);
    expect(at.calls[0]?.plaintext.words).to.deep.equal(new Uint8Array(kitWords.join(' ').length));
  });

  it('goes back from the words to the choice, and from there out', async () => {
    const at = await world();
    at.runner.start('recover');
    await at.on('intro');
    at.runner.answer('choice', { factor: 'kit' });
    await at.on('enter-words');
    at.runner.back();
    await at.on('intro');
    at.runner.back();
    await at.gone();
  });
});

describe('the seed’s words', () => {
  const exported =
    (prove: World['prove'], change = {}) =>
    async () => {
      const bytes = Uint8Array.from({ length: 20 }, (_, index) => Number.parseInt(address.slice(2 + index * 2, 4 + index * 2), 16));
      return { words: utf8('legal winner'), address: bytes, path: '', proof: await prove({ type: 'EXPORT', address: bytes, ...change }) };
    };

  it('are asked for with a fresh login, shown, and wiped', async () => {
    let logins = 0;
    const at = await world({}, { prepareLogin: () => async () => void logins++ });
    at.answers.export = [exported(at.prove)];
    at.runner.start('export');
    await at.on('sign-in');
    at.runner.answer('proceed', true);
    await at.pin('current', '274913');
    expect((await at.on('words')).words).to.deep.equal(['legal', 'winner']);
    expect(logins).to.equal(1);
    at.runner.answer('proceed', true);
    await at.gone();
    expect([at.seen.ended, at.wiped()]).to.deep.equal([1, true]);
  });

  it('are asked for at once in a window whose frame has just had the login renewed; a login that is too old meanwhile is asked for again', async () => {
    const at = await world({}, { isHandedOver: true });
    at.answers.export = [refusal({ code: 'login_stale' }), exported(at.prove)];
    at.runner.start('export');
    await at.pin('current', '274913');
    await at.on('sign-in');
    at.runner.answer('proceed', true);
    await at.pin('current', '274913');
    await at.on('words');
    at.runner.close();
    await at.gone();
  });

  it('stay unshown when the proof names another address', async () => {
    const at = await world({}, { isHandedOver: true });
    at.answers.export = [exported(at.prove, { address: new Uint8Array(20) })];
    at.runner.start('export');
    await at.pin('current', '274913');
    await at.on('failed');
  });

  it('a login that was begun anew is the one that counts', async () => {
    const settle: ((failure: WalletError | null) => void)[] = [];
    const login = (signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        settle.push((failure) => (failure === null ? resolve() : reject(failure)));
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const at = await world({}, { prepareLogin: () => login });
    at.runner.start('export');
    await at.on('sign-in');
    at.runner.answer('proceed', true);
    await new Promise((resolve) => setTimeout(resolve));
    at.runner.answer('proceed', true);
    await new Promise((resolve) => setTimeout(resolve));
    expect([settle.length, at.store.get().task?.step.name]).to.deep.equal([2, 'sign-in']);
    settle[1]?.(new WalletError(4100, 'other', { reason: 'other_account' }));
    expect((await at.on('failed')).error.data?.reason).to.equal('other_account');
    at.runner.answer('proceed', true);
    await at.on('sign-in');
    at.runner.end();
    await at.gone();
  });
});

describe('other tasks', () => {
  it('derives the next account, and removes a backup, with the PIN', async () => {
    const at = await world({ address_derive: [() => ({})] });
    at.runner.start('account');
    await at.pin('current', '274913');
    await at.on('done');
    expect(at.calls[0]?.plaintext.accountIndex).to.equal(1);
    at.answers.wrap_remove = [async () => ({ wrapId: 'w', proof: await at.prove({ type: 'WRAP_SET', wraps: [] }) })];
    at.runner.start('remove-backup', 'w');
    await at.pin('current', '274913');
    await at.on('done', 'remove-backup');
    expect(at.calls[1]?.plaintext.wrapId).to.equal('w');
    expect(at.wiped()).to.equal(true);
  });

  it('imports words once they are a seed', async () => {
    const at = await world({ import: [refusal({ code: 'mnemonic_invalid' }), () => ({})] });
    at.runner.start('import');
    await at.on('intro');
    at.runner.answer('proceed', true);
    await at.on('enter-words');
    at.runner.answer('words', { words: kitWords.slice(0, 13).join(' '), passphrase: '' });
    await waitForState(at.store, ({ task }) => task?.step.name === 'enter-words' && task.step.problem === 'words_invalid', AbortSignal.timeout(5_000));
    at.runner.answer('words', { words: kitWords.slice(0, 12).join(' '), passphrase: '' });
    await at.pin('new', '618204');
    await at.pin('repeat', '618204');
    await waitForState(at.store, ({ task }) => task?.step.name === 'enter-words' && at.calls.length === 1, AbortSignal.timeout(5_000));
    at.runner.answer('words', { words: kitWords.slice(0, 15).join(' '), passphrase: '' });
    await at.on('done');
    expect(at.calls[1]?.seen).to.deep.equal({ words: kitWords.slice(0, 15).join(' '), pin: '618204' });
    expect(at.wiped()).to.equal(true);
  });

  it('says what no script expected, and begins anew', async () => {
    const at = await world({}, { prepareLogin: () => expect.fail('no provider') });
    at.runner.start('export');
    await at.on('failed');
    at.runner.answer('proceed', true);
    await at.on('failed');
    at.runner.back();
    await at.gone();
  });
});
