/** Numbers with a unit, as limits have them; `none` is Infinity: commander would make an empty string of null. */
import { UsageError } from "./exit.ts";
import { quoted } from "./options.ts";

const powers = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 } as const;

/** `512`, `64k`, `16m`, `1g`: in bytes. */
export function bytes(option: string, least = 0) {
  return (value: string): number => {
    if (value === "none") return Infinity;
    const [, digits, unit = ""] = /^(\d{1,12})([kmg])?$/i.exec(value) ?? [];
    if (digits === undefined)
      throw new UsageError(`${option}: ${quoted(value)} is not a number of bytes, such as 65536, 64k or 1g, or none`);
    const count = Number(digits) * powers[unit.toLowerCase() as keyof typeof powers];
    if (count < least) throw new UsageError(`${option}: ${quoted(value)} is less than ${least}`);
    return count;
  };
}

/** `30`, `0.5`: in milliseconds. */
export function seconds(option: string) {
  return (value: string): number => {
    if (value === "none") return Infinity;
    const milliseconds = /^\d{1,6}(\.\d{1,3})?$/.test(value) ? Math.round(Number(value) * 1000) : 0;
    if (milliseconds === 0) throw new UsageError(`${option}: ${quoted(value)} is not a number of seconds above zero, or none`);
    return milliseconds;
  };
}

/** As limits of a gateway have it: null where there is none. */
export const limitFrom = (value: number): number | null => (value === Infinity ? null : value);
