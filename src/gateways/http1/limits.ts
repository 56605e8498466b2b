/** How large a message may be before it is refused with TOO_LARGE. `null` means no limit. */

export interface Http1Limits {
  /** Bytes of the request line and the header section, the empty line included; also of a trailer section. */
  readonly head: number | null;
  /** Lines of the header section; also of a trailer section. */
  readonly headers: number | null;
  /** Bytes of the request target. */
  readonly target: number | null;
  /** Bytes of the body, chunks taken together. */
  readonly body: number | null;
  /** Bytes of the line before a chunk: the size and its extensions. */
  readonly chunkLine: number | null;
}

/** 64 KiB of head in 100 lines, 8 KiB of target (RFC 9110, 4.1 asks for 8000 bytes), 1 GiB of body. */
export const defaultLimits: Http1Limits = {
  head: 65_536,
  headers: 100,
  target: 8192,
  body: 2 ** 30,
  chunkLine: 1024,
};
