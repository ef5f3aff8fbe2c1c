/** The issuer's own look: another company's page on purpose, so that nobody mistakes it for the wallet. */
export const pagesStyle = `
:root { color-scheme: light dark; --page: light-dark(#eef1f0, #0f1413); --card: light-dark(#fff, #18201e); --text: light-dark(#14201d, #ebf1ef);
  --quiet: light-dark(#50605b, #a3b3ae); --line: light-dark(#d8dfdc, #2d3936); --accent: light-dark(#0b6b57, #5fd3b6); --on-accent: light-dark(#fff, #06231c);
  --hover: light-dark(#f3f6f5, #202a27); --danger: light-dark(#a4262c, #ff9b9b); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 16px; background: var(--page); color: var(--text);
  font: 400 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 400px; background: var(--card); border: 1px solid var(--line); border-radius: 20px; padding: 28px 24px 24px; }
.brand { display: flex; align-items: center; gap: 10px; font-weight: 600; color: var(--accent); margin: 0 0 20px; }
.brand svg { width: 28px; height: 28px; display: block; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 6px; font-weight: 600; }
p { margin: 0 0 16px; color: var(--quiet); overflow-wrap: anywhere; }
strong { color: var(--text); font-weight: 600; }
form { margin: 0; }
button, input { font: inherit; color: inherit; }
button { cursor: pointer; border-radius: 14px; border: 1px solid transparent; min-height: 52px; width: 100%; background: none; padding: 8px 16px; }
button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.accounts { list-style: none; margin: 0 -8px 8px; padding: 0; display: grid; gap: 2px; }
.account { display: flex; align-items: center; gap: 14px; text-align: start; min-height: 60px; padding: 8px; transition: background-color 180ms ease-out; }
.account:hover { background: var(--hover); }
.avatar { flex: none; width: 40px; height: 40px; border-radius: 50%; display: grid; place-items: center; font-weight: 600; font-size: 14px; color: #fff; background: #0b6b57; }
li:nth-child(4n+2) .avatar { background: #3b5bb5; } li:nth-child(4n+3) .avatar { background: #9a4a1f; } li:nth-child(4n+4) .avatar { background: #8a3a78; }
.who { display: grid; min-width: 0; } .who span { color: var(--quiet); font-size: 13px; overflow: hidden; text-overflow: ellipsis; }
.other { border-top: 1px solid var(--line); margin-top: 8px; padding-top: 16px; display: grid; gap: 8px; }
.other + form { margin-top: 8px; }
label { font-weight: 500; font-size: 13px; }
input { width: 100%; min-height: 48px; border: 1px solid light-dark(#7a8985, #6f7f7a); border-radius: 10px; background: transparent; padding: 8px 12px; }
.primary { background: var(--accent); color: var(--on-accent); font-weight: 600; }
.primary:hover { filter: brightness(1.08); }
.secondary { border-color: var(--line); font-weight: 500; } .secondary:hover { background: var(--hover); }
.shared { list-style: none; padding: 0; margin: 0 0 20px; border-top: 1px solid var(--line); }
.shared li { display: flex; justify-content: space-between; gap: 16px; padding: 12px 0; border-bottom: 1px solid var(--line); }
.shared span { color: var(--quiet); } .shared b { font-weight: 500; text-align: end; overflow-wrap: anywhere; min-width: 0; }
.actions { display: grid; gap: 8px; }
.problem { color: var(--danger); margin: 0; }
.note { font-size: 13px; margin: 20px 0 0; }
@media (prefers-reduced-motion: reduce) { .account { transition: none; } }
@media (forced-colors: active) { .primary, .secondary, .account { border: 1px solid ButtonText; } }
`;
