/** What the browser itself reads in a picture (Shape Detection API). Where it cannot, there is no button for it. */
type Detector = { detect(picture: ImageBitmap): Promise<readonly { readonly rawValue: string }[]> };
type DetectorClass = { new (options: { readonly formats: readonly string[] }): Detector };

const SIDE_LIMIT_PX = 8_192;

function detectorClass(): DetectorClass | null {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: DetectorClass };
  return BarcodeDetector ?? null;
}

export const canReadPictures = (): boolean => detectorClass() !== null;

/** The text of the first QR code in a picture; null when none is found, or it is no picture. It never leaves the browser. */
export async function readPicture(file: Blob): Promise<string | null> {
  const Detect = detectorClass();
  if (Detect === null) return null;
  try {
    const picture = await createImageBitmap(file);
    if (picture.width > SIDE_LIMIT_PX || picture.height > SIDE_LIMIT_PX) return null;
    const [found] = await new Detect({ formats: ['qr_code'] }).detect(picture);
    picture.close();
    return found?.rawValue ?? null;
  } catch {
    return null;
  }
}
