/** What waits this long waits for nobody to answer. */
const LONG_MS = 5_000;
const TIMES = 10;

/**
 * Lets a page's long deadlines pass ten times as fast; what is short keeps its pace, so that their order stays.
 *
 * @returns what takes it back.
 */
export function hurry(page: Pick<Window, 'setTimeout'>): () => void {
  const { setTimeout } = page;
  const patient = setTimeout.bind(page) as (run: TimerHandler, ms?: number, ...rest: unknown[]) => number;
  const hurried: typeof patient = (run, ms = 0, ...rest) => patient(run, ms >= LONG_MS ? ms / TIMES : ms, ...rest);
  page.setTimeout = hurried as typeof setTimeout;
  return () => {
    page.setTimeout = setTimeout;
  };
}
