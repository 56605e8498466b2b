import { expect, test, vi } from "vitest";
import { plainServer } from "../../src/cgi/server-facts.ts";

test("errors go to the console, a message a write, without a second line end", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  plainServer.errors.write("one\n");
  plainServer.errors.write("two");
  plainServer.errors.writelines(["three\n", "", "four\n"]);
  plainServer.errors.flush();
  const printed = error.mock.calls.flat();
  error.mockRestore();
  expect(printed).toEqual(["one", "two", "three", "four"]);
});

test("a plain server is one thread of one process that stays", () => {
  expect(plainServer).toMatchObject({ multithread: false, multiprocess: false, runOnce: false });
});
