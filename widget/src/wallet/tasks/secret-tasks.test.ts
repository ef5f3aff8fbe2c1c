import { expect } from '@open-wc/testing';
import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import { fromUtf8, utf8 } from '../../crypto/bytes.ts';
import { waitForState } from '../../state/store.ts';
import { address, kitWords, pinResult, refusal, type World, walletId, world } from './testing/task-world.ts';

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
