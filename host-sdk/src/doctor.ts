import type { WalletError } from './contract/errors.ts';
import type { Examine, Finding, Patient } from './diagnosis.ts';
import { checkOptions } from './options.ts';
import { readPageHeaders } from './page-headers.ts';
import { isProbeAnswer, type ProbeAnswer, wantedFeatures } from './probe-answer.ts';

/*
 * What keeps a wallet from working on a page, found out on that page. A browser that refuses a frame tells neither the page nor
 * the frame, so the doctor asks the wallet's server, listens for policy violations while it puts up a frame of its own, and reads
 * the page's headers. It is loaded when it is needed and changes nothing.
 */

const ASK_TIMEOUT_MS = 4_000;
/** How long a probe that has loaded may stay silent. */
const SILENCE_MS = 1_000;

const ok = (reason: string, message: string): Finding => ({ reason, level: 'ok', message, fix: '' });
const error = (reason: string, message: string, fix: string): Finding => ({ reason, level: 'error', message, fix });
const warning = (reason: string, message: string, fix: string): Finding => ({ reason, level: 'warning', message, fix });

/** Runs `work` and tells which directives of the page's policy it violated at that address. */
async function watchPolicy<Result>(address: string, work: () => Promise<Result>): Promise<{ readonly result: Result; readonly violated: readonly string[] }> {
  const violated: string[] = [];
  const listener = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    if (address.startsWith(blockedURI) || blockedURI.startsWith(new URL(address).origin)) violated.push(effectiveDirective);
  };
  addEventListener('securitypolicyviolation', listener);
  try {
    const result = await work();
    // Some browsers report after the failure that the report is about.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { result, violated };
  } finally {
    removeEventListener('securitypolicyviolation', listener);
  }
}

/** Whether the wallet's server knows the app, and lists this page. */
async function askServer(base: URL, appId: string): Promise<Finding> {
  const { origin } = base;
  const address = new URL(`sdk/v1/embed?app_id=${appId}`, base).href;
  const ask = async (): Promise<{ readonly reason?: string | null } | undefined> => {
    try {
      return await (await fetch(address, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })).json();
    } catch {
      return undefined;
    }
  };
  const { result, violated } = await watchPolicy(address, ask);
  if (violated.includes('connect-src')) {
    return warning('csp_connect_src', 'The page’s policy forbids to ask the wallet, so less can be found out.', `connect-src ${origin}`);
  }
  if (result === undefined) return error('wallet_unreachable', `Nothing answers at ${origin}.`, `start the wallet at ${origin}, or mend wallet-url`);
  if (result.reason === 'app_unknown') return error('app_unknown', `The wallet knows no app ${appId}.`, `list ${self.origin} at app ${appId}`);
  if (result.reason) return error(result.reason, 'This page’s origin is not registered.', `list ${self.origin} at app ${appId}`);
  return ok('registered', `${self.origin} is registered at app ${appId}.`);
}

/** Puts up a frame of the wallet's origin, out of sight, and waits for what it has to tell. */
function probe(address: string, origin: string): Promise<ProbeAnswer | undefined> {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    const end = (answer?: ProbeAnswer): void => {
      removeEventListener('message', onMessage);
      frame.remove();
      resolve(answer);
    };
    const onMessage = ({ source, origin: sender, data }: MessageEvent): void => {
      if (source === frame.contentWindow && sender === origin && isProbeAnswer(data)) end(data);
    };
    addEventListener('message', onMessage);
    frame.hidden = true;
    frame.referrerPolicy = 'strict-origin';
    frame.allow = wantedFeatures.map((feature) => `${feature} ${origin}`).join('; ');
    frame.onload = () => setTimeout(end, SILENCE_MS);
    setTimeout(end, ASK_TIMEOUT_MS);
    frame.src = address;
    (document.body ?? document.documentElement).append(frame);
  });
}

/** Whether the page and the browser let a frame of the wallet in, and what they leave it. */
async function tryFrame(base: URL, appId: string): Promise<readonly Finding[]> {
  const { origin } = base;
  const address = new URL(`sdk/v1/probe.html?app_id=${appId}`, base).href;
  const { result, violated } = await watchPolicy(address, () => probe(address, origin));
  if (violated.some((directive) => /^(frame|child|default)-src$/.test(directive))) {
    return [error('csp_frame_src', 'The page’s policy forbids the wallet’s frame.', `allow frame-src ${origin}`)];
  }
  if (result === undefined) {
    return [error('frame_refused', 'The browser did not show the wallet’s frame.', `list ${self.origin} at app ${appId}, allow frame-src ${origin}`)];
  }
  return [
    ok('frame', 'A frame of the wallet is let in.'),
    result.hasStorage
      ? ok('storage', 'The wallet can keep its session.')
      : warning(
          'storage_blocked',
          'The browser keeps storage from the wallet: everybody signs in on every visit.',
          `allow site data for ${origin} in the browser’s settings`,
        ),
    ...(result.hasVisibility
      ? []
      : [warning('no_visibility', 'This browser cannot tell whether something covers the wallet.', 'nothing: payments are approved in a window of their own')]),
    ...result.refusedFeatures.map((feature) =>
      warning('permissions_policy', `The page keeps ${feature} from the wallet.`, `Permissions-Policy: ${feature}=(self "${origin}")`),
    ),
  ];
}

