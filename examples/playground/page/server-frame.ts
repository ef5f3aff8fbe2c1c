import type { Deed, Faults, FromPage, ToPage } from '../server/messages.ts';

/** The server in its hidden frame, as this page has it. */
export type ServerFrame = {
  /** Settles when the server runs. `keeps`: a reload finds everything again. @throws Error with a sentence for the visitor */
  readonly started: Promise<{ readonly keeps: boolean }>;
  rpc(method: string, params?: readonly unknown[]): Promise<unknown>;
  setFaults(faults: Faults): Promise<void>;
  perform(deed: Deed): Promise<void>;
};

/** The heaviest start is the first, on a slow phone. */
const START_DEADLINE_MS = 90_000;
const ANSWER_DEADLINE_MS = 20_000;

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never;

function firstWord(frame: HTMLIFrameElement, walletOrigin: string): Promise<{ readonly keeps: boolean }> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('The server did not come up in a minute and a half. Reload to try again.')), START_DEADLINE_MS);
    const onMessage = ({ data, source, origin }: MessageEvent<ToPage>): void => {
      if (source !== frame.contentWindow || origin !== walletOrigin) return;
      window.removeEventListener('message', onMessage);
      clearTimeout(deadline);
      if (data.type === 'ready') resolve({ keeps: data.keeps });
      else if (data.type === 'busy') reject(new Error('The playground is open in another tab. Use it there, or close it and reload this page.'));
      else if (data.type === 'unsupported')
        reject(new Error('This browser allows no service worker here, perhaps because the window is private. Open the page in a usual one.'));
      else reject(new Error(`The server could not start (${data.message}). “Start over” forgets what it has kept.`));
    };
    window.addEventListener('message', onMessage);
  });
}

/** @param walletBase where the wallet's files are, with a slash at the end. */
export function openServerFrame(walletBase: URL): ServerFrame {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = 'Server';
  frame.src = new URL(`server/?host=${encodeURIComponent(location.origin)}`, walletBase).href;
  const started = firstWord(frame, walletBase.origin);
  document.body.append(frame);

  function ask(message: WithoutId<FromPage>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      const deadline = setTimeout(() => reject(new Error('The server did not answer.')), ANSWER_DEADLINE_MS);
      port1.onmessage = ({ data }) => {
        clearTimeout(deadline);
        port1.close();
        if (typeof data === 'object' && data !== null && 'error' in data) reject(new Error(String(data.error)));
        else resolve(data);
      };
      frame.contentWindow?.postMessage(message, walletBase.origin, [port2]);
    });
  }

  return {
    started,
    rpc: (method, params = []) => ask({ type: 'rpc', method, params }),
    setFaults: async (faults) => void (await ask({ type: 'faults', faults })),
    perform: async (deed) => void (await ask({ type: 'do', deed })),
  };
}
