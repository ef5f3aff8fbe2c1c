import { expect } from '@open-wc/testing';
import type { WarningCode } from '../state/state.ts';
import { warningText } from './warning-text.ts';

const codes: readonly WarningCode[] = [
  'unlimited_approval',
  'approve_for_all',
  'unverified_contract',
  'first_interaction',
  'domain_mismatch',
  'simulation_failed',
  'blind_data',
  'looks_like_digest',
  'insufficient_funds',
  'permit',
];

describe('warningText', () => {
  it('names every danger, and what is ticked names it again', () => {
    const headings = codes.map((code) => warningText(code).heading);
    expect(new Set(headings).size).to.equal(codes.length);
    for (const code of codes) {
      expect(warningText(code).body, code).to.have.length.above(20);
      expect(warningText(code).acknowledge, code).to.match(/^I /);
    }
  });
});
