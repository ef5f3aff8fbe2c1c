import { createRequire } from 'node:module';
import { build } from 'esbuild';

/*
 * React is published as CommonJS, which browsers do not read, and wagmi with viem as hundreds of files, one of them CommonJS too.
 * For browser tests they are bundled once, in one file, so that each is there once, and imports of them are answered from there.
 */

const require = createRequire(import.meta.url);
const parts = ['react', 'react-dom', 'react-dom/client', 'react-dom/server.browser', '@wagmi/core', 'viem'];
// Now, and not when they are asked for: React writes to the console, which the test runner replaces.
const names = parts.map((part) => Object.keys(require(part)).filter((name) => /^[\w$]+$/.test(name) && !['default', '__esModule'].includes(name)));
const folder = '/__bundled__/';
const pathOf = (part) => `${folder}${part.replaceAll('/', '_')}.js`;

async function bundle() {
  const { outputFiles } = await build({
    stdin: { contents: parts.map((part, index) => `export * as part${index} from '${part}';`).join('\n'), resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"development"' },
    write: false,
  });
  return outputFiles[0].text;
}

/** Plugin for `@web/dev-server`. */
export function bundledForBrowsers() {
  let bundled;
  return {
    name: 'bundled-for-browsers',
    resolveImport: ({ source }) => (parts.includes(source) ? pathOf(source) : undefined),
    async serve({ path }) {
      if (!path.startsWith(folder)) return undefined;
      bundled ??= bundle();
      if (path === `${folder}all.js`) return { body: await bundled, type: 'js' };
      const index = parts.findIndex((part) => pathOf(part) === path);
      if (index < 0) return undefined;
      const source = `const whole = part.default ?? part;\nexport default whole;\nexport const { ${names[index].join(', ')} } = whole;\n`;
      return { body: `import { part${index} as part } from './all.js';\n${source}`, type: 'js' };
    },
  };
}
