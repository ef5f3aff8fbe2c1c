import { expect } from '@open-wc/testing';
import type { WalletError } from './errors.ts';
import { errorTable } from './errors.ts';
import { lookUpMethod, refusedMethods, rpcMethods } from './rpc.ts';
import { addressAt, guardAddress, guardChain, guardMessage, guardNone, invalid, passThrough, quantityAt } from './rpc-guards.ts';

const account = '0x52908400098527886E0F7030069857D2E4169EE7';

function refusal(run: () => unknown): WalletError {
  try {
    run();
  } catch (error) {
    return error as WalletError;
  }
  throw new Error('nothing was refused');
}

function expectInvalid(run: () => unknown, field: string, reason?: string): void {
  const error = refusal(run);
  expect(error.code).to.equal(-32602);
  expect(error.data?.field).to.equal(field);
  expect(error.message.startsWith(field)).to.equal(true);
  if (reason !== undefined) expect(error.data?.reason).to.equal(reason);
}

describe('guardNone', () => {
  it('accepts nothing and an empty list', () => {
    expect(guardNone(undefined)).to.deep.equal([]);
    expect(guardNone([])).to.deep.equal([]);
  });
  it('refuses anything else', () => {
    expectInvalid(() => guardNone('x'), 'params');
    expectInvalid(() => guardNone({}), 'params');
    expectInvalid(() => guardNone(['0x1']), 'params[0]');
  });
});

describe('passThrough', () => {
  it('hands a list on and refuses what is not one', () => {
    const params = [{ to: account }, 'latest'];
    expect(passThrough(params)).to.equal(params);
    expectInvalid(() => passThrough('x'), 'params');
  });
});

describe('guardAddress', () => {
  it('keeps the letters of the address, so that its checksum can still be verified', () => {
    expect(guardAddress([account, 'latest'])).to.deep.equal([account, 'latest']);
  });
  it('refuses what is no address', () => {
    for (const bad of [undefined, null, 5, '', '0x', 'vitalik.eth', account.slice(0, -2), `${account}00`, `0X${account.slice(2)}`]) {
      expectInvalid(() => guardAddress([bad, 'latest']), 'params[0]');
    }
  });
});

describe('quantityAt', () => {
  it('reads quantities, padded ones as well', () => {
    expect(quantityAt('value', '0x0', 256)).to.equal(0n);
    expect(quantityAt('value', '0x01', 256)).to.equal(1n);
    expect(quantityAt('value', `0x${'f'.repeat(64)}`, 256)).to.equal(2n ** 256n - 1n);
  });
  it('refuses everything that is not a hexadecimal string in range', () => {
    for (const bad of [-1, 1, 1.5, '1e18', '0x', '0xg', '0x-1', '-0x1', ' 0x1', '0x1 ', '7', 10n, Number.NaN, `0x1${'0'.repeat(64)}`, `0x${'0'.repeat(129)}`]) {
      expectInvalid(() => quantityAt('value', bad, 256), 'value');
    }
  });
});

describe('guardChain', () => {
  it('reads a chain id', () => {
    expect(guardChain([{ chainId: '0x7a69' }])).to.deep.equal({ chainId: 31337 });
  });
  it('refuses other spellings of a chain id', () => {
    for (const bad of ['0x01', '0x0', '0x', '0xg', '1', 1, null, undefined, `0x${'f'.repeat(16)}`]) {
      expectInvalid(() => guardChain([{ chainId: bad }]), 'params[0].chainId');
    }
  });
  it('refuses other shapes', () => {
    expectInvalid(() => guardChain(undefined), 'params[0]');
    expectInvalid(() => guardChain(['0x1']), 'params[0]');
    expectInvalid(() => guardChain([{ chainId: '0x1' }, {}]), 'params[1]');
    expectInvalid(() => guardChain([{ chainId: '0x1', rpcUrls: [] }]), 'params[0].rpcUrls');
  });
});

describe('guardMessage', () => {
  it('turns text into its UTF-8 bytes', () => {
    expect(guardMessage(['hi ✓', account])).to.deep.equal({ message: '0x686920e29c93', account });
  });
  it('takes hex with whole bytes as bytes and everything else as text', () => {
    expect(guardMessage(['0xABcd', account]).message).to.equal('0xabcd');
    expect(guardMessage(['0x', account]).message).to.equal('0x');
    expect(guardMessage(['0xabc', account]).message).to.equal('0x3078616263');
    expect(guardMessage(['0xzz', account]).message).to.equal('0x30787a7a');
  });
  it('keeps a 32-byte digest and what looks like a transaction as they are: the warning is the wallet’s', () => {
    const digest = `0x${'11'.repeat(32)}`;
    expect(guardMessage([digest, account]).message).to.equal(digest);
    expect(guardMessage(['0x05f8', account]).message).to.equal('0x05f8');
  });
  it('names swapped parameters', () => {
    expectInvalid(() => guardMessage([account, 'hello']), 'params[0]', 'params_swapped');
    expectInvalid(() => guardMessage([account, '0x68656c6c6f']), 'params[0]', 'params_swapped');
  });
  it('signs an address as a message when the account follows it', () => {
    expect(guardMessage([account, account]).message).to.equal(account.toLowerCase());
  });
  it('refuses missing, surplus and ill-formed parameters', () => {
    expectInvalid(() => guardMessage([]), 'params[0]');
    expectInvalid(() => guardMessage(['hi']), 'params[1]');
    expectInvalid(() => guardMessage(['hi', account, 'password', 1]), 'params[3]');
    expectInvalid(() => guardMessage([5, account]), 'params[0]');
    expectInvalid(() => guardMessage(['hi', 'vitalik.eth']), 'params[1]');
    expectInvalid(() => guardMessage(['\ud800', account]), 'params[0]', 'ill_formed_text');
  });
});

describe('method table', () => {
  it('every guard answers a wrong parameter list with -32602', () => {
    for (const [method, row] of Object.entries(rpcMethods)) {
      expect(refusal(() => row.params('x')).code, method).to.equal(-32602);
    }
  });
  it('knows no method that lives on a prototype', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'eth_foo', '']) {
      expect(refusal(() => lookUpMethod(name)).code, name).to.equal(-32601);
    }
  });
  it('answers known but refused methods with 4200', () => {
    for (const name of refusedMethods) expect(refusal(() => lookUpMethod(name)).code, name).to.equal(4200);
  });
  it('cuts and escapes a name before repeating it', () => {
    const { message } = refusal(() => lookUpMethod(`a\u202e${'b'.repeat(10_000)}`));
    expect(message.length).to.be.lessThan(100);
    expect(message).to.not.contain('\u202e');
  });
});

describe('errors', () => {
  it('have one row per code, and Alcove’s own stay in -32080 to -32099', () => {
    for (const [code, { standard }] of Object.entries(errorTable)) {
      const own = Number(code) <= -32080 && Number(code) >= -32099;
      expect(standard === 'Alcove', code).to.equal(own);
    }
  });
  it('carry field and reason', () => {
    expect(invalid('a', 'is bad', 'because').data).to.deep.equal({ field: 'a', reason: 'because' });
    expect(refusal(() => addressAt('to', '0x')).data).to.deep.equal({ field: 'to' });
  });
});
