import { isFloor, type Results } from './results.ts';
import type { Row } from './rows.ts';
import { isTold } from './table.ts';

/*
 * The results as a picture: how much of each budget is used, and how long a signature takes among how many wallets. Plain SVG that follows
 * the reader's light or dark scheme, with the fonts the reader has.
 */

const WIDTH = 960;
const BAR_HEIGHT = 18;
const BAR_GAP = 8;
const LABEL_WIDTH = 500;
/** Where a budget is used up; what is over it runs on to the edge. */
const FULL_WIDTH = 280;
const OVERFLOW = 1.15;
const PANEL_HEIGHT = 210;

const style = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; } .title { font-size: 15px; font-weight: 600; } .quiet { fill: #59636e; }
  .track { fill: #d8dee4; } .held { fill: #1a7f5a; } .over { fill: #c4432b; } .line { fill: none; stroke-width: 2; }
  .axis { stroke: #8c959f; } .sqlite { stroke: #1a7f5a; } .postgresql { stroke: #3b63c4; } .fill-sqlite { fill: #1a7f5a; } .fill-postgresql { fill: #3b63c4; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .quiet { fill: #9198a1; } .track { fill: #30363d; } .held { fill: #3fb98a; } .over { fill: #f0765f; } .axis { stroke: #656c76; }
    .sqlite { stroke: #3fb98a; } .postgresql { stroke: #7c9cf0; } .fill-sqlite { fill: #3fb98a; } .fill-postgresql { fill: #7c9cf0; }
  }`;

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const text = (x: number, y: number, words: string, more = ''): string => `<text x="${x}" y="${y}"${more}>${escapeXml(words)}</text>`;
const round = (value: number): number => Math.round(value * 10) / 10;

/** 1 where the budget is used up. A budget of nothing is used up by anything. */
export function shareOf(row: Row): number {
  const measured = row.ratio ?? row.value;
  const budget = row.budget ?? Number.NaN;
  if (budget === 0) return measured === 0 ? 0 : Number.POSITIVE_INFINITY;
  return isFloor(row) ? budget / measured : measured / budget;
}

function shorten(words: string): string {
  return words.length <= 72 ? words : `${words.slice(0, 71)}…`;
}

function bars(rows: readonly Row[], top: number): string[] {
  return rows.flatMap((row, index) => {
    const y = top + index * (BAR_HEIGHT + BAR_GAP);
    const share = shareOf(row);
    const width = Math.max(1, Math.min(Math.max(share, 0), OVERFLOW) * FULL_WIDTH);
    const measured = `${(row.ratio ?? row.value).toLocaleString('en')}${row.ratio === null && row.unit !== '' ? ` ${row.unit}` : ''}`;
    const bound = `${isFloor(row) ? '≥' : '≤'} ${row.budget?.toLocaleString('en')}`;
    return [
      text(LABEL_WIDTH - 10, y + 13, shorten(row.name), ' text-anchor="end"'),
      `<rect class="track" x="${LABEL_WIDTH}" y="${y}" width="${FULL_WIDTH}" height="${BAR_HEIGHT}" rx="3"/>`,
      `<rect class="${row.holds ? 'held' : 'over'}" x="${LABEL_WIDTH}" y="${y}" width="${round(width)}" height="${BAR_HEIGHT}" rx="3"/>`,
      text(LABEL_WIDTH + Math.max(FULL_WIDTH, width) + 8, y + 13, `${measured} (${bound})`, ' class="quiet"'),
    ];
  });
}

type Point = { readonly store: string; readonly share: string; readonly wallets: number; readonly ms: number };

function latencies(rows: readonly Row[]): Point[] {
  return rows.flatMap(({ name, value }) => {
    const match = /^sign latency p(\d+), (\w+), ([\d,]+) wallets/.exec(name);
    return match === null ? [] : [{ share: String(match[1]), store: String(match[2]), wallets: Number(String(match[3]).replaceAll(',', '')), ms: value }];
  });
}

/** Lines over the number of wallets, which grows by factors. */
function latencyPanel(points: readonly Point[], top: number): string[] {
  const logs = points.map(({ wallets }) => Math.log10(wallets));
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const tallest = Math.max(...points.map(({ ms }) => ms));
  const [left, right, bottom] = [80, 700, top + PANEL_HEIGHT - 30];
  const x = (wallets: number): number => round(left + ((Math.log10(wallets) - least) / (most - least || 1)) * (right - left));
  const y = (ms: number): number => round(bottom - (ms / tallest) * (PANEL_HEIGHT - 50));
  const parts = [
    `<path class="axis line" d="M${left} ${top + 10}V${bottom}H${right}"/>`,
    text(left - 8, y(tallest) + 4, `${round(tallest)} ms`, ' class="quiet" text-anchor="end"'),
    text(left - 8, bottom + 4, '0', ' class="quiet" text-anchor="end"'),
    ...[...new Set(points.map(({ wallets }) => wallets))].map((wallets) =>
      text(x(wallets), bottom + 18, wallets.toLocaleString('en'), ' class="quiet" text-anchor="middle"'),
    ),
  ];
  // From the top, so that labels stand in the order of their lines.
  const slowestFirst = [...points].sort((one, other) => other.wallets - one.wallets || other.ms - one.ms);
  const series = [...new Set(slowestFirst.map(({ store, share }) => `${store} ${share}`))];
  let labelY = 0;
  for (const name of series) {
    const own = points.filter(({ store, share }) => `${store} ${share}` === name).sort((one, other) => one.wallets - other.wallets);
    const [{ store, share }] = own as [Point];
    const last = own.at(-1) as Point;
    parts.push(
      `<path class="line ${store.toLowerCase()}" d="${own.map(({ wallets, ms }, index) => `${index === 0 ? 'M' : 'L'}${x(wallets)} ${y(ms)}`).join('')}"/>`,
    );
    for (const { wallets, ms } of own) parts.push(`<circle class="fill-${store.toLowerCase()}" cx="${x(wallets)}" cy="${y(ms)}" r="3"/>`);
    // Labels of lines that end at one height make room for one another.
    labelY = Math.max(y(last.ms) + 4, labelY + 15);
    parts.push(text(right + 14, labelY, `${store} p${share}: ${last.ms} ms`));
  }
  return parts;
}

/** The whole picture. */
export function plot({ rows, machine, measuredOn }: Results): string {
  const budgeted = rows.filter((row) => row.budget !== null && isTold(row));
  const points = latencies(rows);
  const barsTop = 62;
  const barsEnd = barsTop + budgeted.length * (BAR_HEIGHT + BAR_GAP);
  const height = barsEnd + (points.length === 0 ? 20 : PANEL_HEIGHT + 60);
  const full = LABEL_WIDTH + FULL_WIDTH;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Alcove’s figures: how much of each budget is used, and sign latency by number of wallets">`,
    `<style>${style}</style>`,
    text(20, 26, 'How much of each budget is used', ' class="title"'),
    text(20, 46, `${machine.cores} cores, ${measuredOn}; a full bar is a budget used up`, ' class="quiet"'),
    ...bars(budgeted, barsTop),
    `<path class="axis line" d="M${full} ${barsTop - 6}V${barsEnd}" stroke-dasharray="3 3"/>`,
    ...(points.length === 0
      ? []
      : [
          text(20, barsEnd + 34, 'A signature with a grant over HTTP, by number of wallets in the store', ' class="title"'),
          ...latencyPanel(points, barsEnd + 44),
        ]),
    '</svg>',
  ].join('\n')}\n`;
}
