import { msg } from '@lit/localize';
import type { WarningCode } from '../state/state.ts';

/** A warning in words. `acknowledge` names the danger: it stands beside the box a person ticks. */
export type WarningText = { readonly heading: string; readonly body: string; readonly acknowledge: string };

const texts: Readonly<Record<WarningCode, () => WarningText>> = {
  unlimited_approval: () => ({
    heading: msg('Unlimited spending', { id: 'warning.unlimited.heading' }),
    body: msg('The other side could take all of this token from your account, now or at any later time.', { id: 'warning.unlimited.body' }),
    acknowledge: msg('I allow unlimited spending of this token', { id: 'warning.unlimited.acknowledge' }),
  }),
  approve_for_all: () => ({
    heading: msg('Access to the whole collection', { id: 'warning.for-all.heading' }),
    body: msg('The other side could take every item of this collection, also those you get later.', { id: 'warning.for-all.body' }),
    acknowledge: msg('I give away control over the whole collection', { id: 'warning.for-all.acknowledge' }),
  }),
  unverified_contract: () => ({
    heading: msg('Unknown contract', { id: 'warning.unverified.heading' }),
    body: msg('The wallet does not know what this contract does. Go on only if you trust the site.', { id: 'warning.unverified.body' }),
    acknowledge: msg('I trust this unknown contract', { id: 'warning.unverified.acknowledge' }),
  }),
  first_interaction: () => ({
    heading: msg('First time with this address', { id: 'warning.first.heading' }),
    body: msg('You have not sent anything to this address before. Compare it with what you expect.', { id: 'warning.first.body' }),
    acknowledge: msg('I checked this new address', { id: 'warning.first.acknowledge' }),
  }),
  domain_mismatch: () => ({
    heading: msg('Not who it says it is', { id: 'warning.domain.heading' }),
    body: msg('The request bears a name that belongs to somebody else. This is how accounts are emptied.', { id: 'warning.domain.body' }),
    acknowledge: msg('I sign although the name is somebody else’s', { id: 'warning.domain.acknowledge' }),
  }),
  simulation_failed: () => ({
    heading: msg('This will probably fail', { id: 'warning.simulation.heading' }),
    body: msg('A test run did not succeed. If it fails for real, the network fee is lost.', { id: 'warning.simulation.body' }),
    acknowledge: msg('I accept to lose the fee if it fails', { id: 'warning.simulation.acknowledge' }),
  }),
  blind_data: () => ({
    heading: msg('The wallet cannot read this call', { id: 'warning.blind.heading' }),
    body: msg('It may do more than the site says, such as moving tokens. Go on only if you trust the site.', { id: 'warning.blind.body' }),
    acknowledge: msg('I approve a call that cannot be read', { id: 'warning.blind.acknowledge' }),
  }),
  looks_like_digest: () => ({
    heading: msg('This is not a readable message', { id: 'warning.digest.heading' }),
    body: msg('It looks like the fingerprint of something else, perhaps a payment you cannot see.', { id: 'warning.digest.body' }),
    acknowledge: msg('I sign a fingerprint without seeing what it stands for', { id: 'warning.digest.acknowledge' }),
  }),
  insufficient_funds: () => ({
    heading: msg('Not enough money', { id: 'warning.funds.heading' }),
    body: msg('The amount and the network fee together are more than this account holds. Add money or send less.', { id: 'warning.funds.body' }),
    acknowledge: msg('I know that there is not enough money', { id: 'warning.funds.acknowledge' }),
  }),
  permit: () => ({
    heading: msg('Permission to spend', { id: 'warning.permit.heading' }),
    body: msg('With this signature alone the other side can take tokens from your account, without asking again.', { id: 'warning.permit.body' }),
    acknowledge: msg('I let the other side take these tokens', { id: 'warning.permit.acknowledge' }),
  }),
  unverified_site: () => ({
    heading: msg('Nobody checked this site', { id: 'warning.site.heading' }),
    body: msg('Whoever asked gets into your account there. Sign in only if you began it on that site yourself.', { id: 'warning.site.body' }),
    acknowledge: msg('I began this sign-in on that site', { id: 'warning.site.acknowledge' }),
  }),
};

/** Words for a warning, in the language of the moment. */
export function warningText(code: WarningCode): WarningText {
  return texts[code]();
}
