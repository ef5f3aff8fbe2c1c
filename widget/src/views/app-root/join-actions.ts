import type { Actions } from '../../actions.ts';
import {
  AlcApproveEvent,
  AlcBackEvent,
  AlcChainEvent,
  AlcCloseEvent,
  AlcContinueEvent,
  AlcItemEvent,
  AlcNavigateEvent,
  AlcPinEvent,
  AlcRejectEvent,
  AlcResizeEvent,
  AlcSignInEvent,
  AlcSignOutEvent,
  AlcTaskChoiceEvent,
  AlcTaskEvent,
  AlcWordsEvent,
} from '../../events.ts';

/** What depends on the screen, so that `app-root` decides it. */
export type ScreenSteps = { readonly back: () => void; readonly proceed: () => void };

/**
 * Turns the events of the screens into actions. Each runs inside the event, so that what a click may do (open a
 * window) stays allowed.
 */
export function joinActions(host: HTMLElement, actions: () => Actions, steps: ScreenSteps): void {
  host.addEventListener(AlcSignInEvent.type, (event) => actions().signIn(event.providerId));
  host.addEventListener(AlcSignOutEvent.type, () => actions().signOut());
  host.addEventListener(AlcPinEvent.type, (event) => actions().submitPin(event.pin));
  host.addEventListener(AlcApproveEvent.type, (event) => actions().approve(event.approvalId));
  host.addEventListener(AlcRejectEvent.type, (event) => actions().reject(event.approvalId));
  host.addEventListener(AlcCloseEvent.type, () => actions().close());
  host.addEventListener(AlcBackEvent.type, () => steps.back());
  host.addEventListener(AlcContinueEvent.type, () => steps.proceed());
  host.addEventListener(AlcNavigateEvent.type, (event) => actions().navigate(event.view));
  host.addEventListener(AlcChainEvent.type, (event) => actions().switchChain(event.chainId));
  host.addEventListener(AlcResizeEvent.type, (event) => actions().resize(event.heightPx));
  host.addEventListener(AlcTaskEvent.type, (event) => actions().startTask(event.kind));
  host.addEventListener(AlcTaskChoiceEvent.type, (event) => actions().chooseTask(event.choice));
  host.addEventListener(AlcWordsEvent.type, (event) => actions().submitWords(event.words, event.passphrase));
  host.addEventListener(AlcItemEvent.type, (event) => actions().change(event.change));
}
