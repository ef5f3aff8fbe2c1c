import { PIN_FIELD_LENGTH, type PinField } from '../contract/sealed.ts';

/**
 * A PIN as it stands in a plaintext: ASCII digits, zero-padded, so that its length does not show. Whoever made the field
 * wipes it after use.
 *
 * @throws TypeError for anything but 6 to 12 ASCII digits.
 */
export function pinField(pin: string): PinField {
  if (!/^[0-9]{6,12}$/.test(pin)) throw new TypeError('pin must be 6 to 12 digits');
  const field = new Uint8Array(PIN_FIELD_LENGTH);
  for (let index = 0; index < pin.length; index++) field[index] = pin.charCodeAt(index);
  return field;
}
