import { expect } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import { waitForState } from '../../state/store.ts';
import { kitWords, pinResult, refusal, world } from './testing/task-world.ts';

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
