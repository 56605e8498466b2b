/** Numbers with a unit, as limits have them; `none` is null: no limit. */
import { UsageError } from "./exit.ts";
import { quoted } from "./options.ts";

const powers = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 } as const;

/** `512`, `64k`, `16m`, `1g`: in bytes. */
export function bytes(option: string) {
  return (value: string): number | null => {
    if (value === "none") return null;
    const [, digits, unit = ""] = /^(\d{1,12})([kmg])?$/i.exec(value) ?? [];
    if (digits === undefined)
      throw new UsageError(`${option}: ${quoted(value)} is not a number of bytes, such as 65536, 64k or 1g, or none`);
    return Number(digits) * powers[unit.toLowerCase() as keyof typeof powers];
  };
}

/** `30`, `0.5`: in milliseconds. */
export function seconds(option: string) {
  return (value: string): number | null => {
    if (value === "none") return null;
    const milliseconds = /^\d{1,6}(\.\d{1,3})?$/.test(value) ? Math.round(Number(value) * 1000) : 0;
    if (milliseconds === 0) throw new UsageError(`${option}: ${quoted(value)} is not a number of seconds above zero, or none`);
    return milliseconds;
  };
}
