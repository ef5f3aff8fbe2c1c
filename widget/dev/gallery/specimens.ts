import { html, type TemplateResult } from 'lit';
import '../../src/elements/alc-address/alc-address.ts';
import '../../src/elements/alc-amount/alc-amount.ts';
import '../../src/elements/alc-arm-button/alc-arm-button.ts';
import type { VisibilitySource } from '../../src/elements/alc-arm-button/visibility.ts';
import '../../src/elements/alc-banner/alc-banner.ts';
import '../../src/elements/alc-button/alc-button.ts';
import '../../src/elements/alc-dev-banner/alc-dev-banner.ts';
import '../../src/elements/alc-header/alc-header.ts';
import '../../src/elements/alc-icon/alc-icon.ts';
import type { IconName } from '../../src/elements/alc-icon/alc-icon.ts';
import { icons } from '../../src/elements/alc-icon/icons.ts';
import { moreIcons } from '../../src/elements/alc-icon/more-icons.ts';
import '../../src/elements/alc-menu-row/alc-menu-row.ts';
import '../../src/elements/alc-pin-pad/alc-pin-pad.ts';
import '../../src/elements/alc-qr/alc-qr.ts';
import '../../src/elements/alc-row/alc-row.ts';
import '../../src/elements/alc-sheet/alc-sheet.ts';
import '../../src/elements/alc-skeleton/alc-skeleton.ts';
import '../../src/elements/alc-spinner/alc-spinner.ts';
import '../../src/elements/alc-tick/alc-tick.ts';
import type { PinProblem } from '../../src/state/state.ts';

/*
 * Every element in its states, by its tag. `test/shots/gallery.test.ts` asks for one of each.
 */

const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const OTHER = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const steady = (sight: 'clear' | 'hidden' | 'unfocused'): VisibilitySource => ({
  watch(_targets, onChange) {
    queueMicrotask(() => onChange(sight));
    return { read: () => sight, stop: () => {} };
  },
});

/** What a state is called, and the element in it. */
export type Specimen = readonly [state: string, body: TemplateResult];

const arm = (sight: 'clear' | 'hidden' | 'unfocused', label: string, more: { variant?: 'danger'; disabled?: boolean; busy?: boolean } = {}): TemplateResult =>
  html`<alc-arm-button
    .visibilitySource=${steady(sight)}
    .embedded=${true}
    variant=${more.variant ?? 'primary'}
    ?disabled=${more.disabled ?? false}
    reason="Confirm the warning first"
    ?busy=${more.busy ?? false}
    busy-label="Signing"
  >${label}</alc-arm-button>`;

const sheet = html`<alc-sheet>
  <alc-header slot="header" .origin=${'https://shop.example'} .appName=${'Corner Shop'} closable></alc-header>
  <div class="stack"><alc-amount size="large" value="0.01" symbol="ETH" money="≈ $31.20"></alc-amount>
  <div>
    <alc-row label="To"><alc-address address=${OTHER}></alc-address></alc-row>
    <alc-row label="Network fee">≈ $0.02 · about 12 s</alc-row>
    <alc-row label="Total" strong>0.010021 ETH</alc-row>
  </div></div>
  <div slot="actions">${arm('clear', 'Approve')}<alc-button full variant="secondary">Reject</alc-button></div>
</alc-sheet>`;

const pad = (state: string, problem: PinProblem | null, pattern: number, busy = false): Specimen => [
  state,
  html`<alc-pin-pad heading="Enter your PIN" .problem=${problem} pattern=${pattern} ?busy=${busy}></alc-pin-pad>`,
];

const LONG_ORIGIN = 'https://a-very-long-name-of-a-page.checkout.payments.shop-of-many-things.example';

