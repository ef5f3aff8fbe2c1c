import type { Browser } from 'playwright-core';
import { readPng } from './evidence.ts';
import { shrink, type Thumbnail } from './picture.ts';

/** In every size and weight of the wallet and every script it writes. */
const words = 'Approve 0123456789 ≈ $31.20 · 0x70997970C51812dc 결제를 승인하시겠습니까 지갑 お支払いを承認しますか 署名';

const page = `<!doctype html><html><body style="margin:8px;font:15px/1.4 system-ui,sans-serif;background:#fff">
${[13, 15, 17, 22, 34].flatMap((px) => [400, 500, 600].map((weight) => `<div style="font-size:${px}px;font-weight:${weight}">${words}</div>`)).join('')}
<div lang="ko">${words}</div><div lang="ja">${words}</div><div style="font-family:ui-monospace,monospace">${words}</div></body></html>`;

/** How this machine's fonts draw: pictures can be compared only with those of a machine that draws alike. */
export async function drawFonts(browser: Browser): Promise<Thumbnail> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const tab = await context.newPage();
    await tab.setContent(page);
    return shrink(readPng(await tab.screenshot()));
  } finally {
    await context.close();
  }
}
