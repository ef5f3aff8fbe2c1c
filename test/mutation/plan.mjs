/*
 * What is mutated, and for each file the tests that have to notice: the quick ones beside it first, since a mutant's run
 * ends at the first failing test. A whole-suite run per mutant would take days; a test that is not listed proves nothing here.
 */

const enclave = (...names) => names.map((name) => `mock-server/src/enclave/${name}.test.ts`);
const ledger = (...names) => names.map((name) => `mock-server/src/ledger/${name}.test.ts`);

const attestation = ['test/vectors/attestation-rules.test.ts', 'test/vectors/nitro.test.ts'];

/** @type {Readonly<Record<string, readonly string[]>>} */
export const plan = {
  'mock-server/src/enclave/policy.ts': enclave('policy'),
  'mock-server/src/enclave/spending.ts': enclave('spending-rules', 'spending'),
  'mock-server/src/enclave/record.ts': enclave('record'),
  'mock-server/src/enclave/wrap.ts': enclave('wrap'),
  'mock-server/src/enclave/attest.ts': enclave('attest'),
  'mock-server/src/enclave/wallet-ledger.ts': enclave('wallet-ledger'),
  'mock-server/src/enclave/witness-entry.ts': enclave('witness-entry-fields'),
  'mock-server/src/enclave/witness-receipt.ts': enclave('witness-receipt'),
  'mock-server/src/enclave/witness-messages.ts': enclave('witness-messages'),
  'mock-server/src/enclave/settle-quorum.ts': enclave('settle-quorum'),
  'mock-server/src/enclave/pinned-witness.ts': enclave('pinned-witness'),
  'mock-server/src/enclave/quorum-ledger.ts': enclave('quorum-reads', 'quorum-rules', 'quorum-time'),
  'mock-server/src/ledger/witness.ts': ledger('witness-rules'),
  'mock-server/src/ledger/branch-proof.ts': ledger('witness-rules'),
  'mock-server/src/ledger/witness-log.ts': ledger('witness-log'),
  'mock-server/src/ledger/witness-keys.ts': ledger('witness-keys'),
  'widget/src/crypto/attestation.ts': attestation,
  'widget/src/crypto/attestation-payload.ts': attestation,
};
