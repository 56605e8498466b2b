/** An application of a document, served over HTTP by our own gateway: what a client gets, without the lines that say when and how it is connected. */
import { createHandler } from "../../src/create-handler.ts";
import { http1Protocol } from "../../src/gateways/http1/connection.ts";
import type { Profile } from "../../src/profile.ts";
import { open } from "../gateways/memory-peer.ts";
import { bytes, get } from "./helpers.ts";

export async function served(profile: Profile, app: unknown, request = get("/")): Promise<string> {
  const { peer, connection } = open(http1Protocol, createHandler(app as never, profile));
  connection.receive(bytes(request));
  connection.finish();
  await peer.until(({ ended, destroyed }) => ended || destroyed);
  return peer.sent.replace(/^(?:Date|Connection): .*\r\n/gm, "");
}
