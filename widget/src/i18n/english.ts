/** English words of what comes after the first view, by the number of the message. From source there are none: there they stand in the code. */
export const englishWords: string[] = [];

let loading: Promise<unknown> | null = null;

/** Fetches them, once. Rejects when they cannot be fetched; the next call tries again. */
export function loadEnglish(): Promise<unknown> {
  loading ??= import('./en.ts').then(
    ({ words }) => Object.assign(englishWords, words),
    (cause: unknown) => {
      loading = null;
      throw cause;
    },
  );
  return loading;
}
