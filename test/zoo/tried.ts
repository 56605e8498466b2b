/** What the zoo has not, since no Python 3 runs it. */
export interface Tried {
  readonly name: string;
  /** What was done, and what came of it. */
  readonly what: string;
  /** What stands in its place. */
  readonly instead: string;
}

export const tried: readonly Tried[] = [
  {
    name: "Pylons",
    what: "1.0.3, the last one, installs on Python 3.11; importing `pylons.wsgiapp` is a SyntaxError (`except HTTPException, httpe:`)",
    instead: "Pyramid",
  },
  {
    name: "MoinMoin 1.9",
    what: "1.9.11, which is what `pip install moin` takes, is written for Python 2: its setup.py is a SyntaxError (`os.chmod(outfile, 0755)`)",
    instead: "MoinMoin 2, a beta",
  },
];
