import type { IncomingMessage } from 'node:http';
import type { InteractionResults, KoaContextWithOIDC, default as Provider } from 'oidc-provider';
import { findDemoAccount, guestAccount } from './accounts.ts';
import { consentPage, iconSvg, loginPage, messagePage } from './pages.ts';
import { pagesStyle } from './pages-style.ts';

type Context = Pick<KoaContextWithOIDC, 'req' | 'res' | 'method' | 'path' | 'status' | 'body' | 'type' | 'set' | 'get'>;
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;
type Step = (ctx: Context, interaction: Interaction, form: URLSearchParams) => Promise<InteractionResults | null>;

const maxFormBytes = 4_096;

async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > maxFormBytes) return null;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function answerHtml(ctx: Context, status: number, body: string): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = body;
}

/**
 * The pages between an authorization request and its answer: choose an account, allow, cancel. The interaction's signed
 * cookie says whose browser it is; a form that another site submitted is refused.
 */
export function createInteractions(provider: Provider): (ctx: Context, next: () => Promise<void>) => Promise<void> {
  async function clientNameOf(interaction: Interaction): Promise<string> {
    const client = await provider.Client.find(String(interaction.params.client_id));
    return client?.clientName ?? 'an application';
  }

  async function show(ctx: Context, interaction: Interaction, problem: { readonly email: string; readonly text: string } | null = null): Promise<void> {
    const action = `/interaction/${interaction.uid}`;
    const clientName = await clientNameOf(interaction);
    const account = interaction.prompt.name === 'consent' ? findDemoAccount(interaction.session?.accountId ?? '') : null;
    if (account === null) {
      const hint = String(interaction.params.login_hint ?? '').slice(0, 100);
      return answerHtml(ctx, problem === null ? 200 : 422, loginPage({ action, clientName, email: problem?.email ?? hint, problem: problem?.text ?? null }));
    }
    answerHtml(ctx, 200, consentPage({ action, clientName, account, scopes: String(interaction.params.scope ?? '').split(' ') }));
  }

  const login: Step = async (ctx, interaction, form) => {
    const subject = form.get('account');
    const email = form.get('email') ?? '';
    const account = subject === null ? guestAccount(email) : findDemoAccount(subject);
    if (account !== null) return { login: { accountId: account.subject, remember: true }, select_account: {} };
    await show(ctx, interaction, { email: email.slice(0, 100), text: 'Enter an e-mail address such as name@example.com.' });
    return null;
  };

  const allow: Step = async (_ctx, interaction) => {
    const accountId = interaction.session?.accountId;
    if (interaction.prompt.name !== 'consent' || accountId === undefined) return {};
    const existing = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId);
    const grant = existing ?? new provider.Grant({ accountId, clientId: String(interaction.params.client_id) });
    const { missingOIDCScope, missingOIDCClaims } = interaction.prompt.details as { missingOIDCScope?: string[]; missingOIDCClaims?: string[] };
    if (missingOIDCScope !== undefined) grant.addOIDCScope(missingOIDCScope.join(' '));
    if (missingOIDCClaims !== undefined) grant.addOIDCClaims(missingOIDCClaims);
    return { consent: { grantId: await grant.save() } };
  };

  const cancel: Step = async () => ({ error: 'access_denied', error_description: 'The user cancelled.' });

  const steps: Readonly<Record<string, Step>> = Object.assign(Object.create(null), { login, allow, cancel });

  async function findInteraction(ctx: Context, uid: string): Promise<Interaction | null> {
    try {
      const interaction = await provider.interactionDetails(ctx.req, ctx.res);
      return interaction.uid === uid ? interaction : null;
    } catch {
      return null;
    }
  }

  return async (ctx, next) => {
    if (ctx.method === 'GET' && ctx.path === '/pages.css') {
      ctx.type = 'css';
      ctx.body = pagesStyle;
      return;
    }
    if (ctx.method === 'GET' && ctx.path === '/icon.svg') {
      ctx.type = 'image/svg+xml';
      ctx.body = iconSvg;
      return;
    }
    const [, root, uid = '', stepName, ...rest] = ctx.path.split('/');
    if (root !== 'interaction' || rest.length > 0) return next();
    ctx.set('Cache-Control', 'no-store');
    const interaction = await findInteraction(ctx, uid);
    if (interaction === null) return answerHtml(ctx, 400, messagePage('This sign-in has expired', 'Close this window and sign in again.'));
    if (ctx.method === 'GET' && stepName === undefined) return show(ctx, interaction);
    const step = stepName === undefined ? undefined : steps[stepName];
    if (ctx.method !== 'POST' || step === undefined) return answerHtml(ctx, 404, messagePage('Not found', 'There is no such page.'));
    // Browsers without Fetch Metadata are covered by the cookie, which is SameSite=Lax.
    if (!['', 'same-origin'].includes(ctx.get('Sec-Fetch-Site'))) return answerHtml(ctx, 403, messagePage('Refused', 'The form came from another site.'));
    const form = await readForm(ctx.req);
    if (form === null) return answerHtml(ctx, 413, messagePage('Refused', 'The form is too large.'));
    const result = await step(ctx, interaction, form);
    if (result === null) return;
    ctx.status = 303;
    ctx.set('Location', await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: !('error' in result) }));
    ctx.body = '';
  };
}
