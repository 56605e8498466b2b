/** The lifespan of an application that has none of its own: it is started and stopped at once (ASGI, Lifespan Protocol). */
import type { Receive, Send } from "./expose.ts";

export async function lifespan(receive: Receive, send: Send): Promise<void> {
  for (;;) {
    const { type } = await receive();
    if (type === "lifespan.startup") await send({ type: "lifespan.startup.complete" });
    else if (type === "lifespan.shutdown") {
      await send({ type: "lifespan.shutdown.complete" });
      return;
    }
  }
}
