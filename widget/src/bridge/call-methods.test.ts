import { aTimeout, expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { address, origin, pageWorld, resultOf, stranger, token } from './testing/page-world.ts';

const calls = (change: { readonly [key: string]: Json } = {}): Json => [
  {
    version: '2.0.0',
    from: address,
    chainId: '0x7a69',
    atomicRequired: false,
    calls: [
      { to: stranger, value: '0x1' },
      { to: stranger, value: '0x2' },
    ],
    ...change,
  },
];

type World = Awaited<ReturnType<typeof pageWorld>>;
type Status = { readonly status: number; readonly receipts: readonly { readonly [field: string]: Json }[]; readonly atomic: boolean; readonly chainId: string };

const statusOf = async (world: World, id: string): Promise<Status> => resultOf(await world.ask('wallet_getCallsStatus', [id]));
const hashes = ({ chain }: World) => [...chain.sent.values()].map(({ hash }) => hash);

/** Sends two calls and has the person approve them. */
async function sentWorld() {
  const world = await pageWorld();
  const answer = world.ask('wallet_sendCalls', calls({ id: 'order-1' }));
  await world.approve();
  expect(resultOf(await answer)).to.deep.equal({ id: 'order-1' });
  return world;
}

describe('wallet_sendCalls', () => {
  it('shows all calls as one decision, signs each as an intent of its own, in order', async () => {
    const world = await pageWorld();
    const data = `0xa9059cbb${stranger.slice(2).toLowerCase().padStart(64, '0')}${'f4240'.padStart(64, '0')}`;
    const answer = world.ask(
      'wallet_sendCalls',
      calls({
        calls: [
          { to: token, data },
          { to: stranger, value: '0xde0b6b3a7640' },
          { to: stranger, data: '0x1234' },
        ],
      }),
    );
    while (world.queue.first() === null) await aTimeout(1);
    const content = world.queue.first()?.approval.content;
    if (content?.kind !== 'transaction') throw new TypeError('no transaction on the screen');
    expect(content.calls).to.equal(3);
    expect(content.valueWei).to.equal(0xde0b6b3a7640n);
    expect(content.fee.feeWei).to.equal(3n * 42_000_000_000_000n);
    expect(content.totalWei).to.equal(content.valueWei + content.fee.feeWei);
    expect(content.warnings).to.deep.equal([{ code: 'blind_data', level: 'danger' }]);
    const shown = content.rows.map((row) => [row.label, row.kind === 'address' ? row.address : row.kind === 'amount' ? row.value : row.text]);
    expect(shown).to.deep.equal([
      ['Call', '1 / 3'],
      ['Amount', '1'],
      ['To', stranger],
      ['Token', token],
      ['Call', '2 / 3'],
      ['Amount', '0.000244140625'],
      ['To', stranger],
      ['Call', '3 / 3'],
      ['Contract', stranger],
      ['Data', '0x1234'],
    ]);
    await world.approve();
    const { id } = resultOf(await answer) as { readonly id: string };
    expect(id).to.match(/^0x[0-9a-f]{64}$/);
    expect([...world.chain.sent.keys()]).to.deep.equal(world.signatures);
    expect(new Set(world.signatures).size).to.equal(3);
  });

  it('says once for all when the money does not reach for all of them together', async () => {
    const world = await pageWorld();
    const half = '0x8ac7230489e80000';
    void world.ask(
      'wallet_sendCalls',
      calls({
        calls: [
          { to: stranger, value: half },
          { to: stranger, value: half },
        ],
      }),
    );
    while (world.queue.first() === null) await aTimeout(1);
    const content = world.queue.first()?.approval.content;
    expect(content?.kind === 'transaction' && content.warnings.map(({ code }) => code)).to.deep.equal(['insufficient_funds']);
  });

  it('refuses an id twice: while it waits, and after', async () => {
    const world = await pageWorld();
    const first = world.ask('wallet_sendCalls', calls({ id: 'a' }));
    while (world.queue.first() === null) await aTimeout(1);
    const other = calls({ id: 'a', calls: [{ to: stranger }] });
    expect(await world.ask('wallet_sendCalls', other)).to.deep.include({ code: 5720 });
    expect((await statusOf(world, 'a')).status).to.equal(100);
    await world.reject(new WalletError(4001, 'no'));
    expect(await first).to.deep.include({ code: 4001 });
    expect(await world.ask('wallet_getCallsStatus', ['a'])).to.deep.include({ code: 5730 });
    const again = world.ask('wallet_sendCalls', calls({ id: 'a' }));
    await world.approve();
    await again;
    expect(await world.ask('wallet_sendCalls', other)).to.deep.include({ code: 5720 });
  });

  it('goes on where it stopped when the person tries again, and sends nothing twice', async () => {
    const world = await pageWorld();
    world.chain.failing.add(1);
    const answer = world.ask('wallet_sendCalls', calls({ id: 'a' }));
    const failure = (await world.approve().catch((error: unknown) => error)) as WalletError;
    expect([failure.code, failure.data?.reason, failure.data?.sent]).to.deep.equal([-32003, 'calls_partial', 1]);
    await world.approve();
    expect(resultOf(await answer)).to.deep.equal({ id: 'a' });
    expect(world.chain.sent.size).to.equal(2);
    expect(world.signatures).to.have.length(2);
  });

  it('gives the page its id when the person gives up after a part was sent', async () => {
    const world = await pageWorld();
    world.chain.failing.add(1);
    const answer = world.ask('wallet_sendCalls', calls({ id: 'a' }));
    await world.approve().catch(() => {});
    expect((await statusOf(world, 'a')).status).to.equal(100);
    await world.reject(new WalletError(4001, 'no'));
    expect(resultOf(await answer)).to.deep.equal({ id: 'a' });
    expect((await statusOf(world, 'a')).status).to.equal(100);
    world.chain.mine(hashes(world)[0] ?? '', true);
    expect((await statusOf(world, 'a')).status).to.equal(600);
  });

  it('sends no further call once one has failed on the chain', async () => {
    const world = await pageWorld();
    const { sendTransaction } = world.deps.api;
    Object.assign(world.deps.api, {
      sendTransaction: async (request: Parameters<typeof sendTransaction>[0]) => {
        const sent = await sendTransaction(request);
        world.chain.mine(sent.hash, false);
        return sent;
      },
    });
    const answer = world.ask('wallet_sendCalls', calls({ id: 'a' }));
    await world.approve();
    expect(resultOf(await answer)).to.deep.equal({ id: 'a' });
    expect(world.chain.sent.size).to.equal(1);
    expect((await statusOf(world, 'a')).status).to.equal(500);
  });
});

describe('wallet_getCallsStatus', () => {
  it('is 100 until every call is in a block, then 200 with receipts of EIP-5792’s members', async () => {
    const world = await sentWorld();
    expect((await statusOf(world, 'order-1')).status).to.equal(100);
    const [first = '', second = ''] = hashes(world);
    world.chain.mine(first, true);
    expect((await statusOf(world, 'order-1')).status).to.equal(100);
    world.chain.mine(second, true);
    const status = await statusOf(world, 'order-1');
    expect([status.status, status.atomic, status.chainId]).to.deep.equal([200, false, '0x7a69']);
    expect(status.receipts.map(({ transactionHash }) => transactionHash)).to.deep.equal([first, second]);
    expect(Object.keys(status.receipts[0] ?? {}).sort()).to.deep.equal(['blockHash', 'blockNumber', 'gasUsed', 'logs', 'status', 'transactionHash']);
  });

  it('is 600 when some took effect, 500 when none did, 400 when none got there', async () => {
    const outcomes: readonly (readonly [boolean | null, boolean | null, number])[] = [
      [true, false, 600],
      [true, null, 600],
      [false, false, 500],
      [false, null, 500],
      [null, null, 400],
    ];
    for (const [first, second, expected] of outcomes) {
      const world = await sentWorld();
      const { transaction } = world.deps.api;
      const dropped = new Set<string>();
      Object.assign(world.deps.api, { transaction: async (hash: string) => (dropped.has(hash) ? { status: 'dropped' } : transaction(hash)) });
      for (const [index, ok] of [first, second].entries()) {
        const hash = hashes(world)[index] ?? '';
        if (ok === null) dropped.add(hash);
        else world.chain.mine(hash, ok);
      }
      expect((await statusOf(world, 'order-1')).status, `${first} ${second}`).to.equal(expected);
    }
  });

  it('loses nothing to a page that closes in the middle: the server knows what was signed', async () => {
    const world = await sentWorld();
    const owner = { origin, account: address };
    const bundle = await world.deps.bundles.find(owner, 'order-1');
    if (bundle === null) throw new TypeError('the bundle was not kept');
    // The reply of the second call never came.
    await world.deps.bundles.save(owner, { ...bundle, calls: bundle.calls.map((call, index) => (index === 1 ? { ...call, hash: null } : call)) });
    for (const hash of hashes(world)) world.chain.mine(hash, true);
    expect((await statusOf(world, 'order-1')).status).to.equal(200);
    // It was never signed at all.
    world.chain.sent.delete(bundle.calls[1]?.requestId ?? '');
    expect((await statusOf(world, 'order-1')).status).to.equal(600);
  });

  it('belongs to the page that sent it', async () => {
    const world = await sentWorld();
    await world.permissions.grant('https://other.example', 1);
    const failure = (await world
      .dispatch({ id: 'x', method: 'wallet_getCallsStatus', params: ['order-1'] }, 'https://other.example')
      .catch((error: unknown) => error)) as WalletError;
    expect(failure.code).to.equal(5730);
  });
});

describe('wallet_getCapabilities and wallet_showCallsStatus', () => {
  it('says for each chain of the app that calls are not atomic, and nothing of others', async () => {
    const world = await pageWorld();
    const atomic = { atomic: { status: 'unsupported' } };
    expect(resultOf(await world.ask('wallet_getCapabilities', [address]))).to.deep.equal({ '0x7a69': atomic, '0x7a6a': atomic });
    expect(resultOf(await world.ask('wallet_getCapabilities', [address, ['0x7a6a', '0x1']]))).to.deep.equal({ '0x7a6a': atomic });
  });

  it('brings the activity up for calls that exist', async () => {
    const world = await sentWorld();
    expect(resultOf(await world.ask('wallet_showCallsStatus', ['order-1']))).to.equal(null);
    expect(world.shown).to.deep.equal(['activity']);
  });

  it('answers 4100 to a page that is disconnected while the answer is on its way', async () => {
    const world = await pageWorld();
    const answers = ['wallet_getCallsStatus', 'wallet_showCallsStatus'].map((method) => world.ask(method, ['order-1']));
    const sending = world.ask('wallet_sendCalls', calls({ from: null }));
    await world.permissions.revoke(origin);
    for (const answer of await Promise.all([...answers, sending])) expect(answer).to.deep.include({ code: 4100 });
  });
});
