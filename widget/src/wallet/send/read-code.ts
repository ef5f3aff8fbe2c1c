import { decodeQR } from 'qr/decode.js';

/** A photograph of a phone is some 12 MB; what is larger is no picture of a code. */
const LARGEST_BYTES = 30_000_000;
/** Small first: a code that fills the picture is read at once; a small one in a large photograph needs its detail. */
const sizes = [700, 1600];

/** Text, null when no code is seen. */
type Reader = (bitmap: ImageBitmap) => Promise<string | null>;
type Detector = { detect(image: ImageBitmap): Promise<readonly { readonly rawValue: string }[]> };
declare const BarcodeDetector: { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<readonly string[]> } | undefined;

/** The system's own reader, where the browser has one (Android, macOS): quicker, and better with bad photographs. */
async function systemReader(): Promise<Reader | null> {
  if (typeof BarcodeDetector === 'undefined') return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch((): readonly string[] => []);
  if (!formats.includes('qr_code')) return null;
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return async (bitmap) => {
    const [code] = await detector.detect(bitmap).catch(() => []);
    return code?.rawValue ?? null;
  };
}

const ownReader: Reader = async (bitmap) => {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) return null;
  context.drawImage(bitmap, 0, 0);
  try {
    return decodeQR({ width, height, data: context.getImageData(0, 0, width, height).data });
  } catch {
    return null;
  }
};

/** Decodes a picture no larger than needed: a small file can be a picture of a thousand megapixels. */
async function scaled(image: Blob, longest: number): Promise<ImageBitmap> {
  const whole = await createImageBitmap(image);
  const scale = longest / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  try {
    return await createImageBitmap(whole, {
      resizeWidth: Math.max(1, Math.round(whole.width * scale)),
      resizeHeight: Math.max(1, Math.round(whole.height * scale)),
    });
  } finally {
    whole.close();
  }
}

/**
 * Reads a QR code from a picture: a photograph just taken, a screenshot, a pasted image. The camera itself is closed to a wallet in a page, on purpose
 * (`camera=()`); a phone's picture field opens the phone's own camera instead.
 *
 * @returns null when there is none to be seen.
 * @throws DOMException for a file that is no picture, TypeError for one too large.
 */
export async function readCode(image: Blob): Promise<string | null> {
  if (image.size > LARGEST_BYTES) throw new TypeError('image: at most 30 MB');
  const readers = [await systemReader(), ownReader].filter((reader) => reader !== null);
  for (const size of sizes) {
    const bitmap = await scaled(image, size);
    try {
      for (const read of readers) {
        const text = await read(bitmap);
        if (text !== null && text !== '') return text;
      }
    } finally {
      bitmap.close();
    }
  }
  return null;
}
