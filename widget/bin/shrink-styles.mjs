import { transformSync } from 'esbuild';

/** The palette: named colours that only roles use, each defined once. */
const definition = /(--alcove-(?:grey|night|indigo|green|amber|red)-\d+):\s*(#[0-9a-f]{3,8});?/g;

const shortHex = (hex) => hex.replace(/^#(.)\1(.)\2(.)\3$/, '#$1$2$3');

/**
 * The tokens as they are delivered: no comments, and each colour of the palette in the place of its name.
 *
 * @throws Error for a colour that is used and not defined, or defined twice.
 */
export function shrinkStyles(css) {
  const { code } = transformSync(css, { loader: 'css', minify: true });
  const palette = new Map();
  const roles = code.replace(definition, (_whole, name, value) => {
    if (palette.has(name)) throw new Error(`${name} is defined twice`);
    palette.set(name, shortHex(value));
    return '';
  });
  const inlined = roles.replace(/var\((--alcove-(?:grey|night|indigo|green|amber|red)-\d+)\)/g, (_whole, name) => {
    const value = palette.get(name);
    if (value === undefined) throw new Error(`${name} is not defined`);
    return value;
  });
  // Custom properties are kept as they are written; between a function's values a space means nothing.
  return inlined.replace(/: (?=light-dark|var)/g, ':').replace(/(light-dark\([^()]*),\s+/g, '$1,');
}
