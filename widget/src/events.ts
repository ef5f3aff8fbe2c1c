import type { Change } from './actions.ts';
import type { View } from './state/state.ts';
import type { RecoveryFactor, TaskKind } from './state/task.ts';

/** A person tapped a login provider. Dispatched synchronously in the click, so that a popup may open. */
export class AlcSignInEvent extends Event {
  static readonly type = 'alc-sign-in';
  constructor(readonly providerId: string) {
    super(AlcSignInEvent.type, { bubbles: true, composed: true });
  }
}
/** A complete PIN was entered on the key pad: ASCII digits. Never logged, never stored; the receiver clears its copy. */
export class AlcPinEvent extends Event {
  static readonly type = 'alc-pin';
  constructor(readonly pin: string) {
    super(AlcPinEvent.type, { bubbles: true, composed: true });
  }
}
/** The person approved the visible approval (the button was armed). */
export class AlcApproveEvent extends Event {
  static readonly type = 'alc-approve';
  constructor(readonly approvalId: string) {
    super(AlcApproveEvent.type, { bubbles: true, composed: true });
  }
}
/** The person rejected the visible approval. */
export class AlcRejectEvent extends Event {
  static readonly type = 'alc-reject';
  constructor(readonly approvalId: string) {
    super(AlcRejectEvent.type, { bubbles: true, composed: true });
  }
}
/** Close, Esc, or "Done": the widget goes away; a pending approval is rejected. */
export class AlcCloseEvent extends Event {
  static readonly type = 'alc-close';
  constructor() {
    super(AlcCloseEvent.type, { bubbles: true, composed: true });
  }
}
/** One step back inside a flow (from the PIN to the review, from confirm to choose). */
export class AlcBackEvent extends Event {
  static readonly type = 'alc-back';
  constructor() {
    super(AlcBackEvent.type, { bubbles: true, composed: true });
  }
}
/** The one next step a screen offers: start creating, try again, done. */
export class AlcContinueEvent extends Event {
  static readonly type = 'alc-continue';
  constructor() {
    super(AlcContinueEvent.type, { bubbles: true, composed: true });
  }
}
export class AlcNavigateEvent extends Event {
  static readonly type = 'alc-navigate';
  constructor(readonly view: View) {
    super(AlcNavigateEvent.type, { bubbles: true, composed: true });
  }
}
export class AlcSignOutEvent extends Event {
  static readonly type = 'alc-sign-out';
  constructor() {
    super(AlcSignOutEvent.type, { bubbles: true, composed: true });
  }
}
export class AlcChainEvent extends Event {
  static readonly type = 'alc-chain';
  constructor(readonly chainId: number) {
    super(AlcChainEvent.type, { bubbles: true, composed: true });
  }
}
/** A person began to do something with the keys. Dispatched synchronously in the click, so that a window may open. */
export class AlcTaskEvent extends Event {
  static readonly type = 'alc-task';
  constructor(readonly kind: TaskKind) {
    super(AlcTaskEvent.type, { bubbles: true, composed: true });
  }
}
/** The choice of a task's intro; the next step follows. */
export class AlcTaskChoiceEvent extends Event {
  static readonly type = 'alc-task-choice';
  constructor(readonly choice: { readonly factor?: RecoveryFactor; readonly passphrase?: string }) {
    super(AlcTaskChoiceEvent.type, { bubbles: true, composed: true });
  }
}
/** Recovery words were entered. Never logged, never stored. */
export class AlcWordsEvent extends Event {
  static readonly type = 'alc-words';
  constructor(
    readonly words: string,
    readonly passphrase: string,
  ) {
    super(AlcWordsEvent.type, { bubbles: true, composed: true });
  }
}
/** One thing of a list or of the settings is to be removed or changed: a backup, a device, an account, a site, the language. */
export class AlcItemEvent extends Event {
  static readonly type = 'alc-item';
  constructor(readonly change: Change) {
    super(AlcItemEvent.type, { bubbles: true, composed: true });
  }
}
/** The armed Approve button was pressed by a person. Only `alc-arm-button` fires it. */
export class AlcArmedClickEvent extends Event {
  static readonly type = 'alc-armed-click';
  constructor() {
    super(AlcArmedClickEvent.type, { bubbles: true, composed: true });
  }
}
/** The content of the screen wants this height, in CSS pixels; the host animates the frame to it. */
export class AlcResizeEvent extends Event {
  static readonly type = 'alc-resize';
  constructor(readonly heightPx: number) {
    super(AlcResizeEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'alc-sign-in': AlcSignInEvent;
    'alc-pin': AlcPinEvent;
    'alc-approve': AlcApproveEvent;
    'alc-reject': AlcRejectEvent;
    'alc-close': AlcCloseEvent;
    'alc-back': AlcBackEvent;
    'alc-continue': AlcContinueEvent;
    'alc-navigate': AlcNavigateEvent;
    'alc-sign-out': AlcSignOutEvent;
    'alc-chain': AlcChainEvent;
    'alc-armed-click': AlcArmedClickEvent;
    'alc-resize': AlcResizeEvent;
    'alc-task': AlcTaskEvent;
    'alc-task-choice': AlcTaskChoiceEvent;
    'alc-words': AlcWordsEvent;
    'alc-item': AlcItemEvent;
  }
}
