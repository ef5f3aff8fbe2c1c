import { type DemoAccount, demoAccounts, initialsOf } from './accounts.ts';
import { Html, html } from './html.ts';

const logo = html`<svg viewBox="0 0 28 28" aria-hidden="true"><circle cx="14" cy="14" r="13" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 14.5l4 4 8-9" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Demo Accounts</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/pages.css">
</head>
<body>
<main>
<div class="brand">${logo} Demo Accounts</div>
${body}
</main>
</body>
</html>`.text;
}

export const iconSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><circle cx="14" cy="14" r="14" fill="#0b6b57"/><path d="M8 14.5l4 4 8-9" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>';

function accountRow(account: DemoAccount): Html {
  return html`<li><button class="account" type="submit" name="account" value="${account.subject}">
<span class="avatar" aria-hidden="true">${initialsOf(account.name)}</span>
<span class="who"><strong>${account.name}</strong><span>${account.email}</span></span></button></li>`;
}

/** `action` is the interaction's own path, e.g. `/interaction/abc`. */
export function loginPage(options: { readonly action: string; readonly clientName: string; readonly email: string; readonly problem: string | null }): string {
  const { action, clientName, email, problem } = options;
  return page(
    'Sign in',
    html`<h1>Choose an account</h1>
<p>to continue to <strong>${clientName}</strong></p>
<form method="post" action="${action}/login"><ul class="accounts">${demoAccounts.map(accountRow)}</ul></form>
<form class="other" method="post" action="${action}/login">
<label for="email">Or sign in as someone new</label>
<input id="email" name="email" type="email" autocomplete="off" placeholder="name@example.com" maxlength="100" required value="${email}"${problem === null ? new Html('') : new Html(' aria-invalid="true" aria-describedby="problem"')}>
${problem === null ? new Html('') : html`<p class="problem" id="problem" role="alert">${problem}</p>`}
<button class="primary" type="submit">Continue</button>
</form>
<form method="post" action="${action}/cancel"><button class="secondary" type="submit">Cancel</button></form>
<p class="note">This is the demo issuer of a development wallet. It asks for no password and believes every address.</p>`,
  );
}

export function consentPage(options: {
  readonly action: string;
  readonly clientName: string;
  readonly account: DemoAccount;
  readonly scopes: readonly string[];
}): string {
  const { action, clientName, account, scopes } = options;
  const shared = [
    ...(scopes.includes('profile') ? [html`<li><span>Name</span><b>${account.name}</b></li>`] : []),
    ...(scopes.includes('email') ? [html`<li><span>E-mail</span><b>${account.email}</b></li>`] : []),
    html`<li><span>Account</span><b>That you are ${account.email}</b></li>`,
  ];
  return page(
    'Allow access',
    html`<h1>Share with ${clientName}?</h1>
<p><strong>${clientName}</strong> will learn:</p>
<ul class="shared">${shared}</ul>
<div class="actions">
<form method="post" action="${action}/allow"><button class="primary" type="submit">Allow</button></form>
<form method="post" action="${action}/cancel"><button class="secondary" type="submit">Cancel</button></form>
</div>`,
  );
}

/** `form` is the provider's own hidden form, `op.logoutForm`. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    html`<h1>Sign out?</h1>
<p>You will be signed out of Demo Accounts in this browser.</p>
${new Html(form)}
<div class="actions">
<button class="primary" type="submit" form="op.logoutForm" value="yes" name="logout">Sign out</button>
<button class="secondary" type="submit" form="op.logoutForm">Stay signed in</button>
</div>`,
  );
}

export function messagePage(title: string, message: string): string {
  return page(title, html`<h1>${title}</h1><p>${message}</p>`);
}
