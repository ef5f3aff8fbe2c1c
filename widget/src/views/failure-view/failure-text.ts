import { msg, str } from '@lit/localize';

/** Why the wallet cannot start, in words. */
export type FailureText = {
  readonly icon: 'shield-alert' | 'wifi-off' | 'alert-triangle';
  readonly level: 'caution' | 'danger';
  readonly heading: string;
  readonly what: string;
  readonly safe: string;
  readonly todo: string;
  readonly retriable: boolean;
};

const untouched = () => msg('Your wallet and your money are safe.', { id: 'error.safe.wallet' });
const tellSite = () => msg('Please tell the people who run the site.', { id: 'failure.todo.tell-site' });

const texts = new Map<string, (origin: string | null) => FailureText>();

function tell(reasons: readonly string[], text: (origin: string | null) => FailureText): void {
  for (const reason of reasons) texts.set(reason, text);
}

tell(['forbidden_origin', 'origin_not_allowed', 'origin_unknown'], (origin) => ({
  icon: 'shield-alert',
  level: 'danger',
  heading: msg('This site may not use this wallet', { id: 'failure.origin.heading' }),
  what:
    origin === null
      ? msg('The page around the wallet is not registered for it, so the wallet stays closed.', { id: 'failure.origin.what-unknown' })
      : msg(str`${origin} is not registered for this wallet, so the wallet stays closed.`, { id: 'failure.origin.what' }),
  safe: msg('The site learned nothing about you or your wallet.', { id: 'failure.origin.safe' }),
  todo: msg('If you came here by a link, check the address of the site.', { id: 'failure.origin.todo' }),
  retriable: false,
}));

tell(['nested_frame', 'framed_too_deep', 'framed'], () => ({
  icon: 'shield-alert',
  level: 'danger',
  heading: msg('The wallet is hidden inside another page', { id: 'failure.nested.heading' }),
  what: msg('Another page stands between you and the site, so the wallet cannot be sure who asks.', { id: 'failure.nested.what' }),
  safe: msg('The site learned nothing about you or your wallet.', { id: 'failure.origin.safe' }),
  todo: msg('Open the site in a window of its own.', { id: 'failure.nested.todo' }),
  retriable: false,
}));

tell(['app_unknown', 'not_found', 'app_id_missing'], () => ({
  icon: 'alert-triangle',
  level: 'caution',
  heading: msg('This wallet is not set up', { id: 'failure.app.heading' }),
  what: msg('The site names an app that this wallet does not know.', { id: 'failure.app.what' }),
  safe: untouched(),
  todo: tellSite(),
  retriable: false,
}));

tell(['version', 'version_not_supported', 'bridge_version'], () => ({
  icon: 'alert-triangle',
  level: 'caution',
  heading: msg('The site is out of date', { id: 'failure.version.heading' }),
  what: msg('It speaks to the wallet in an older or newer way than this wallet does.', { id: 'failure.version.what' }),
  safe: untouched(),
  todo: msg('Reload the page. If this stays, tell the people who run the site.', { id: 'failure.version.todo' }),
  retriable: false,
}));

tell(['attestation_failed', 'attestation'], () => ({
  icon: 'shield-alert',
  level: 'danger',
  heading: msg('The secure enclave could not prove itself', { id: 'error.attestation.heading' }),
  what: msg('It did not show that it runs the program this wallet expects, so the wallet stopped.', { id: 'error.attestation.what' }),
  safe: msg('Your PIN was not sent. Your key is safe.', { id: 'error.attestation.safe' }),
  todo: msg('Do not enter your PIN anywhere else. Try again later, or tell the site.', { id: 'error.attestation.todo' }),
  retriable: true,
}));

tell(['no_parent', 'handshake_timeout'], () => ({
  icon: 'alert-triangle',
  level: 'caution',
  heading: msg('The site does not answer', { id: 'failure.page.heading' }),
  what: msg('The page around the wallet did not finish connecting to it.', { id: 'failure.page.what' }),
  safe: untouched(),
  todo: '',
  retriable: true,
}));

tell(['network', 'timeout', 'rate_limited', 'enclave_unavailable', 'chain_unavailable', 'service_unavailable', 'use_dpop_nonce'], () => ({
  icon: 'wifi-off',
  level: 'caution',
  heading: msg('The wallet cannot start right now', { id: 'failure.service.heading' }),
  what: msg('Its service is not answering. Check your connection, then try again.', { id: 'failure.service.what' }),
  safe: untouched(),
  todo: '',
  retriable: true,
}));

const unexpected = (): FailureText => ({
  icon: 'alert-triangle',
  level: 'caution',
  heading: msg('Something went wrong', { id: 'error.unknown.heading' }),
  what: msg('The wallet met a problem while it was starting.', { id: 'failure.unexpected.what' }),
  safe: untouched(),
  todo: '',
  retriable: true,
});

/** Words for the reason of a failed start; for a reason it does not know, those for the unexpected. */
export function failureText(reason: string, origin: string | null): FailureText {
  return (texts.get(reason) ?? unexpected)(origin);
}
