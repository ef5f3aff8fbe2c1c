import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { argon2id } from '../../mock-server/src/enclave/crypto/kdf.ts';
import { operate } from '../../mock-server/src/enclave/operations.ts';
import { decodeStrict } from '../../mock-server/src/enclave/strict-cbor.ts';
import { transactionIntent } from '../../mock-server/src/enclave/testing/intents.ts';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { createActiveWallet, createWorld, PIN } from '../../mock-server/src/enclave/testing/world.ts';
import { createEnclaveCalls } from '../../mock-server/src/enclave-client/calls.ts';
import { createMemoryClient } from '../../mock-server/src/enclave-client/memory-client.ts';
import { defaultArgon2 } from '../../mock-server/src/stack/enclave-part.ts';
import { type CborValue, encodeDcbor } from '../../widget/src/contract/dcbor.ts';
import { encodeIntent } from '../../widget/src/contract/intent.ts';
import type { CallRequest } from '../../widget/src/contract/wallet-api.ts';
import { median, ratioRow, report } from './rows.ts';

/*
 * `node test/bench/enclave.ts [--json FILE]`: the enclave's own time per operation, in this process: from the bytes of a
 * request to the bytes of its reply. Sealing the calls is the person's work and is done beforehand. Rounds of
 * reference and subject alternate, so that both meet the same machine.
 */

type Signer = { ecdsaSign(digest: Uint8Array, key: Uint8Array): unknown };
const { ecdsaSign } = createRequire(import.meta.url)('secp256k1') as Signer;

const ROUNDS = 15;
const CALLS = 40;
const GRANT_SIGNATURES = 20;

function milliseconds(beganNs: bigint): number {
  return Number(process.hrtime.bigint() - beganNs) / 1e6;
}

function signatureReference(): number {
  const key = new Uint8Array(randomBytes(32));
  const digest = new Uint8Array(randomBytes(32));
  const began = process.hrtime.bigint();
  for (let count = 0; count < CALLS * 5; count++) ecdsaSign(digest, key);
  return milliseconds(began) / (CALLS * 5);
}

/** A person's signatures with grants, and the same without: PIN operations of the default strength. */
async function open(argon2: { readonly memoryKib: number; readonly passes: number; readonly parallelism: number }) {
  const world = await createWorld({ argon2 });
  const booted = await world.boot();
  const client = await world.login(createMemoryClient(booted));

  /** A request's bytes as the server sends them. */
  async function frameOf(request: CallRequest): Promise<Uint8Array> {
    let frame = new Uint8Array(0);
    const calls = createEnclaveCalls(async (op, body) => {
      frame = encodeDcbor({ id: 1, op, ...body });
      return { reply: new Uint8Array(0), effects: { kind: 'none' } };
    });
    await calls.call(request, record);
    return frame;
  }

  /** What the process does between two frames (`requests.ts`). */
  async function answer(frame: Uint8Array): Promise<void> {
    const { id, op, ...body } = decodeStrict(frame) as { readonly [key: string]: CborValue };
    const result = (await operate(booted, String(op), body)) as { readonly effects: { readonly kind: string } };
    encodeDcbor({ id: id as number, ok: true, result: result as unknown as CborValue });
    if (result.effects.kind !== 'signed-transaction') throw new Error('nothing was signed');
  }

  const { record, address } = await createActiveWallet(client);
  const intent = () => encodeIntent(transactionIntent(world, address, { valueWei: 1n }));

  async function grant(): Promise<Uint8Array> {
    const limits = { ttlSeconds: 300, maxSignatures: GRANT_SIGNATURES, valueCapWei: (10n ** 18n).toString() };
    const { body } = await client.call('unlock', { pin: pinField(PIN), ...limits }, record);
    if (!body.ok) throw new Error('the wallet did not unlock');
    return body.result.grantId as Uint8Array;
  }
  return { client, intent, grant, frameOf, answer };
}

async function signWithGrants(opened: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { client, intent, grant, frameOf, answer } = opened;
  const frames = [];
  for (let count = 0; count < CALLS; count += GRANT_SIGNATURES) {
    const grantId = await grant();
    for (let left = GRANT_SIGNATURES; left > 0; left--) frames.push(await frameOf((await client.seal('sign_intent', { grantId }, intent())).request));
  }
  const began = process.hrtime.bigint();
  for (const frame of frames) await answer(frame);
  return milliseconds(began) / frames.length;
}

const fast = await open({ memoryKib: 64, passes: 1, parallelism: 1 });
// A server that has been up for a minute has compiled its code; so has this.
for (let round = 0; round < 20; round++) await signWithGrants(fast);
signatureReference();
const signatures: number[] = [];
const references: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  references.push(signatureReference());
  signatures.push(await signWithGrants(fast));
}

const parameters = defaultArgon2;
const strong = await open(parameters);
const pinOperations: number[] = [];
const derivations: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const bytes = (length: number) => new Uint8Array(randomBytes(length));
  const beganDerivation = process.hrtime.bigint();
  await argon2id({ message: bytes(6), salt: bytes(16), secret: bytes(32), associatedData: bytes(49), parameters });
  derivations.push(milliseconds(beganDerivation));
  const { request } = await strong.client.seal('sign_intent', { pin: pinField(PIN) }, strong.intent());
  const frame = await strong.frameOf(request);
  const began = process.hrtime.bigint();
  await strong.answer(frame);
  pinOperations.push(milliseconds(began));
}

report([
  ratioRow('enclave time per signature with a grant ÷ one libsecp256k1 signature', median(signatures), 'ms', median(references), 5),
  ratioRow('PIN operation in the enclave ÷ its Argon2id alone', median(pinOperations), 'ms', median(derivations), 1.5),
]);
