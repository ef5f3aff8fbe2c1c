/**
 * How the launcher looks. The tokens are the page's own until the wallet has answered with what became of them: then the box carries the
 * answer, so that the button has the wallet's colours, contrast included.
 *
 * Without a launcher the element takes no room (`contents`, not `none`: what is not laid out has no transitions to watch).
 */
export const launcherStyles =
  ':host(:not([mode=inline])){display:contents}' +
  ':host([launcher]:not([mode=inline],[launcher=none],[launcher=floating])){display:inline-block;vertical-align:middle;max-width:100%}' +
  ':host([hidden]){display:none}' +
  '.box{display:none;box-sizing:border-box;max-width:100%;font-family:var(--alcove-font,system-ui,sans-serif)}' +
  ':host([launcher]:not([mode=inline],[launcher=none])) .box{display:inline-grid;gap:6px;justify-items:start}' +
  ':host([launcher=floating]) .box{position:fixed;z-index:1000;max-width:calc(100vw - 32px);inset-block-end:max(16px,env(safe-area-inset-bottom));inset-inline-end:max(16px,env(safe-area-inset-right));justify-items:end}' +
  ':host([launcher=floating][corner^=top]) .box{inset-block:max(16px,env(safe-area-inset-top)) auto}' +
  ':host([launcher=floating][corner$=start]) .box{inset-inline:max(16px,env(safe-area-inset-left)) auto;justify-items:start}' +
  ':host([launcher=floating]) button{box-shadow:0 6px 24px #0003}' +
  'button{--fill:var(--alcove-accent-fill-loud,var(--alcove-color-accent,light-dark(#4351de,#5566ee)));--on:var(--alcove-accent-on-loud,#fff);' +
  'all:unset;box-sizing:border-box;display:inline-flex;align-items:center;justify-content:center;gap:10px;min-height:max(44px,calc(var(--alcove-button-height,52px) - 4px));min-width:44px;max-width:100%;padding:6px 20px;' +
  'border:1px solid transparent;border-radius:var(--alcove-button-radius,var(--alcove-radius-card,var(--alcove-radius,14px)));background:var(--fill);color:var(--on);' +
  'font:var(--alcove-button-weight,600) var(--alcove-text-m,.9375rem)/1.25 var(--alcove-font,system-ui,sans-serif);letter-spacing:var(--alcove-button-spacing,normal);text-transform:var(--alcove-button-case,none);cursor:pointer;user-select:none;-webkit-tap-highlight-color:transparent;transition:background-color .12s,transform .12s}' +
  'button:hover{background:var(--alcove-accent-fill-loud-hover,color-mix(in srgb,var(--fill),#000 10%))}' +
  'button:active{transform:scale(.985)}' +
  'button:focus-visible{outline:2px solid var(--alcove-focus,var(--fill));outline-offset:2px}' +
  'button.connected{padding-inline:10px 16px;border-color:var(--alcove-border-normal,#858e9e);background:var(--alcove-surface,var(--alcove-color-surface,light-dark(#fff,#17191e)));color:var(--alcove-on-surface,var(--alcove-color-text,light-dark(#171b24,#eceef2)));letter-spacing:normal;text-transform:none}' +
  'button.connected:hover{background:var(--alcove-surface-hover,light-dark(#eef0f4,#2a2e36))}' +
  'button.failed{border-color:var(--alcove-border-normal,#858e9e);background:var(--alcove-surface,light-dark(#fff,#17191e));color:var(--alcove-on-surface,light-dark(#171b24,#eceef2))}' +
  '.avatar{flex:none;width:28px;height:28px;border-radius:var(--alcove-avatar-radius,8px);background:var(--alcove-surface-hover,light-dark(#eef0f4,#2a2e36));fill:currentColor}' +
  '.account{display:grid;text-align:start;min-width:0}' +
  '.address{font-variant-numeric:tabular-nums;white-space:nowrap}' +
  '.balance{font-size:max(.75rem,.85em);font-weight:400;color:var(--alcove-on-surface-quiet,light-dark(#5a6374,#a4abb8));font-variant-numeric:tabular-nums}' +
  '.balance:empty,.reason:empty,[hidden]{display:none}' +
  '.reason{max-width:40ch;margin:0;font-size:.8125rem;line-height:1.4;overflow-wrap:anywhere;color:var(--alcove-danger-on-surface,light-dark(#a81c22,#ff9c9c))}' +
  ':host([launcher=floating]) .reason{padding:8px 12px;border-radius:10px;background:var(--alcove-surface,light-dark(#fff,#17191e));box-shadow:0 6px 24px #0003}' +
  '.turn{flex:none;width:18px;height:18px;box-sizing:border-box;border:2.5px solid;border-inline-end-color:transparent;border-radius:50%;animation:turn 1s linear infinite}' +
  '@keyframes turn{to{rotate:1turn}}' +
  '.hue-0{color:light-dark(#5b74c8,#8ea5f2)}.hue-1{color:light-dark(#3d86a8,#74bcdd)}.hue-2{color:light-dark(#2f8a78,#6cc7b4)}.hue-3{color:light-dark(#5e8a3f,#9bc67d)}.hue-4{color:light-dark(#a07a28,#d6b25f)}.hue-5{color:light-dark(#b5673f,#e6a07c)}.hue-6{color:light-dark(#b0567c,#e496b5)}.hue-7{color:light-dark(#8560b8,#bda0ea)}' +
  '@media(prefers-reduced-motion:reduce){button{transition:none}button:active{transform:none}.turn{animation-duration:2.5s}}' +
  '@media(forced-colors:active){button,button.connected,button.failed{border-color:ButtonText;background:ButtonFace;color:ButtonText}button:focus-visible{outline-color:Highlight}.balance,.reason{color:inherit}}';
