import { expect } from '@open-wc/testing';
import { judgeProposal, namespacesFor } from './judge-proposal.ts';

type Namespaces = Parameters<typeof judgeProposal>[0]['optionalNamespaces'];
const judge = (requiredNamespaces: Namespaces, optionalNamespaces: Namespaces = {}) => judgeProposal({ requiredNamespaces, optionalNamespaces }, [31337, 1]);
const namespace = (chains: string[], methods: string[] = ['personal_sign'], events: string[] = ['chainChanged']) => ({ eip155: { chains, methods, events } });

describe('judgeProposal', () => {
  it('grants what is required, and of what is optional as much as there is', () => {
    const optional = namespace(['eip155:1', 'eip155:137'], ['eth_sign', 'eth_sendTransaction', 'eth_call'], ['message', 'eth_subscription']);
    expect(
      judge(namespace(['eip155:31337']), {
        ...optional,
        solana: { chains: ['solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'], methods: ['solana_sign'], events: [] },
      }),
    ).to.deep.equal({
      granted: { chains: ['eip155:31337', 'eip155:1'], methods: ['personal_sign', 'eth_sendTransaction', 'eth_call'], events: ['chainChanged', 'message'] },
    });
  });

  it('reads a network that stands in the key', () => {
    expect(judge({ 'eip155:1': { methods: ['personal_sign'], events: [] } })).to.deep.equal({
      granted: { chains: ['eip155:1'], methods: ['personal_sign'], events: [] },
    });
  });

  for (const [what, code, namespaces, names] of [
    ['networks', 5100, namespace(['eip155:137', 'eip155:1']), ['eip155:137']],
    ['networks', 5100, { solana: { chains: ['solana:5eykt'], methods: [], events: [] } }, ['solana:5eykt']],
    ['networks', 5100, { eip155: { methods: ['personal_sign'], events: [] } }, ['eip155']],
    ['methods', 5101, namespace(['eip155:1'], ['personal_sign', 'eth_sign']), ['eth_sign']],
    ['methods', 5101, namespace(['eip155:1'], ['wallet_createSession']), ['wallet_createSession']],
    ['methods', 5101, namespace(['eip155:1'], ['__proto__']), ['__proto__']],
    ['events', 5102, namespace(['eip155:1'], [], ['eth_subscription']), ['eth_subscription']],
  ] as const)
    it(`error: ${code} where ${names} is required`, () =>
      expect(judge(namespaces as unknown as Namespaces)).to.deep.equal({ refused: what, code, names: [...names] }));

  it('error: 5100 where no network of this wallet is asked for at all', () => {
    expect(judge({}, namespace(['eip155:137']))).to.deep.equal({ refused: 'networks', code: 5100, names: ['eip155:137'] });
    expect(judge({}, {})).to.deep.equal({ refused: 'networks', code: 5100, names: [] });
  });
});

describe('namespacesFor', () => {
  it('names the one account on each network (CAIP-10)', () => {
    const address = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
    expect(namespacesFor({ chains: ['eip155:1', 'eip155:31337'], methods: ['personal_sign'], events: [] }, address)).to.deep.equal({
      eip155: {
        chains: ['eip155:1', 'eip155:31337'],
        methods: ['personal_sign'],
        events: [],
        accounts: [`eip155:1:${address}`, `eip155:31337:${address}`],
      },
    });
  });
});
