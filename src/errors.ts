/** Everything that can go wrong, one code per cause; the table below is the documentation. */

/** The codes of {@link StringModelError}. Codes are API; messages are not. */
export const errorCodes = {
  // values and bytes
  UNDECODABLE: "the bytes have no value in this string model",
  UNENCODABLE: "the value has no bytes in this string model",
  WRONG_TYPE: "a value is not of the type the profile declares",
  NOT_BYTES: "a ByteString has a code unit above U+00FF",
  // environs and answers
  MISSING_VARIABLE: "a variable the profile requires is absent",
  UNKNOWN_ENCODING: "the environ names an encoding the profile does not know",
  BAD_VARIABLE: "a variable's value is not of the form its definition requires",
  BAD_STATUS: "a status is not three digits, a space and a reason phrase",
  BAD_HEADER: "a response header name is not a token",
  HEAD_INJECTION: "a response head holds CR, LF, NUL or another control character",
  NOT_TEXT: "the value stands for no characters, so it cannot be read as text",
  // calls between server and application
  NOT_STARTED: "the application sent a body, or ended, without starting a response",
  STARTED_TWICE: "the application started a response that was started already",
  AFTER_THE_END: "the application called back after its response had ended",
  NO_WRITE: "the model has no write()",
  BODY_TOO_LONG: "the application gave more bytes than its Content-Length says",
  BODY_TOO_SHORT: "the application gave fewer bytes than its Content-Length says, or left its body unfinished",
  BAD_MESSAGE: "a message of the application is not one that the convention knows",
  UNSUPPORTED: "the convention has it, and this server does not",
  INPUT_CLOSED: "the request body was read after the response had ended",
  INPUT_NOT_AT_HAND: "the request body was to be read at once, and has not arrived",
  DISCONNECTED: "the client has gone away",
  // HTTP/1.x messages
  TRUNCATED: "the message ends before it is complete",
  TRAILING_BYTES: "bytes follow the end of the message",
  BAD_LINE_END: "a line ends in something other than CR LF, or holds a bare CR",
  BAD_REQUEST_LINE: "the request line is not method, target and version, one space apart",
  BAD_METHOD: "the method is not a token",
  BAD_TARGET: "the request target has none of HTTP's four forms",
  BAD_VERSION: "the protocol version is neither HTTP/1.0 nor HTTP/1.1",
  BAD_HEADER_NAME: "a field name is not a token directly followed by a colon",
  BAD_HEADER_VALUE: "a field value holds NUL or another control character but TAB",
  OBS_FOLD: "a field value is folded over several lines",
  BAD_HOST: "an HTTP/1.1 request has no Host field, several, or an invalid one",
  BAD_CONTENT_LENGTH: "Content-Length is repeated or not a decimal number",
  BAD_TRANSFER_CODING: "Transfer-Encoding is not exactly chunked, or HTTP/1.0 has one",
  CONFLICTING_FRAMING: "Content-Length and Transfer-Encoding are both present",
  BAD_CHUNK: "a chunk of the body is malformed",
  TOO_LARGE: "a limit on size or count is exceeded",
  // packets of gateway protocols
  BAD_PACKET: "a packet or record is not what its protocol says, or comes when none is due",
  // files and declarations
  BAD_PROFILE: "a declaration contradicts itself or is no profile",
  BAD_JSON: "a line is not JSON, or not a value in the notation",
  BAD_REPORT: "a report is not one of ours, or does not belong with the others",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** Where it went wrong. */
export interface Where {
  readonly profile?: string | undefined;
  readonly key?: string | undefined;
  /** First offending byte (decoding) or UTF-16 code unit (encoding), 0-based. */
  readonly offset?: number | undefined;
}

/**
 * A value crossed a boundary it cannot cross.
 *
 * Switch on `code`; the message is for people and never holds the whole value (it may be a cookie).
 */
export class StringModelError extends Error {
  override readonly name = "StringModelError";
  readonly code: ErrorCode;
  readonly detail: string;
  readonly where: Where;

  constructor(code: ErrorCode, detail: string, where: Where = {}, options?: ErrorOptions) {
    const place = [where.profile, where.key, where.offset === undefined ? "" : `at ${where.offset}`];
    super(`${[...place.filter(Boolean), detail].join(" ")} [${code}]`, options);
    this.code = code;
    this.detail = detail;
    this.where = where;
  }

  /** The same failure, told from one layer further out. */
  at(where: Where): StringModelError {
    return new StringModelError(this.code, this.detail, { ...this.where, ...where }, { cause: this });
  }
}

/** Runs `step`, which calls codecs; a refusal inside it also says `where`. @throws {StringModelError} */
export function inPlace<T>(where: Where, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw located(error, where);
  }
}

/** What a codec threw, with its place; a codec that throws anything but a refusal is no codec. */
export function located(error: unknown, where: Where): StringModelError {
  if (error instanceof StringModelError) return error.at({ ...where, key: error.where.key ?? where.key });
  const what = error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : `something that is no error (${String(error)})`;
  return new StringModelError("BAD_PROFILE", `a codec broke with ${what}`, where, { cause: error });
}
