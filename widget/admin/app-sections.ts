import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApp, AdminChainDetails } from '../src/contract/admin-api.ts';
import { checkField, jsonField, listField, textField } from './fields.ts';
import type { Problems } from './form-page.ts';

/* The form of one app, by what it decides. */

export type AppForm = {
  readonly app: AdminApp;
  readonly isNew: boolean;
  readonly chains: readonly AdminChainDetails[];
  /** As typed: it may not be JSON yet. */
  readonly texts: { readonly theme: string; readonly tokens: string };
  readonly problems: Problems;
  edit(part: Partial<AdminApp>): void;
  editText(name: 'theme' | 'tokens', text: string): void;
};

export function renderBasics({ app, isNew, problems, edit }: AppForm): TemplateResult {
  return html`<section>
    <h2>App</h2>
    <div class="columns">
      ${textField({
        id: 'app-id',
        label: 'Id',
        value: app.appId,
        isFixed: !isNew,
        hint: isNew ? 'Pages name it. It can never be changed, for wallets belong to it.' : 'Wallets belong to it, so it stays.',
        problem: problems.at('appId'),
        onInput: (appId) => edit({ appId: appId.trim() }),
      })}
      ${textField({ id: 'name', label: 'Name', value: app.name, hint: 'People read it when the app asks them something.', problem: problems.at('name'), onInput: (name) => edit({ name }) })}
    </div>
    ${textField({
      id: 'logo',
      label: 'Logo',
      value: app.logoUrl ?? '',
      inputMode: 'url',
      hint: 'A data: address, or a path on this wallet. Empty: the first letter of the name.',
      problem: problems.at('logoUrl'),
      onInput: (logoUrl) => edit({ logoUrl: logoUrl.trim() === '' ? null : logoUrl.trim() }),
    })}
    ${checkField({
      id: 'development',
      label: 'Development app',
      hint: 'Lets pages and logins of one’s own machine in. Not for real money.',
      isChecked: app.development,
      problem: problems.at('development'),
      onChange: (development) => edit({ development }),
    })}
  </section>`;
}

export function renderOrigins({ app, problems, edit }: AppForm): TemplateResult {
  const reviewed = app.reviewedOrigins ?? [];
  const review = (origin: string, isReviewed: boolean) => {
    const others = reviewed.filter((one) => one !== origin);
    edit({ reviewedOrigins: isReviewed ? [...others, origin] : others });
  };
  const keepListed = (allowedOrigins: readonly string[]) => {
    const left = reviewed.filter((origin) => allowedOrigins.includes(origin));
    edit({ allowedOrigins: [...allowedOrigins], ...(app.reviewedOrigins === undefined ? {} : { reviewedOrigins: left }) });
  };
  return html`<section>
    <h2>Pages that may open the wallet</h2>
    <p class="small">By their exact origin, such as https://shop.example. No other page can.</p>
    ${listField({
      id: 'origins',
      label: 'Page',
      addLabel: 'Add a page',
      values: app.allowedOrigins,
      problem: problems.at('allowedOrigins'),
      problemOf: (at) => problems.at(`allowedOrigins[${at}]`),
      below: (origin, at) =>
        origin === '' || origin.endsWith(':*')
          ? nothing
          : checkField({
              id: `reviewed-${at}`,
              label: 'Looked over: payments may be approved inside this page in every browser',
              isChecked: reviewed.includes(origin),
              problem: reviewed.includes(origin) ? problems.at(`reviewedOrigins[${reviewed.indexOf(origin)}]`) : null,
              onChange: (isReviewed) => review(origin, isReviewed),
            }),
      onChange: keepListed,
    })}
  </section>`;
}

export function renderProviders({ app, problems, edit }: AppForm): TemplateResult {
  const { providers } = app;
  const set = (at: number, part: Partial<AdminApp['providers'][number]>) =>
    edit({ providers: providers.map((provider, index) => (index === at ? { ...provider, ...part } : provider)) });
  const fields = [
    ['name', 'Name on the button'],
    ['providerId', 'Id'],
    ['issuer', 'Issuer'],
    ['clientId', 'Client id'],
    ['scope', 'Scope'],
  ] as const;
  return html`<section>
    <h2>Sign-in</h2>
    <p class="small">OpenID Connect issuers by which people sign in. Each must be in the enclave’s manifest too.</p>
    ${providers.map(
      (provider, at) => html`<div class="group" role="group" aria-label="Issuer ${at + 1}">
        <div class="columns">
          ${fields.map(([field, label]) =>
            textField({
              id: `provider-${at}-${field}`,
              label,
              value: provider[field],
              problem: problems.at(`providers[${at}].${field}`),
              onInput: (value) => set(at, { [field]: field === 'name' ? value : value.trim() }),
            }),
          )}
        </div>
        ${problemLine(problems.at(`providers[${at}]`))}
        <button class="link add" type="button" @click=${() => edit({ providers: providers.filter((_one, index) => index !== at) })}>
          Remove ${provider.name || `issuer ${at + 1}`}
        </button>
      </div>`,
    )}
    ${problemLine(problems.at('providers'))}
    <button
      id="add-provider"
      class="link add"
      type="button"
      @click=${() => edit({ providers: [...providers, { providerId: '', name: '', issuer: '', clientId: '', scope: 'openid profile email' }] })}
    >
      Add an issuer
    </button>
  </section>`;
}

