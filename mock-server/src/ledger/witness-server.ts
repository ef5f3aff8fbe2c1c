import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { WireFormatError } from '../enclave/dcbor-reader.ts';
import { createFrameReader, encodeFrame, FrameError, MAX_REQUEST_BYTES } from '../enclave/frames.ts';
import { decodeWitnessRequest, encodeWitnessReply } from '../enclave/witness-messages.ts';
import type { Witness } from './witness.ts';
import type { WitnessReply } from './witness-wire.ts';

const MAX_CONNECTIONS = 64;
const FRAME_TIMEOUT_MS = 5_000;
const PROBE_TIMEOUT_MS = 500;

function reply(witness: Witness, request: Uint8Array): WitnessReply {
  try {
    return witness.handle(decodeWitnessRequest(request));
  } catch (error) {
    if (error instanceof WireFormatError) return { ok: false, code: 'malformed', head: null };
    throw error;
  }
}

function serveConnection(witness: Witness, socket: Socket): void {
  const reader = createFrameReader(MAX_REQUEST_BYTES);
  let frameTimer: NodeJS.Timeout | undefined;
  socket.on('data', (chunk) => {
    try {
      const requests = reader(chunk);
      if (requests.length === 0) frameTimer ??= setTimeout(() => socket.destroy(), FRAME_TIMEOUT_MS);
      else {
        clearTimeout(frameTimer);
        frameTimer = undefined;
      }
      for (const request of requests) socket.write(encodeFrame(encodeWitnessReply(reply(witness, request))));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      socket.destroy();
    }
  });
  // A peer that vanishes is an everyday event here; 'close' follows.
  socket.on('error', () => undefined);
  socket.on('close', () => clearTimeout(frameTimer));
}

/** A socket file outlives a killed process. It is removed only when nobody answers on it. */
function removeStaleSocket(socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = connect(socketPath);
    const inUse = () => {
      probe.destroy();
      reject(new Error(`${socketPath} is in use by another process`));
    };
    probe.setTimeout(PROBE_TIMEOUT_MS, inUse);
    probe.on('connect', inUse);
    probe.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') unlinkSync(socketPath);
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve();
      else reject(error);
    });
  });
}

export type WitnessServer = { close(): Promise<void> };

/** Serves frames on a Unix socket until closed. @throws when another process answers on that path */
export async function serveWitness(witness: Witness, socketPath: string): Promise<WitnessServer> {
  await removeStaleSocket(socketPath);
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(witness, socket);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
