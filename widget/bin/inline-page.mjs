import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

const cspHash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Rollup plugin: one HTML file with style and script inside, that loads nothing and may load nothing.
 *
 * @param {{ template: string, style: string, fileName: string }} options paths of the template and its style sheet, and
 *   the name of the page. The template names its charset, one style sheet and one script at its end; they are replaced.
 */
export function inlinePage({ template, style, fileName }) {
  return {
    name: 'inline-page',
    generateBundle(_options, bundle) {
      const [chunk, ...others] = Object.values(bundle);
      if (chunk?.type !== 'chunk' || others.length > 0) this.error('recover: the page must be one chunk');
      const script = chunk.code.trim();
      if (/<\/script|<!--/i.test(script)) this.error('recover: the script would end early inside HTML');
      const css = transformSync(readFileSync(style, 'utf8'), { loader: 'css', minify: true }).code.trim();
      const csp = `default-src 'none'; script-src ${cspHash(script)}; style-src ${cspHash(css)}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
      const html = readFileSync(template, 'utf8')
        .replace('<meta charset="utf-8">', (tag) => `${tag}<meta http-equiv="Content-Security-Policy" content="${csp}">`)
        .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${css}</style>`)
        .replace(/<script src="[^"]*"><\/script>/, () => `<script>${script}</script>`);
      delete bundle[chunk.fileName];
      this.emitFile({ type: 'asset', fileName, source: html });
    },
  };
}
