import { expect } from '@open-wc/testing';
import * as v from 'valibot';
import { ApiError } from '../../api/api-error.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { nameSchema } from '../../contract/names-api.ts';
import { findName } from './find-name.ts';

const shop = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

function serverThatAnswers(answer: unknown) {
  const asked: string[] = [];
  const send = (async ({ method, path }: { method: string; path: string }) => {
    asked.push(`${method} ${path}`);
    if (answer instanceof Error) throw answer;
    return answer;
  }) as ApiClient['send'];
  return { asked, api: { send } };
}

describe('whom a name stands for', () => {
  it('is asked of the server, the name as it was typed', async () => {
    const { asked, api } = serverThatAnswers({ name: 'alice.eth', address: shop.toLowerCase() });
    expect(await findName(api, 31337, 'Alice.ETH')).to.deep.equal({ name: 'alice.eth', address: shop });
    await findName(api, 1, '🦊/é.eth');
    expect(asked).to.deep.equal(['GET /v1/names/31337/Alice.ETH', 'GET /v1/names/1/%F0%9F%A6%8A%2F%C3%A9.eth']);
  });

  it('may be nobody', async () => {
    expect(await findName(serverThatAnswers({ name: 'alice.eth', address: null }).api, 1, 'alice.eth')).to.deep.equal({ name: 'alice.eth', address: null });
  });

  it('is told apart from what is no name, and from a server that does not answer', async () => {
    const invalid = new ApiError('invalid_request', { status: 400, field: 'name' });
    expect(await findName(serverThatAnswers(invalid).api, 1, 'a..eth')).to.equal('invalid');
    for (const failure of [new ApiError('invalid_request', { status: 400, field: 'chainId' }), new ApiError('chain_unavailable', { status: 503 })]) {
      const error = await findName(serverThatAnswers(failure).api, 1, 'alice.eth').catch((cause: unknown) => cause);
      expect(error).to.equal(failure);
    }
  });

  it('is taken only as a name on one line, with an address', () => {
    const isTaken = (answer: unknown) => v.safeParse(nameSchema, answer).success;
    expect(isTaken({ name: '👩‍🚀.eth', address: shop.toLowerCase() })).to.equal(true);
    const odd = [{ name: 'al\u202eice.eth' }, { name: 'alice.eth (safe)' }, { name: 'a\nb.eth' }, { name: '' }, { name: 'a'.repeat(256) }, { address: '0x12' }];
    for (const answer of odd) expect(isTaken({ name: 'alice.eth', address: null, ...answer }), JSON.stringify(answer)).to.equal(false);
  });
});
