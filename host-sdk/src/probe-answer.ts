/** Marks the probe's one message. */
export const probeMark = 'alcove:probe';

/** What a frame of the wallet's origin finds that it may do on this page. */
export type ProbeAnswer = {
  readonly type: typeof probeMark;
  readonly hasStorage: boolean;
  /** Whether the browser can tell that something lies over the frame (IntersectionObserver v2). */
  readonly hasVisibility: boolean;
  /** Of `wantedFeatures`, those that the page's Permissions-Policy keeps from the frame. Empty where browsers do not tell. */
  readonly refusedFeatures: readonly string[];
};

/** Features that the wallet's frame asks for and some part of it needs. */
export const wantedFeatures = ['publickey-credentials-get', 'publickey-credentials-create', 'clipboard-write', 'storage-access'] as const;

export function isProbeAnswer(data: unknown): data is ProbeAnswer {
  return typeof data === 'object' && data !== null && (data as Partial<ProbeAnswer>).type === probeMark;
}