const problemLine = (problem: string | null): TemplateResult | typeof nothing =>
  problem === null ? nothing : html`<p class="problem" role="alert"><alc-icon name="alert-triangle"></alc-icon>${problem}</p>`;

export function renderChains({ app, chains, problems, edit }: AppForm): TemplateResult {
  const known = new Set(chains.map(({ chain }) => chain.chainId));
  const rows = [
    ...chains.map(({ chain }) => ({ chainId: chain.chainId, label: `${chain.name} (${chain.chainId})` })),
    ...app.chainIds.filter((chainId) => !known.has(chainId)).map((chainId) => ({ chainId, label: `${chainId}, which is not registered` })),
  ];
  return html`<section>
    <h2>Networks</h2>
    ${rows.length === 0 ? html`<p class="small">There are none yet. Add one under Networks first.</p>` : nothing}
    <div>
      ${rows.map(({ chainId, label }) =>
        checkField({
          id: `chain-${chainId}`,
          label,
          isChecked: app.chainIds.includes(chainId),
          onChange: (isChecked) => edit({ chainIds: isChecked ? [...app.chainIds, chainId] : app.chainIds.filter((one) => one !== chainId) }),
        }),
      )}
    </div>
    ${problemLine(problems.within('chainIds'))}
  </section>`;
}

export function renderWalletConnect({ app, problems, edit }: AppForm): TemplateResult {
  const { walletConnect } = app;
  const set = (part: Partial<NonNullable<AdminApp['walletConnect']>>) => edit({ walletConnect: { relayUrl: '', projectId: '', ...walletConnect, ...part } });
  return html`<section>
    <h2>WalletConnect</h2>
    ${checkField({
      id: 'wallet-connect',
      label: 'Meet other sites by WalletConnect',
      isChecked: walletConnect !== undefined,
      onChange: (isChecked) => (isChecked ? set({ relayUrl: 'wss://relay.walletconnect.com' }) : edit({ walletConnect: undefined })),
    })}
    ${
      walletConnect === undefined
        ? nothing
        : html`<div class="columns">
            ${textField({ id: 'relay', label: 'Relay', value: walletConnect.relayUrl, inputMode: 'url', problem: problems.at('walletConnect.relayUrl'), onInput: (relayUrl) => set({ relayUrl: relayUrl.trim() }) })}
            ${textField({ id: 'project', label: 'Project id', value: walletConnect.projectId, problem: problems.at('walletConnect.projectId'), onInput: (projectId) => set({ projectId: projectId.trim() }) })}
          </div>`
    }
  </section>`;
}

export function renderLook({ texts, problems, editText }: AppForm): TemplateResult {
  return html`<section>
      <h2>Theme</h2>
      ${jsonField({
        id: 'theme',
        label: 'Tokens as JSON',
        hint: 'A preset by --alcove-preset, and single tokens by their full names. The theme studio makes them. Empty: the wallet’s own look.',
        value: texts.theme,
        problem: problems.within('theme'),
        onInput: (text) => editText('theme', text),
      })}
    </section>
    <section>
      <h2>Tokens</h2>
      ${jsonField({
        id: 'tokens',
        label: 'Shown before anybody holds them, as a JSON list',
        hint: 'Each with chainId, address, symbol, name and decimals.',
        value: texts.tokens,
        problem: problems.within('tokens'),
        onInput: (text) => editText('tokens', text),
      })}
    </section>`;
}

const limitRows = [
  ['app', 'The app as a whole'],
  ['user', 'Each person'],
  ['origin', 'Each page that asks for signatures'],
] as const;

type Bucket = { readonly burst?: unknown; readonly perSecond?: unknown };

export function renderLimits({ app, problems, edit }: AppForm): TemplateResult {
  const limits = (app.limits ?? {}) as { readonly [row: string]: Bucket | undefined };
  const set = (row: string, field: keyof Bucket, text: string) => {
    const number = text.trim() === '' ? undefined : Number(text.replace(',', '.'));
    const bucket = Object.fromEntries(
      Object.entries({ ...limits[row], [field]: Number.isNaN(number) ? text : number }).filter(([, value]) => value !== undefined),
    );
    const rows = Object.entries({ ...limits, [row]: bucket }).filter(([, one]) => one !== undefined && Object.keys(one).length > 0);
    edit({ limits: rows.length === 0 ? undefined : Object.fromEntries(rows) });
  };
  const number = (row: string, field: keyof Bucket, label: string) => {
    const value = limits[row]?.[field];
    return textField({
      id: `limit-${row}-${field}`,
      label,
      inputMode: 'decimal',
      value: value === undefined ? '' : String(value),
      problem: problems.at(`limits.${row}.${field}`),
      onInput: (text) => set(row, field, text),
    });
  };
  return html`<section>
    <h2>Limits</h2>
    <p class="small">How many calls may come at once, and how many more each second after that. Empty: as for every app.</p>
    ${limitRows.map(
      ([row, label]) => html`<div role="group" aria-label=${label}>
        <h3>${label}</h3>
        <div class="columns numbers">${number(row, 'burst', 'At once')}${number(row, 'perSecond', 'Each second')}</div>
        ${problemLine(problems.at(`limits.${row}`))}
      </div>`,
    )}
  </section>`;
}
