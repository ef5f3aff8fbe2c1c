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

/** What was to be changed is no more what the change was made from. Nothing was written: look at it again. */
export class ConflictError extends ConfigError {
  constructor(field: string) {
    super(field, 'was changed by somebody else meanwhile; look at it again');
    this.name = 'ConflictError';
  }
}
