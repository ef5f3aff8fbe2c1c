import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Chromium's flags everywhere: an empty profile, no background traffic, no GPU. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function onPath(...names: readonly string[]): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

function firstThere(paths: readonly (string | null | undefined)[]): string | null {
  return paths.find((path) => typeof path === 'string' && existsSync(path)) ?? null;
}

/** Chromium's executable: `CHROME_PATH`, PATH, the usual places; null when there is none. */
export function findChromium(): string | null {
  return firstThere([
    process.env.CHROME_PATH,
    onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ]);
}

export function findFirefox(): string | null {
  return firstThere([process.env.FIREFOX_PATH, onPath('firefox-esr', 'firefox'), '/Applications/Firefox.app/Contents/MacOS/firefox']);
}

export type WebKit = { readonly driver: string; readonly display: string; readonly browser: string };

/** WebKitGTK: the driver, its MiniBrowser, and a virtual display to show it on. */
export function findWebKit(): WebKit | null {
  const driver = onPath('WebKitWebDriver');
  const display = onPath('Xvfb');
  const libraries = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'webkit2gtk-4.1', 'MiniBrowser')) : [];
  const browser = firstThere(libraries);
  return driver === null || display === null || browser === null ? null : { driver, display, browser };
}

/** Installs Debian packages when this may be done here; false when it may not or did not work. */
export function installPackages(packages: readonly string[]): boolean {
  if (process.getuid?.() !== 0 || onPath('apt-get') === null) return false;
  const run = (...args: readonly string[]) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
  console.log(`Installing ${packages.join(' ')} …`);
  return run('update', '-q') && run('install', '-y', '-q', '--no-install-recommends', ...packages);
}

/** Chromium's path, installed if need be. Ends the process with one line when there is none to be had. */
export function requireChromium(): string {
  const found = findChromium() ?? (installPackages(['chromium']) ? findChromium() : null);
  if (found !== null) return found;
  console.error('No Chromium found. Install one (Debian: apt-get install chromium), or set CHROME_PATH to its executable.');
  process.exit(1);
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function waitForPort(port: number, deadlineMs: number): Promise<void> {
  for (const end = performance.now() + deadlineMs; performance.now() < end; ) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        resolve(true);
        socket.destroy();
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Nothing answers on port ${port}.`);
}

/** Starts a virtual display and WebKitWebDriver; both end with this process, or by `stop()`. */
export async function startWebKit({ driver, display }: WebKit): Promise<{ readonly port: number; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-webkit-'));
  const children: ChildProcess[] = [];
  const stop = (): void => {
    for (const child of children) child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  const screen = spawn(display, ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  children.push(screen);
  const number = await new Promise<string>((resolve, reject) => {
    screen.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim()));
    screen.once('exit', () => reject(new Error('Xvfb ended at once.')));
  });
  const port = await freePort();
  const environment = { ...process.env, DISPLAY: `:${number}`, HOME: folder, WEBKIT_DISABLE_COMPOSITING_MODE: '1', LIBGL_ALWAYS_SOFTWARE: '1' };
  children.push(spawn(driver, ['--host=127.0.0.1', `--port=${port}`], { stdio: 'ignore', env: environment }));
  await waitForPort(port, 10_000);
  return { port, stop };
}
