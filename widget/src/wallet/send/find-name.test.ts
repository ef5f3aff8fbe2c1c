import { expect } from '@open-wc/testing';
import * as v from 'valibot';
import { ApiError } from '../../api/api-error.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { nameSchema } from '../../contract/names-api.ts';
import { findName } from './find-name.ts';

const shop = '0x3EDe2d9510C3868398B8db081531E56Da688469D';

function serverThatAnswers(answer: unknown) {
  const asked: string[] = [];
  const send = (async ({ method, path, body }: { readonly method: string; readonly path: string; readonly body: object }) => {
    asked.push(`${method} ${path} ${JSON.stringify(body)}`);
    if (answer instanceof Error) throw answer;
    return answer;
  }) as ApiClient['send'];
  return { asked, api: { send } };
}

const failureOf = (asking: Promise<unknown>) =>
  asking.then(
    () => null,
    (cause: unknown) => cause,
  );

describe('whom a name stands for', () => {
  const found = { name: 'alice.eth', address: shop.toLowerCase(), isElsewhere: false };

  it('is asked of the server, the name as it was typed, and not in an address', async () => {
    const { asked, api } = serverThatAnswers(found);
    expect(await findName(api, 31337, 'Alice.ETH')).to.deep.equal({ name: 'alice.eth', address: shop });
    expect(asked).to.deep.equal(['POST /v1/names/31337 {"name":"Alice.ETH"}']);
  });

  it('may be nobody, or known elsewhere', async () => {
    for (const [isElsewhere, problem] of [
      [false, 'name_unknown'],
      [true, 'name_elsewhere'],
    ] as const)
      expect(await findName(serverThatAnswers({ ...found, address: null, isElsewhere }).api, 1, 'alice.eth')).to.equal(problem);
  });

  it('is told apart from what is no name, and from a server that does not answer', async () => {
    const invalid = new ApiError('invalid_request', { status: 400, field: 'name' });
    expect(await findName(serverThatAnswers(invalid).api, 1, 'a..eth')).to.equal('name_invalid');
    for (const failure of [new ApiError('invalid_request', { status: 400, field: 'chainId' }), new ApiError('chain_unavailable', { status: 503 })])
      expect(await failureOf(findName(serverThatAnswers(failure).api, 1, 'alice.eth'))).to.equal(failure);
  });

  it('is shown under a name on one line that neither hides nor turns text', async () => {
    expect(await findName(serverThatAnswers({ ...found, name: '👩‍🚀.eth' }).api, 1, '👩‍🚀.eth')).to.deep.include({ name: '👩‍🚀.eth' });
    for (const name of ['al\u202eice.eth', 'al\u200bice.eth', 'alice.eth\u3164', 'alice.eth (safe)', 'a\nb.eth', 'alice.eth\ud800']) {
      const error = await failureOf(findName(serverThatAnswers({ ...found, name }).api, 1, 'alice.eth'));
      expect((error as ApiError).code, JSON.stringify(name)).to.equal('response_invalid');
    }
  });

  it('is taken only as the contract has it', () => {
    const isTaken = (answer: object) => v.safeParse(nameSchema, { ...found, ...answer }).success;
    expect(isTaken({})).to.equal(true);
    for (const answer of [{ name: '' }, { name: 'a'.repeat(256) }, { address: '0x12' }, { address: shop }, { isElsewhere: undefined }])
      expect(isTaken(answer), JSON.stringify(answer)).to.equal(false);
  });
});
