import { expect } from '@open-wc/testing';
import type { Envelope, WidgetMethods } from '../../../host-sdk/src/contract/bridge.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { toFailure } from '../approvals/failure.ts';
import { type BridgeActions, createBridgeHandlers } from './handlers.ts';

function handlersWith(change: Partial<BridgeActions> = {}): WidgetMethods {
  const actions: BridgeActions = {
    request: async ({ method }) => method,
    open: () => {},
    close: () => {},
    login: async () => ({ accounts: [] }),
    logout: async () => {},
    status: () => ({ phase: 'locked' }),
    setTheme: async () => ({ rejected: [], corrected: [], applied: {} }),
    setPreferences: () => {},
    cancel: () => {},
    ...change,
  };
  return createBridgeHandlers({ actions, admit: () => {}, toFailure });
}

const errorOf = (envelope: Envelope<unknown>) => (envelope.ok ? null : envelope.error);

describe('createBridgeHandlers', () => {
  it('is frozen, flat, and finds nothing on a prototype', () => {
    const methods = handlersWith();
    expect(Object.isFrozen(methods)).to.equal(true);
    expect(Object.getPrototypeOf(methods)).to.equal(null);
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
      expect((methods as unknown as Record<string, unknown>)[name], name).to.equal(undefined);
    }
  });

  it('answers with envelopes', async () => {
    expect(await handlersWith().request({ id: '1', method: 'eth_chainId' })).to.deep.equal({ ok: true, result: 'eth_chainId' });
    expect(await handlersWith().status()).to.deep.equal({ ok: true, result: { phase: 'locked' } });
  });

  it('keeps code and data of a typed error, and leaves the stack behind', async () => {
    const request = async () => {
      throw new WalletError(-32602, 'value is wrong', { field: 'params[0].value' });
    };
    const error = errorOf(await handlersWith({ request }).request({ id: '1', method: 'x' }));
    expect(error).to.deep.equal({ code: -32602, message: 'value is wrong', data: { field: 'params[0].value' } });
  });

  it('says nothing of what nobody expected but -32603', async () => {
    const request = async () => {
      throw new Error('secret detail');
    };
    const error = errorOf(await handlersWith({ request }).request({ id: '1', method: 'x' }));
    expect(error?.code).to.equal(-32603);
    expect(JSON.stringify(error)).to.not.contain('secret');
  });

  const malformed: readonly (readonly [string, (methods: WidgetMethods) => Promise<Envelope<unknown>>])[] = [
    ['no request', (methods) => methods.request(undefined as never)],
    ['a request that is text', (methods) => methods.request('eth_accounts' as never)],
    ['a request without a method', (methods) => methods.request({ id: '1' } as never)],
    ['a method that is a number', (methods) => methods.request({ id: '1', method: 7 } as never)],
    ['no id', (methods) => methods.request({ method: 'eth_accounts' } as never)],
    ['params that JSON does not have', (methods) => methods.request({ id: '1', method: 'x', params: [1n] } as never)],
    ['a view that does not exist', (methods) => methods.open('__proto__' as never)],
    ['a language nobody wrote', (methods) => methods.setPreferences({ language: 'xx' } as never)],
    ['a theme of numbers', (methods) => methods.setTheme({ accent: 1 } as never)],
    ['an id to cancel that is an object', (methods) => methods.cancel({} as never)],
  ];
  for (const [name, call] of malformed) {
    it(`refuses ${name}`, async () => {
      const error = errorOf(await call(handlersWith()));
      expect([-32600, -32602]).to.include(error?.code);
    });
  }
});
