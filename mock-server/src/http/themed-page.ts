const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * The widget's page with an app's theme in it, as data that its script reads: it is there before the first screen is drawn, so that
 * nobody sees another look first. A page without a theme stays as it was built.
 */
export function withTheme(html: Uint8Array<ArrayBuffer>, theme: { readonly [token: string]: unknown } | undefined): Uint8Array<ArrayBuffer> {
  if (theme === undefined || Object.keys(theme).length === 0) return html;
  const content = [...JSON.stringify(theme)].map((character) => escapes[character] ?? character).join('');
  const text = new TextDecoder().decode(html);
  const at = text.indexOf('<title>');
  return new TextEncoder().encode(`${text.slice(0, at)}<meta name="alcove-theme" content="${content}">${text.slice(at)}`);
}
