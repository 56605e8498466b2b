/** How many requests an interpreter gets at a time. */
import { expect, onTestFinished, test, vi } from "vitest";
import { Pace } from "../../src/engines/cpython/pace.ts";

test("what it answers in a moment, and no more than its threads once it has answered nothing for long", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const pace = new Pace(2);
  expect(pace.capacity).toBe(2);
  pace.starts();
  vi.advanceTimersByTime(1);
  pace.answered(10);
  expect(pace.capacity).toBeGreaterThan(2);
  vi.advanceTimersByTime(100);
  expect(pace.capacity).toBe(2);
  pace.starts();
  expect(pace.capacity).toBeGreaterThan(2);
});
