/** An address or a message that is not what it must be. `field` names the part at fault. */
export class WebhookError extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.name = 'WebhookError';
    this.field = field;
  }
}
