/**
 * For tests: puts tokens.css on the document, so that contrast and sizes are those of the real page.
 *
 * @returns takes it away again
 */
export const useTokens = async (): Promise<() => void> => {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('../tokens.css', import.meta.url).href;
  await new Promise((resolve, reject) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', () => reject(new Error('tokens.css did not load')));
    document.head.append(link);
  });
  return () => link.remove();
};
