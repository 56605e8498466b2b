/** How a web server may speak to an application here. */
export const protocolNames = ["http", "http-wire", "fastcgi", "scgi", "uwsgi", "ajp"] as const;
export type ProtocolName = (typeof protocolNames)[number];
