import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPublicClient, http, parseEther } from 'viem';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { missingPostgres } from '../support/postgres.ts';
import { Shop } from '../support/shop.ts';

/*
 * Part of `npm run test:e2e:cluster` alone, since it starts fourteen processes: one person, three servers on PostgreSQL behind a round-robin balancer, two enclaves; one
 * server is killed while the person looks at the payment, and another told to stop while they pay again.
 */

const PIN = '274913';
const skip = process.env.ALCOVE_STACK === 'cluster' ? missingPostgres() : 'runs in npm run test:e2e:cluster';

let cluster: Cluster;
let chromium: Chromium;

before(async () => {
  if (skip === false) [cluster, chromium] = await Promise.all([startCluster(), startChromium()]);
});
after(async () => {
  await Promise.all([chromium?.stop(), cluster?.stop()]);
});

test('a payment goes through while one of three servers is killed, and the next while another stops', { skip }, async () => {
  const shop = await Shop.open(chromium.context, cluster.origins.host);
  const account = (await shop.connectNew('cluster@example.com', PIN)) as `0x${string}`;
  const chain = createPublicClient({ transport: http(cluster.origins.node) });
  const before = cluster.counts();
  assert.ok(
    before.every((count) => count > 3),
    `every server had a share: ${before.join(', ')}`,
  );

  await shop.approvePayment();
  await cluster.killServer(1);
  const hash = (await shop.confirmPayment(PIN)) as `0x${string}`;
  assert.equal((await chain.getTransactionReceipt({ hash })).from.toLowerCase(), account.toLowerCase());

  await cluster.startServer(1);
  await shop.approvePayment();
  const stopped = cluster.stopServer(2);
  await shop.confirmPayment(PIN);
  assert.equal(await stopped, 0, 'what it had was finished, and it ended by itself');
  assert.equal(await chain.getTransactionCount({ address: account }), 2);
  assert.equal(await chain.getBalance({ address: '0x3EDe2d9510C3868398B8db081531E56Da688469D' }), parseEther('0.02'));
});
