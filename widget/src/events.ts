import type { Change } from './actions.ts';
import type { View } from './state/state.ts';
import type { RecoveryFactor, TaskKind } from './state/task.ts';

/** What an element tells the frame around it: it rises through every shadow root. The class says its own name. */
abstract class AlcEvent extends Event {
  declare static readonly type: string;
  constructor() {
    super((new.target as typeof AlcEvent).type, { bubbles: true, composed: true });
  }
}
/** A person tapped a login provider. Dispatched synchronously in the click, so that a popup may open. */
export class AlcSignInEvent extends AlcEvent {
  static override readonly type = 'alc-sign-in';
  constructor(readonly providerId: string) {
    super();
  }
}
/** A complete PIN was entered on the key pad: ASCII digits. Never logged, never stored; the receiver clears its copy. */
export class AlcPinEvent extends AlcEvent {
  static override readonly type = 'alc-pin';
  constructor(readonly pin: string) {
    super();
  }
}
/** The person approved the visible approval (the button was armed). */
export class AlcApproveEvent extends AlcEvent {
  static override readonly type = 'alc-approve';
  constructor(readonly approvalId: string) {
    super();
  }
}
/** The person rejected the visible approval. */
export class AlcRejectEvent extends AlcEvent {
  static override readonly type = 'alc-reject';
  constructor(readonly approvalId: string) {
    super();
  }
}
/** Close, Esc, or "Done": the widget goes away; a pending approval is rejected. */
export class AlcCloseEvent extends AlcEvent {
  static override readonly type = 'alc-close';
}
/** One step back inside a flow (from the PIN to the review, from confirm to choose). */
export class AlcBackEvent extends AlcEvent {
  static override readonly type = 'alc-back';
}
/** The one next step a screen offers: start creating, try again, done. */
export class AlcContinueEvent extends AlcEvent {
  static override readonly type = 'alc-continue';
}
export class AlcNavigateEvent extends AlcEvent {
  static override readonly type = 'alc-navigate';
  constructor(readonly view: View) {
    super();
  }
}
export class AlcSignOutEvent extends AlcEvent {
  static override readonly type = 'alc-sign-out';
}
export class AlcChainEvent extends AlcEvent {
  static override readonly type = 'alc-chain';
  constructor(readonly chainId: number) {
    super();
  }
}
/** A person began to do something with the keys. Dispatched synchronously in the click, so that a window may open. */
export class AlcTaskEvent extends AlcEvent {
  static override readonly type = 'alc-task';
  constructor(readonly kind: TaskKind) {
    super();
  }
}
/** The choice of a task's intro; the next step follows. */
export class AlcTaskChoiceEvent extends AlcEvent {
  static override readonly type = 'alc-task-choice';
  constructor(readonly choice: { readonly factor?: RecoveryFactor; readonly passphrase?: string }) {
    super();
  }
}
/** Recovery words were entered. Never logged, never stored. */
export class AlcWordsEvent extends AlcEvent {
  static override readonly type = 'alc-words';
  constructor(
    readonly words: string,
    readonly passphrase: string,
  ) {
    super();
  }
}
/** One thing of a list or of the settings is to be removed or changed: a backup, a device, an account, a site, the language. */
export class AlcItemEvent extends AlcEvent {
  static override readonly type = 'alc-item';
  constructor(readonly change: Change) {
    super();
  }
}
/** The armed Approve button was pressed by a person. Only `alc-arm-button` fires it. */
export class AlcArmedClickEvent extends AlcEvent {
  static override readonly type = 'alc-armed-click';
}
/** The content of the screen wants this height, in CSS pixels; the host animates the frame to it. */
export class AlcResizeEvent extends AlcEvent {
  static override readonly type = 'alc-resize';
  constructor(readonly heightPx: number) {
    super();
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
