/**
 * How the frame looks. It lives in a shadow root as a constructed sheet: the page's own styles do not reach it, and a
 * page with `style-src 'self'` does not block it.
 *
 * - A closed dialog stays laid out but hidden, so that the widget knows its width and height before it is shown, and the
 *   way in needs no more than a transition.
 * - The frame has its final height at once and the dialog around it moves, so that nothing inside is laid out twice.
 * - A sheet comes up from the bottom edge at every width, no wider than a line can be read.
 * - `color-scheme` is the widget's own: where the two differ, browsers paint an opaque ground behind a frame.
 */
export const frameStyles =
  ':host{all:initial;display:block;height:100%}' +
  'iframe{display:block;position:relative;width:100%;height:100%;border:0;color-scheme:light dark}' +
  'dialog,dialog iframe{height:var(--h,420px);max-height:calc(100dvh - 32px)}' +
  'dialog{position:fixed;inset:0;width:var(--w,384px);max-width:100%;margin:auto;padding:0;border:0;border-radius:var(--r,20px);overflow:hidden;color-scheme:light dark;background:light-dark(#fff,#17191e);box-shadow:0 24px 64px #0004;transition:opacity .2s,transform .2s ease-in,visibility .2s,overlay .2s allow-discrete}' +
  'dialog:not([open]){display:block;visibility:hidden;opacity:0}' +
  'dialog::backdrop{background:#0a0e1880;transition:opacity .2s}' +
  '@starting-style{dialog::backdrop{opacity:0}}' +
  'dialog.wait::before{content:"";position:absolute;inset:0;width:24px;height:24px;margin:auto;border:3px solid #8886;border-top-color:#56e;border-radius:50%;animation:turn 1s linear infinite}' +
  '@keyframes turn{to{rotate:1turn}}' +
  '@media(max-width:480px){dialog{width:100%;margin-bottom:0;border-end-start-radius:0;border-end-end-radius:0}}' +
  '#sheet{width:100%;max-width:560px;margin-bottom:0;border-end-start-radius:0;border-end-end-radius:0}' +
  '@media(prefers-reduced-motion:no-preference){dialog:not([open]){transform:translateY(16px)}#sheet:not([open]){transform:translateY(100%)}dialog[open]{transition:opacity .2s,transform .2s ease-out,height .2s ease-out}}';
