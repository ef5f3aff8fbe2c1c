import { html, render, type TemplateResult } from 'lit';
import { setLanguage } from '../src/i18n/locale.ts';
import '../src/elements/alc-address/alc-address.ts';
import '../src/elements/alc-amount/alc-amount.ts';
import '../src/elements/alc-arm-button/alc-arm-button.ts';
import type { VisibilitySource } from '../src/elements/alc-arm-button/visibility.ts';
import '../src/elements/alc-banner/alc-banner.ts';
import '../src/elements/alc-button/alc-button.ts';
import '../src/elements/alc-dev-banner/alc-dev-banner.ts';
import '../src/elements/alc-header/alc-header.ts';
import '../src/elements/alc-icon/alc-icon.ts';
import type { IconName } from '../src/elements/alc-icon/alc-icon.ts';
import { icons } from '../src/elements/alc-icon/icons.ts';
import { moreIcons } from '../src/elements/alc-icon/more-icons.ts';
import '../src/elements/alc-menu-row/alc-menu-row.ts';
import '../src/elements/alc-pin-pad/alc-pin-pad.ts';
import '../src/elements/alc-row/alc-row.ts';
import '../src/elements/alc-sheet/alc-sheet.ts';
import '../src/elements/alc-skeleton/alc-skeleton.ts';
import '../src/elements/alc-spinner/alc-spinner.ts';
import '../src/elements/alc-tick/alc-tick.ts';
import { applyTheme } from '../src/styles/theme.ts';

/*
 * Every element in its states, for looking at them. Address parameters: `scheme=light|dark`, `lang=en|ko|ja`, `accent=%23c2185b`,
 * `only=pin` (a word of a section's title).
 */

const parameters = new URLSearchParams(location.search);
const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const OTHER = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const steady = (sight: 'clear' | 'hidden' | 'unfocused'): VisibilitySource => ({
  watch(_targets, onChange) {
    queueMicrotask(() => onChange(sight));
    return { read: () => sight, stop: () => {} };
  },
});

const section = (title: string, body: TemplateResult, frame = false): TemplateResult =>
  title.toLowerCase().includes((parameters.get('only') ?? '').toLowerCase())
    ? html`<section class=${frame ? 'frame' : ''}><h2>${title}</h2><div class=${frame ? '' : 'stack'}>${body}</div></section>`
    : html``;

const buttons = html`
  <alc-button full>Continue</alc-button>
  <alc-button full variant="secondary"><alc-icon slot="icon" name="copy"></alc-icon>Copy address</alc-button>
  <alc-button full variant="quiet">Not now</alc-button>
  <alc-button full variant="danger">Sign out everywhere</alc-button>
  <alc-button full busy busy-label="Signing in">Continue</alc-button>
  <alc-button full disabled>Continue</alc-button>
`;

const armButtons = html`
  <alc-arm-button .visibilitySource=${steady('clear')}>Approve</alc-arm-button>
  <alc-arm-button .visibilitySource=${steady('clear')} variant="danger">Approve anyway</alc-arm-button>
  <alc-arm-button .visibilitySource=${steady('clear')} disabled reason="Confirm the warning first">Approve</alc-arm-button>
  <alc-arm-button .visibilitySource=${steady('unfocused')}>Approve</alc-arm-button>
  <alc-arm-button .visibilitySource=${steady('hidden')}>Approve</alc-arm-button>
  <alc-arm-button .visibilitySource=${steady('clear')} busy busy-label="Signing">Approve</alc-arm-button>
`;

const banners = html`
  <alc-banner level="danger" heading="Unlimited spending">This site could take all your USDC, now or later.</alc-banner>
  <alc-banner level="caution" heading="First payment to this address">Compare it with the one you were given.</alc-banner>
  <alc-banner level="good" heading="Verified">The wallet's enclave proved what it runs.</alc-banner>
  <alc-banner level="info" heading="Finish in the other window">Sign in there, then come back.</alc-banner>
`;

const addresses = html`
  <alc-address address=${ADDRESS} copyable></alc-address>
  <alc-address address=${OTHER} name="Savings" copyable></alc-address>
  <alc-address address=${ADDRESS} name="Rent" full copyable></alc-address>
  <div class="line">${Array.from({ length: 10 }, (_, i) => html`<alc-address address=${ADDRESS.replace('7099', `70${i}9`)}></alc-address>`)}</div>
`;

