/** A setting that may not stand. `field` is its path, e.g. `allowedOrigins[0]`; `reason` one phrase without the value, which may hold a key. */
export class ConfigError extends TypeError {
  readonly field: string;
  readonly reason: string;
  constructor(field: string, reason: string) {
    super(`${field} ${reason}`);
    this.name = 'ConfigError';
    this.field = field;
    this.reason = reason;
  }
}
