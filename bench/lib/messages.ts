/** Requests to time: sixteen that differ in path and cookie, so that nothing is quick at the very same request only. */

export const messages = Array.from({ length: 16 }, (_, i) => Buffer.from(browserRequest(i), "latin1"));

/** A navigation as a browser sends it: 20 fields. */
function browserRequest(i: number): string {
  return [
    `GET /shop/caf%C3%A9/items?id=${1000 + 37 * i}&page=2&sort=price HTTP/1.1`,
    "Host: www.example.com",
    "Connection: keep-alive",
    "Cache-Control: max-age=0",
    'sec-ch-ua: "Chromium";v="124", "Not-A.Brand";v="99"',
    "sec-ch-ua-mobile: ?0",
    'sec-ch-ua-platform: "Linux"',
    "Upgrade-Insecure-Requests: 1",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Sec-Fetch-Site: same-origin",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-User: ?1",
    "Sec-Fetch-Dest: document",
    `Referer: https://www.example.com/shop/?id=${i}`,
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
    `Cookie: session=${(0x5f3a61c2 * (i + 1)).toString(16)}; theme=dark; csrftoken=Zk3vQ8nT2xLw${i}`,
    'If-None-Match: W/"5f3-61c2a"',
    "X-Forwarded-For: 203.0.113.7",
    "X-Request-ID: 7d1f8e52-90c4-4b7e-a1d7-5e0c2f9b6a34",
    "",
    "",
  ].join("\r\n");
}
