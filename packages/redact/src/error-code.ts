/** Codes of the errors that this package throws. */
export type RedactErrorCode = 'redact-option-invalid' | 'token-key-invalid' | 'token-value-too-long'
