import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import { displayDigest } from '../../widget/src/approvals/display-digest.ts';
import type { ApprovalContent, DisplayRow } from '../../widget/src/state/state.ts';
import { signatureCases } from './signature-cases.ts';
import { transactionCases } from './transaction-cases.ts';
import { origin, type PhishingCase, review } from './world.ts';

/* What thieves send, and what is broken: each with exactly the warnings that its screen must show, or the reason it is refused for. */

type Content = Exclude<ApprovalContent, { readonly kind: 'connect' }>;

const rowText = (row: DisplayRow) => (row.kind === 'address' ? row.address : row.kind === 'amount' ? `${row.value} ${row.symbol}` : row.text);

function textsOf(content: Content): readonly string[] {
  if (content.kind === 'message') return [content.text ?? content.bytes];
  const more = content.kind === 'transaction' ? (content.changes ?? []) : (content.summary ?? []);
  return [...content.rows, ...more].map(rowText);
}

async function refusalOf(phishing: PhishingCase): Promise<unknown> {
  try {
    await review(phishing);
    return null;
  } catch (error) {
    return error;
  }
}

async function check(phishing: PhishingCase): Promise<void> {
  if ('refused' in phishing) {
    const error = await refusalOf(phishing);
    assert.ok(error instanceof WalletError, String(error));
    assert.equal(error.data?.reason ?? 'invalid_params', phishing.refused);
    return;
  }
  const content = await review(phishing);
  const warnings = content.warnings.map(({ code, level }) => (level === 'danger' ? code : `${code}:${level}`));
  assert.deepEqual(warnings.sort(), [...phishing.warns].sort());
  const texts = textsOf(content).map((text) => text.toLowerCase());
  for (const text of phishing.shows ?? []) assert.ok(texts.includes(text.toLowerCase()), `${text} is not among ${texts.join(' | ')}`);
  if (phishing.means !== undefined) assert.equal('meaning' in content ? content.meaning?.intent : undefined, phishing.means);
  // What warns is bound into what is signed.
  if (warnings.length > 0) assert.notEqual(await displayDigest(origin, content), await displayDigest(origin, { ...content, warnings: [] }));
}

const corpus = [...transactionCases, ...signatureCases];

describe('phishing and malformed requests', () => {
  it('there are at least eighty, each with a name of its own', (t) => {
    t.diagnostic(`${corpus.length} cases, ${corpus.filter((one) => 'refused' in one).length} of them refused`);
    assert.ok(corpus.length >= 80);
    assert.equal(new Set(corpus.map(({ method, name }) => `${method} ${name}`)).size, corpus.length);
  });
  for (const phishing of corpus) it(`${phishing.method}: ${phishing.name}`, () => check(phishing));
});
