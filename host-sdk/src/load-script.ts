const { src } = document.currentScript as HTMLScriptElement;

/**
 * Brings a script that lies beside this one, and takes what it leaves at its own element. Rejects when the page does not let it run.
 *
 * @param integrity the script's digest, set by the build: a page that pins this script pins all that this script can load
 */
export function loadScript<Left>(name: string, integrity: string): Promise<HTMLScriptElement & Left> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script') as HTMLScriptElement & Left;
    script.integrity = integrity;
    script.crossOrigin = '';
    script.onload = () => resolve(script);
    script.onerror = reject;
    script.src = new URL(name, src).href;
    document.head.append(script);
  });
}