const amounts = html`
  <alc-amount size="large" value="0.01" symbol="ETH" money="≈ $31.20"></alc-amount>
  <alc-amount size="large" value="1234567.890123" symbol="USDC" money="≈ $1,234,567.89"></alc-amount>
  <alc-amount value="1234.5" symbol="ETH" money="≈ $3,850,000"></alc-amount>
  <div>
    <alc-row label="To"><alc-address address=${OTHER}></alc-address></alc-row>
    <alc-row label="Network">Ethereum</alc-row>
    <alc-row label="Network fee">≈ $0.02 · about 12 s</alc-row>
    <alc-row label="Total" strong>0.010021 ETH</alc-row>
  </div>
`;

const menu = html`<div>
  <alc-menu-row icon="globe" heading="Language" detail="English"></alc-menu-row>
  <alc-menu-row icon="shield-check" heading="Security check" detail="Verified 2 minutes ago"></alc-menu-row>
  <alc-menu-row icon="arrow-up-right" heading="Sent" detail="To 0x3C44…93BC" no-chevron>−0.01 ETH</alc-menu-row>
  <alc-menu-row icon="log-out" heading="Sign out" variant="danger" no-chevron></alc-menu-row>
</div>`;

const small = html`
  <div class="line"><alc-tick></alc-tick><alc-spinner></alc-spinner><alc-skeleton width="40px" height="40px" round></alc-skeleton></div>
  <alc-skeleton width="60%" height="34px"></alc-skeleton><alc-skeleton></alc-skeleton><alc-skeleton width="80%"></alc-skeleton>
  <div class="line">${(Object.keys({ ...icons, ...moreIcons }) as IconName[]).map((name) => html`<alc-icon name=${name}></alc-icon>`)}</div>
  <alc-dev-banner></alc-dev-banner>
`;

const headers = html`
  <alc-header .origin=${'https://shop.example'} .appName=${'Corner Shop'} closable></alc-header>
  <alc-header .origin=${'http://127.0.0.1:4000'} .appName=${'Demo'} closable back heading="Choose a PIN"></alc-header>
  <alc-header .origin=${'https://a-very-long-name-of-a-page.checkout.payments.shop-of-many-things.example'} .appName=${'Shop of many things'} closable></alc-header>
  <alc-header .origin=${'http://shop.example'} .appName=${'Plain'} closable></alc-header>
`;

const sheet = html`<alc-sheet>
  <alc-header slot="header" .origin=${'https://shop.example'} .appName=${'Corner Shop'} closable></alc-header>
  <alc-amount size="large" value="0.01" symbol="ETH" money="≈ $31.20"></alc-amount>
  <p></p>
  <alc-row label="To"><alc-address address=${OTHER}></alc-address></alc-row>
  <alc-row label="From"><alc-address address=${ADDRESS} name="Account 1"></alc-address></alc-row>
  <alc-row label="Network">Ethereum</alc-row>
  <alc-row label="Network fee">≈ $0.02 · about 12 s</alc-row>
  <alc-row label="Total" strong>0.010021 ETH</alc-row>
  <div slot="actions"><alc-arm-button .visibilitySource=${steady('clear')}>Approve</alc-arm-button><alc-button full variant="secondary">Reject</alc-button></div>
</alc-sheet>`;

const wrong = { code: 'pin_wrong', remaining: 3, retryAtMs: null } as const;
const delayed = { code: 'pin_delayed', remaining: 2, retryAtMs: Date.now() + 90_000 } as const;
const page = (): TemplateResult => html`<main>
  ${section('Buttons', buttons)} ${section('Arm button', armButtons)} ${section('Sheet', sheet, true)} ${section('Headers', headers, true)}
  ${section('Banners', banners)} ${section('Addresses', addresses)} ${section('Amounts and rows', amounts)} ${section('Menu', menu)} ${section('Small things', small)}
  ${section('PIN pad: new', html`<alc-pin-pad id="typed" heading="Enter your PIN"></alc-pin-pad>`)}
  ${section('PIN pad: wrong', html`<alc-pin-pad heading="Enter your PIN" .problem=${wrong} pattern="1"></alc-pin-pad>`)}
  ${section('PIN pad: wait', html`<alc-pin-pad heading="Enter your PIN" .problem=${delayed} pattern="5"></alc-pin-pad>`)}
  ${section('PIN pad: busy', html`<alc-pin-pad heading="Enter your PIN" busy pattern="7"></alc-pin-pad>`)}
  ${[2, 3, 4, 6, 8].map((pattern) => section(`PIN pad: pattern ${pattern}`, html`<alc-pin-pad pattern=${pattern}></alc-pin-pad>`))}
</main>`;

const language = parameters.get('lang');
const scheme = parameters.get('scheme');
const accent = parameters.get('accent');
if (scheme !== null) document.documentElement.dataset.scheme = scheme;
if (accent !== null) applyTheme({ '--alcove-accent': accent });
if (language === 'ko' || language === 'ja') await setLanguage(language);
render(page(), document.body);
