/** Why a server does not start, with the exit code that says so. */

/** Beside those that every command has: what only a server ends with. */
export const serverExitCodes = {
  3: "the application does not load, is none, or does not fit its profile; or a wheel of its is none",
  4: "an address cannot be listened on",
  5: "the server was told to stop, and requests that took too long were broken off",
  6: "Python cannot be run: it is missing, does not start, is older than 3.8, or has no folder for its sockets",
} as const;

export type ServerExitCode = keyof typeof serverExitCodes;

export class StartFailure extends Error {
  override readonly name = "StartFailure";
  readonly exitCode: ServerExitCode;

  constructor(exitCode: ServerExitCode, message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, " "), options);
    this.exitCode = exitCode;
  }
}

/** The application is there, and is not called as its profile calls it. */
export class Misfit extends StartFailure {}
