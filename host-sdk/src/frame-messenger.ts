import type { Message, MessageHandler, Messenger } from 'penpal';

/**
 * Carries penpal's messages between this page and one frame of one origin. Narrower than penpal's own `WindowMessenger`,
 * which it replaces on this side only (the wire is the same): nothing is ever sent to `*`, since the page's SYN waits until the
 * frame has spoken or loaded; no legacy protocol is read before the origin is checked; and it tells when the frame loads anew or goes.
 */
export function createFrameMessenger(target: Window, origin: string, onGone: (reason: string) => void): Messenger & { knock(): void } {
  const handlers = new Set<MessageHandler>();
  let isOurs: (data: unknown) => data is Message;
  let participantId: string | undefined;
  let port: MessagePort | undefined;
  let syn: Message | undefined;

  const receive = (message: unknown): void => {
    if (!isOurs(message)) return;
    if (message.type === 'DESTROY') onGone('frame_closed');
    for (const handler of handlers) handler(message);
  };
  const open = (end: MessagePort | undefined): void => {
    port = end;
    if (port) port.onmessage = ({ data }) => receive(data);
  };
  const onMessage = ({ source, origin: sender, data, ports }: MessageEvent): void => {
    if (source !== target || sender !== origin || !isOurs(data)) return;
    if (data.type === 'SYN') {
      participantId ??= data.participantId;
      if (data.participantId !== participantId) {
        onGone('frame_reloaded');
        return;
      }
    }
    if (data.type === 'ACK2') open(ports[0]);
    receive(data);
  };

  return {
    initialize({ validateReceivedMessage }) {
      isOurs = validateReceivedMessage;
      addEventListener('message', onMessage);
    },
    sendMessage(message) {
      if (port) return port.postMessage(message);
      const transfer: MessagePort[] = [];
      if (message.type === 'ACK2') {
        const { port1, port2 } = new MessageChannel();
        open(port1);
        transfer.push(port2);
      }
      if (message.type === 'SYN') syn = message;
      if (participantId) target.postMessage(message, origin, transfer);
    },
    /**
     * To be called when the frame has loaded: where browsers do not name a frame's ancestors, a widget learns from this who they
     * are. Not once the frame has spoken: a SYN after ACK2 would make penpal close the port.
     */
    knock() {
      if (syn && !participantId) target.postMessage(syn, origin);
    },
    addMessageHandler: (handler) => void handlers.add(handler),
    removeMessageHandler: (handler) => void handlers.delete(handler),
    destroy() {
      removeEventListener('message', onMessage);
      port?.close();
      handlers.clear();
    },
  };
}
