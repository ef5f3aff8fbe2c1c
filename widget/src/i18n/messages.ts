import type { str } from '@lit/localize';
import type { TemplateResult } from 'lit';

/**
 * The words of one language by message id. A message with values is written with `str`, its values named by position:
 * `` str`${0} / ${1}` `` (the values of the English source, in any order).
 */
export type Messages = { readonly [id: string]: string | ReturnType<typeof str> | TemplateResult };