export const specimens: { readonly [tagName: string]: readonly Specimen[] } = {
  'alc-address': [
    ['short', html`<alc-address address=${ADDRESS} copyable></alc-address>`],
    ['named', html`<alc-address address=${OTHER} name="Savings" copyable></alc-address>`],
    ['in full', html`<alc-address address=${ADDRESS} name="Rent" full copyable></alc-address>`],
    [
      'look-alikes, told apart',
      html`<div class="line">${Array.from({ length: 6 }, (_, i) => html`<alc-address address=${ADDRESS.replace('7099', `70${i}9`)}></alc-address>`)}</div>`,
    ],
  ],
  'alc-amount': [
    ['large', html`<alc-amount size="large" value="0.01" symbol="ETH" money="≈ $31.20"></alc-amount>`],
    ['large, long', html`<alc-amount size="large" value="1234567.890123" symbol="USDC" money="≈ $1,234,567.89"></alc-amount>`],
    ['in a line', html`<alc-amount value="1234.5" symbol="ETH" money="≈ $3,850,000"></alc-amount>`],
  ],
  'alc-arm-button': [
    ['armed', arm('clear', 'Approve')],
    ['danger', arm('clear', 'Approve anyway', { variant: 'danger' })],
    ['held by the screen', arm('clear', 'Approve', { disabled: true })],
    ['held: no focus', arm('unfocused', 'Approve')],
    ['held: covered', arm('hidden', 'Approve')],
    ['busy', arm('clear', 'Approve', { busy: true })],
  ],
  'alc-banner': [
    ['danger', html`<alc-banner level="danger" heading="Unlimited spending">This site could take all your USDC, now or later.</alc-banner>`],
    ['caution', html`<alc-banner level="caution" heading="First payment to this address">Compare it with the one you were given.</alc-banner>`],
    ['good', html`<alc-banner level="good" heading="Verified">The wallet’s enclave proved what it runs.</alc-banner>`],
    ['info', html`<alc-banner level="info" heading="Finish in the other window">Sign in there, then come back.</alc-banner>`],
  ],
  'alc-button': [
    ['primary', html`<alc-button full>Continue</alc-button>`],
    ['secondary, with an icon', html`<alc-button full variant="secondary"><alc-icon slot="icon" name="copy"></alc-icon>Copy address</alc-button>`],
    ['quiet', html`<alc-button full variant="quiet">Not now</alc-button>`],
    ['danger', html`<alc-button full variant="danger">Sign out everywhere</alc-button>`],
    ['busy', html`<alc-button full busy busy-label="Signing in">Continue</alc-button>`],
    ['disabled', html`<alc-button full disabled>Continue</alc-button>`],
  ],
  'alc-dev-banner': [['', html`<alc-dev-banner></alc-dev-banner>`]],
  'alc-header': [
    ['who is asking', html`<alc-header .origin=${'https://shop.example'} .appName=${'Corner Shop'} closable></alc-header>`],
    ['inside a flow', html`<alc-header .origin=${'http://127.0.0.1:4000'} .appName=${'Demo'} closable back heading="Choose a PIN"></alc-header>`],
    ['a long origin', html`<alc-header .origin=${LONG_ORIGIN} .appName=${'Shop of many things'} closable></alc-header>`],
    ['no encryption', html`<alc-header .origin=${'http://shop.example'} .appName=${'Plain'} closable></alc-header>`],
  ],
  'alc-icon': [
    [
      'all of them',
      html`<div class="line">${(Object.keys({ ...icons, ...moreIcons }) as IconName[]).map((name) => html`<alc-icon name=${name}></alc-icon>`)}</div>`,
    ],
  ],
  'alc-menu-row': [
    ['with detail', html`<alc-menu-row icon="globe" heading="Language" detail="English"></alc-menu-row>`],
    ['with a value', html`<alc-menu-row icon="arrow-up-right" heading="Sent" detail="To 0x3C44…93BC" no-chevron>−0.01 ETH</alc-menu-row>`],
    ['danger', html`<alc-menu-row icon="log-out" heading="Sign out" variant="danger" no-chevron></alc-menu-row>`],
  ],
  'alc-pin-pad': [
    pad('empty', null, 0),
    pad('wrong', { code: 'pin_wrong', remaining: 3, retryAtMs: null }, 1),
    pad('to wait', { code: 'pin_delayed', remaining: 2, retryAtMs: Date.now() + 90_000 }, 5),
    pad('busy', null, 7, true),
  ],
  'alc-qr': [['an address', html`<alc-qr text=${`ethereum:${ADDRESS}@1`} label="QR code of your address"></alc-qr>`]],
  'alc-row': [
    ['plain', html`<alc-row label="Network fee">≈ $0.02 · about 12 s</alc-row>`],
    ['with an address', html`<alc-row label="To"><alc-address address=${OTHER}></alc-address></alc-row>`],
    ['strong', html`<alc-row label="Total" strong>0.010021 ETH</alc-row>`],
  ],
  'alc-sheet': [['with its three zones', sheet]],
  'alc-skeleton': [
    ['a line', html`<alc-skeleton></alc-skeleton>`],
    ['an amount', html`<alc-skeleton width="60%" height="34px"></alc-skeleton>`],
    ['an avatar', html`<alc-skeleton width="40px" height="40px" round></alc-skeleton>`],
  ],
  'alc-spinner': [['', html`<alc-spinner></alc-spinner>`]],
  'alc-tick': [['', html`<alc-tick></alc-tick>`]],
};