/** What the page's own headers do to the wallet. */
async function checkHeaders(origin: string): Promise<readonly Finding[]> {
  const headers = await readPageHeaders(ASK_TIMEOUT_MS);
  if (headers === undefined) return [];
  const { openerPolicy, refusedFeatures } = headers;
  return [
    openerPolicy.startsWith('same-origin') && openerPolicy !== 'same-origin-allow-popups'
      ? warning(
          'coop',
          'The page’s opener policy cuts the login window off; the answer takes the way over the wallet’s server.',
          'Cross-Origin-Opener-Policy: same-origin-allow-popups',
        )
      : ok('coop', 'The login window can answer.'),
    ...refusedFeatures(wantedFeatures, origin).map((feature) =>
      warning('permissions_policy', `The page keeps ${feature} from the wallet.`, `Permissions-Policy: ${feature}=(self "${origin}")`),
    ),
  ];
}

/** The wallet starts in no page that is in a frame itself, whoever the pages around it are: nobody needs to be asked. */
const nested = (): Finding => error('nested_frame', 'This page is in a frame itself, where the wallet refuses to start.', 'open the page by itself');

/** What can be seen without asking anybody. */
function checkPage({ options, status }: Patient): readonly Finding[] {
  const found: Finding[] = [];
  if (status.phase === 'failed') found.push(error(status.reason, status.message, ''));
  if (window.parent !== window) found.push(nested());
  if (self.origin === 'null') found.push(error('opaque_origin', 'This page has no origin.', 'sandbox="allow-scripts allow-same-origin"'));
  if (!navigator.cookieEnabled) found.push(warning('storage_blocked', 'The browser keeps no data for sites.', 'allow site data in the browser’s settings'));
  if (/\b(FBA[NV]|Instagram|Line\/|KAKAOTALK|NAVER\(|wv\))/.test(navigator.userAgent)) {
    found.push(warning('in_app_browser', 'This is a browser inside an app: windows may not open.', 'open the page in the system’s browser'));
  }
  try {
    checkOptions(options, window);
    found.push(ok('options', 'The options can work.'));
  } catch (thrown) {
    const { message, data } = thrown as WalletError;
    found.push(error(data?.reason ?? 'options', message, data?.hint ?? ''));
  }
  return found;
}

/** The same thing is often found twice: by looking, and by the failure it caused. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const best = new Map<string, Finding>();
  for (const finding of findings) {
    const key = finding.reason === 'permissions_policy' ? finding.fix : finding.reason;
    const known = best.get(key);
    if (known === undefined || known.fix === '') best.set(key, finding);
  }
  return [...best.values()];
}

function print(findings: readonly Finding[]): void {
  for (const { level, reason, message, fix } of findings) {
    const say = { ok: console.info, warning: console.warn, error: console.error }[level];
    say(`Alcove: ${reason}: ${message}${fix ? `\n  ${fix}` : ''}`);
  }
}

/** Reasons for which a frame can never come up, however long one waits. */
const isFinal = ({ level, reason }: Finding): boolean => level === 'error' && reason !== 'wallet_unreachable' && reason !== 'frame_refused';

/** The first reason that is certain. */
async function findRefusal(base: URL, appId: string): Promise<readonly Finding[]> {
  const first = async (findings: Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
    const final = (await findings).filter(isFinal);
    if (final.length === 0) throw new Error('nothing is certain');
    return final;
  };
  // A page that is registered and nested will not get its wallet, whatever the browser says of the frame.
  const orNested = (finding: Finding): Finding => (finding.level === 'ok' && window.parent !== window ? nested() : finding);
  return Promise.any([first(askServer(base, appId).then((finding) => [orNested(finding)])), first(tryFrame(base, appId))]).catch(() => []);
}

async function examineAll(base: URL, appId: string): Promise<readonly Finding[]> {
  const [server, frame, headers] = await Promise.all([askServer(base, appId), tryFrame(base, appId), checkHeaders(base.origin)]);
  // A frame that was refused for a reason that the server named needs no second line.
  return [server, ...frame.filter(({ reason }) => server.level !== 'error' || reason !== 'frame_refused'), ...headers];
}

/**
 * Finds out what keeps the wallet from working on this page.
 *
 * @param isBrief only the one reason for which the wallet's frame cannot come up, if there is one, and nothing is printed.
 * @returns what was looked at: errors first, then warnings. At most five seconds later.
 */
export const examine: Examine = async (patient, isBrief = false) => {
  const seen = checkPage(patient);
  const canWork = seen.some(({ reason }) => reason === 'options');
  const { appId } = patient.options;
  const base = canWork ? new URL('..', checkOptions(patient.options, window).widgetUrl) : undefined;
  if (isBrief) return base ? findRefusal(base, appId) : [];
  const order = ['error', 'warning', 'ok'];
  const findings = distinct([...(base ? await examineAll(base, appId) : []), ...seen]);
  const sorted = findings.toSorted((left, right) => order.indexOf(left.level) - order.indexOf(right.level));
  print(sorted);
  return sorted;
};
