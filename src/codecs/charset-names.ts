/** What CPython calls the charsets of iconv-lite. */

/** CPython's name for a label, or undefined where it has no such codec. */
export function pythonName(label: string): string | undefined {
  const plain = canonical(label);
  const page = /^(?:cp|win|windows|ibm|ms)?(\d+)$/.exec(plain)?.[1];
  const iso = /^iso8859(\d+)$/.exec(plain)?.[1];
  if (page && codePages.has(Number(page))) return `cp${page}`;
  if (iso) return `iso8859-${iso}`;
  return names[plain as keyof typeof names];
}

/** True of the labels whose byte order iconv-lite guesses from the text. */
export const leavesByteOrderOpen = (label: string): boolean => /^(?:utf16|utf32|ucs4)$/.test(canonical(label));

/** As iconv-lite compares labels: letters and digits only, no year. */
const canonical = (label: string): string => label.toLowerCase().replace(/:\d{4}$|[^0-9a-z]/g, "");

const codePages = new Set([
  437, 720, 737, 775, 850, 852, 855, 856, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874, 932, 949, 1125, 1250, 1251, 1252, 1253,
  1254, 1255, 1256, 1257, 1258,
]);

// Where a label means more to iconv-lite, as in the Encoding Standard, than to CPython, the wider codec stands here.
const names = {
  ascii: "ascii",
  usascii: "ascii",
  latin1: "latin-1",
  binary: "latin-1",
  latin2: "iso8859-2",
  latin9: "iso8859-15",
  utf8: "utf-8",
  utf16le: "utf-16-le",
  ucs2: "utf-16-le",
  utf16be: "utf-16-be",
  utf32le: "utf-32-le",
  utf32be: "utf-32-be",
  utf7: "utf-7",
  shiftjis: "cp932",
  sjis: "cp932",
  windows31j: "cp932",
  mskanji: "cp932",
  eucjp: "euc_jp",
  euckr: "cp949",
  ksc5601: "cp949",
  gb2312: "gbk",
  euccn: "gbk",
  gbk: "gbk",
  cp936: "gbk",
  windows936: "gbk",
  gb18030: "gb18030",
  big5: "big5hkscs",
  big5hkscs: "big5hkscs",
  koi8r: "koi8-r",
  koi8u: "koi8-u",
  koi8t: "koi8-t",
  macintosh: "mac-roman",
  macroman: "mac-roman",
  maccyrillic: "mac-cyrillic",
  macgreek: "mac-greek",
  maciceland: "mac-iceland",
  macturkish: "mac-turkish",
  tis620: "tis-620",
  hproman8: "hp-roman8",
  pt154: "ptcp154",
} as const;
