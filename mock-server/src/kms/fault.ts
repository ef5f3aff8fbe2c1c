/** The error types of the AWS KMS API (and of AWS request signing) that this server gives. */
export type KmsFaultType =
  | 'AccessDeniedException'
  | 'DryRunOperationException'
  | 'IncompleteSignatureException'
  | 'IncorrectKeyException'
  | 'InvalidArnException'
  | 'InvalidCiphertextException'
  | 'InvalidSignatureException'
  | 'KMSInternalException'
  | 'MalformedPolicyDocumentException'
  | 'MissingAuthenticationTokenException'
  | 'NotFoundException'
  | 'RequestEntityTooLargeException'
  | 'SerializationException'
  | 'UnknownOperationException'
  | 'UnrecognizedClientException'
  | 'ValidationException';

const STATUS: Partial<Record<KmsFaultType, number>> = {
  KMSInternalException: 500,
  RequestEntityTooLargeException: 413,
  UnknownOperationException: 404,
};

/** What a caller is told: `{ "__type": type, "message": message }` with HTTP 400 unless the protocol has another status. */
export class KmsFault extends Error {
  readonly type: KmsFaultType;
  constructor(type: KmsFaultType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KmsFault';
    this.type = type;
  }
  get status(): number {
    return STATUS[this.type] ?? 400;
  }
}
