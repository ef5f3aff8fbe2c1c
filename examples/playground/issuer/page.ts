/*
 * The issuer's window. A page load cannot be answered by the playground's server (a service worker of msw lets page loads through), so
 * this page stands at the issuer's address, and asks the issuer behind it what to show. The answers are the pages of mock-server/src/idp.
 *
 * It asks through the window that opened it: where shop and wallet are different sites, the browser keeps a service worker for the wallet
 * inside the shop apart from one for the wallet by itself, and only the first has the server behind it.
 */

type Answer = { readonly html?: string; readonly location?: string };

const issuer = new URL('..', location.href);

function fetchThroughOpener(): typeof fetch {
  try {
    const opener = window.opener as (Window & typeof globalThis) | null;
    return opener !== null && opener.origin === location.origin ? opener.fetch.bind(opener) : fetch;
  } catch {
    return fetch;
  }
}

function take({ html, location: address }: Answer): void {
  if (address !== undefined) location.replace(address);
  if (html === undefined) return;
  // Parsed apart and moved in: scripts in it would not run.
  const page = new DOMParser().parseFromString(html, 'text/html');
  document.title = page.title;
  document.body.replaceChildren(...page.body.children);
  document.querySelector<HTMLElement>('[aria-invalid]')?.focus();
}

async function ask(path: string, form: URLSearchParams): Promise<void> {
  const response = await fetchThroughOpener()(new URL(path, issuer), { method: 'POST', body: form });
  if (!response.ok) throw new Error(`the issuer answered ${response.status}`);
  take((await response.json()) as Answer);
}

function fail(): void {
  const words = document.createElement('p');
  words.role = 'alert';
  words.textContent = 'The playground does not answer. Close this window, go back to its page and sign in again.';
  document.querySelector('main')?.replaceChildren(words);
}

document.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const fields = new FormData(form, (event as SubmitEvent).submitter);
  ask(form.getAttribute('action') ?? '', new URLSearchParams([...fields].map(([name, value]): [string, string] => [name, String(value)]))).catch(fail);
});

ask('interaction', new URLSearchParams(location.search)).catch(fail);
