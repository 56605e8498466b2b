import { describe, expect, test } from "vitest";
import { readAddress, writeAddress } from "../../src/serve/address.ts";

describe("an address is", () => {
  test.each([
    ["8000", { host: "127.0.0.1", port: 8000 }],
    ["0", { host: "127.0.0.1", port: 0 }],
    ["0.0.0.0:80", { host: "0.0.0.0", port: 80 }],
    ["localhost:65535", { host: "localhost", port: 65535 }],
    ["[::1]:8000", { host: "::1", port: 8000 }],
    ["[fe80::1%eth0]:8000", { host: "fe80::1%eth0", port: 8000 }],
    ["unix:/run/app.sock", { path: "/run/app.sock" }],
    ["unix:a:b.sock", { path: "a:b.sock" }],
  ])("%s", (text, address) => {
    expect(readAddress(text)).toEqual(address);
  });
});

test.each(["", "x", "65536", "123456", ":80", "::1:80", "a b:80", "unix:", "unix:a\0b", "-1", "8000 ", "http://h:80", "[]:80", "h:"])(
  "%j is none",
  (text) => {
    expect(readAddress(text)).toBeUndefined();
  },
);

test.each(["127.0.0.1:8000", "[::1]:8000", "unix:/run/app.sock"])("%s is written as it is read", (text) => {
  expect(writeAddress(readAddress(text)!)).toBe(text);
});
