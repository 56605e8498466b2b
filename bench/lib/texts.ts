/** The bytes that the codec benchmark decodes: kinds of text, cut to a size, the same in every run. */

const words = {
  english: "the quick brown fox jumps over a lazy dog while nobody in this old town looks at it or cares much".split(" "),
  french: "été déjà où naïve garçon forêt hôtel élève".split(" "),
  typographic: "don’t “yes” — 漢字 😀 naïve café Đà".split(" "),
  russian: "в начале было слово и мир как дела привет все счастливые семьи похожи друг на друга".split(" "),
  chinese: "天地玄黃 宇宙洪荒 日月盈昃 辰宿列張 寒來暑往 秋收冬藏 人之初 性本善".split(" "),
  emoji: [..."😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰😗😙🤗🤩🤔"],
};

/** Bytes that are in no well-formed sequence, whatever is around them. */
const neverGood = [0xff, 0xfe, 0xf8, 0xf5, 0xc0, 0xc1];

export const kinds = {
  ASCII: (size: number) => english(size),
  "mostly ASCII": (size: number) =>
    cut(
      sentence(size, (random) => (random(12) ? words.english : words.french), " "),
      size,
    ),
  "2-byte": (size: number) =>
    cut(
      sentence(size, () => words.russian, " "),
      size,
    ),
  CJK: (size: number) =>
    cut(
      sentence(size, () => words.chinese, "，"),
      size,
    ),
  emoji: (size: number) =>
    cut(
      sentence(size, () => words.emoji, ""),
      size,
    ),
  "one bad byte": (size: number) => spoilt(english(size), (at) => at === size >> 1),
  "sparse bad bytes": (size: number) => spoilt(english(size), (_, random) => random(60) === 0),
  "sparse mixture": (size: number) => spoilt(mixture(size), (_, random) => random(300) === 0),
  "all bad bytes": (size: number) => spoilt(new Uint8Array(size), () => true),
};

export type Kind = keyof typeof kinds;

const english = (size: number) =>
  cut(
    sentence(size, () => words.english, " "),
    size,
  );

const mixture = (size: number) =>
  cut(
    sentence(size, (random) => (random(10) ? words.english : words.typographic), " "),
    size,
  );

type Random = (below: number) => number;

function sentence(size: number, choose: (random: Random) => readonly string[], between: string): string {
  const random = seeded();
  let text = "";
  while (text.length < size) {
    const from = choose(random);
    text += from[random(from.length)]! + between;
  }
  return text;
}

/** At most `size` bytes, all of them whole characters, filled up with ASCII. */
function cut(text: string, size: number): Uint8Array {
  const wire = new Uint8Array(size).fill(0x2e);
  new TextEncoder().encodeInto(text, wire);
  return wire;
}

function spoilt(wire: Uint8Array, isBad: (at: number, random: Random) => boolean): Uint8Array {
  const random = seeded();
  return wire.map((byte, at) => (isBad(at, random) ? neverGood[random(neverGood.length)]! : byte));
}

/** A linear congruential generator: every run decodes the same bytes. */
function seeded(): Random {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
