/** Where the streams of a request write their records. */
import type { Peer } from "../connection.ts";

export type Output = Pick<Peer, "write" | "drained">;
