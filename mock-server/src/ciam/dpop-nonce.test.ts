import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDpopNonces, DPOP_NONCE_LIFETIME_MS } from './dpop-nonce.ts';
import { deriveCiamKeys } from './keys.ts';

const startMs = 1_800_000_003_000;

async function open(nowMs = startMs) {
  const clock = { ms: nowMs, nowMs: () => clock.ms };
  const { dpopNonce } = await deriveCiamKeys(new Uint8Array(32).fill(1));
  return { clock, nonces: createDpopNonces(dpopNonce, clock) };
}

describe('DPoP nonces', () => {
  it('behavior: one serves ten seconds, and is good for five minutes', async () => {
    const { clock, nonces } = await open();
    const nonce = await nonces.current();
    clock.ms += 6_999;
    assert.equal(await nonces.current(), nonce);
    clock.ms += 1;
    assert.notEqual(await nonces.current(), nonce);
    const expiresAtMs = await nonces.expiresAtMs(nonce);
    assert.equal(expiresAtMs, 1_800_000_000_000 + DPOP_NONCE_LIFETIME_MS);
    clock.ms = expiresAtMs - 1;
    assert.equal(await nonces.expiresAtMs(nonce), expiresAtMs);
    clock.ms = expiresAtMs;
    assert.equal(await nonces.expiresAtMs(nonce), null);
  });

  it("behavior: another server's is as good, a little ahead or behind", async () => {
    const { nonces } = await open();
    for (const skewMs of [-60_000, 60_000])
      assert.notEqual(await nonces.expiresAtMs(await (await open(startMs + skewMs)).nonces.current()), null, String(skewMs));
  });

  it('error: one that nobody made, of a time at which none is made, or of a clock that is hours ahead', async () => {
    const { nonces } = await open();
    const [time, mac] = (await nonces.current()).split('.');
    const at = (ms: number) => `${ms.toString(36)}.${mac}`;
    const refused = [
      '',
      '.',
      `.${mac}`,
      `${time}.`,
      `${time}.${'A'.repeat(22)}`,
      at(startMs),
      at(-10_000),
      at(1_799_999_990_000),
      `${time}.${mac}A`,
      `${time}x.${mac}`,
    ];
    for (const nonce of refused) assert.equal(await nonces.expiresAtMs(nonce), null, nonce);
    const hoursAhead = await open(startMs + 7_200_000);
    assert.equal(await nonces.expiresAtMs(await hoursAhead.nonces.current()), null);
  });
});
