import type { ThemeReport } from './contract/types.ts';
import { launcherStyles } from './launcher.styles.ts';
import { createLauncherButton } from './launcher-button.ts';
import type { LauncherHost } from './launcher-host.ts';
import { syncTheme } from './sync-theme.ts';

/** Gives an element its button and its theme; called again when another wallet stands behind it, or it is back on the page. */
export type Launch = (element: LauncherHost, root: ShadowRoot) => void;

const launched = new WeakMap<LauncherHost, () => void>();

function showReport(element: LauncherHost, box: HTMLElement, before: ThemeReport | undefined, report: ThemeReport): void {
  for (const name of Object.keys(before?.applied ?? {})) box.style.removeProperty(name);
  for (const [name, value] of Object.entries(report.applied)) box.style.setProperty(name, value);
  const { rejected, corrected } = report;
  if (rejected.length) console.warn(`Alcove: the theme's ${rejected.join(', ')} cannot be used`);
  for (const { token, given, used } of element.hasAttribute('debug') ? corrected : []) console.warn(`Alcove: ${token}: ${given} is hard to read, used ${used}`);
  element.dispatchEvent(new CustomEvent('alcove-theme', { detail: report, bubbles: true, composed: true }));
}

/** A property that was set before the launcher came, and every one after it. */
function takeProperty(element: LauncherHost, onChange: () => void): void {
  let given = Object.hasOwn(element, 'theme') ? element.theme : undefined;
  Object.defineProperty(element, 'theme', {
    configurable: true,
    enumerable: true,
    get: () => given ?? element.getAttribute('theme') ?? undefined,
    set(value) {
      given = value ?? undefined;
      onChange();
    },
  });
}

export const launch: Launch = (element, root) => {
  const again = launched.get(element);
  if (again) return again();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherStyles);
  root.adoptedStyleSheets.push(sheet);
  const { box, bind } = createLauncherButton(element);
  root.append(box);
  let report: ThemeReport | undefined;
  takeProperty(element, () => look());
  const { look } = syncTheme(element, root, (next) => {
    showReport(element, box, report, next);
    report = next;
  });
  const rebind = (): void => {
    bind();
    element.wallet.on('status', look);
    look();
  };
  new MutationObserver(() => {
    look();
    bind();
  }).observe(element, { attributeFilter: ['theme', 'label', 'lang', 'launcher'] });
  launched.set(element, rebind);
  rebind();
};
