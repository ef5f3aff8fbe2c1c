/** A raster picture by its first bytes. `pixels`: width by height as its header says. */
export type ImageKind = { readonly contentType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'; readonly pixels: number };

const ascii = (bytes: Uint8Array, at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));

/** Start of frame (ITU-T T.81 §B.1.1.3): C0 to CF without the three that mean something else. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegPixels(view: DataView): number | null {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return view.getUint16(at + 5) * view.getUint16(at + 7);
    // A fill byte, or a marker that stands alone, has no length.
    at += marker === 0xff ? 1 : marker >= 0xd0 && marker <= 0xd9 ? 2 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpPixels(view: DataView, kind: string): number | null {
  const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536 + 1;
  if (kind === 'VP8X') return three(24) * three(27);
  if (kind === 'VP8 ') return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
  if (kind !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1);
}

/**
 * Which picture it is, by what it is and not by what it is called.
 *
 * @returns null for all else: SVG and HTML above all, and what breaks off in its header.
 */
export function imageKind(bytes: Uint8Array): ImageKind | null {
  if (bytes.length < 32) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixelsOf = (contentType: ImageKind['contentType'], pixels: number | null) => (pixels === null ? null : { contentType, pixels });
  if (view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a && ascii(bytes, 12, 4) === 'IHDR') {
    return pixelsOf('image/png', view.getUint32(16) * view.getUint32(20));
  }
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return pixelsOf('image/gif', view.getUint16(6, true) * view.getUint16(8, true));
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return pixelsOf('image/webp', webpPixels(view, ascii(bytes, 12, 4)));
  return view.getUint16(0) === 0xffd8 ? pixelsOf('image/jpeg', jpegPixels(view)) : null;
}
