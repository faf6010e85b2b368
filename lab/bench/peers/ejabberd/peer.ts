// ejabberd with PostgreSQL as a peer.
import type { Place } from "../../load/plan.ts";
import { openMadeUp } from "../made-up.ts";
import { peerLoads, type Peer } from "../peer.ts";
import type { Installed } from "./installed.ts";
import { startEjabberd } from "./server.ts";

const name = "ejabberd, PostgreSQL";

/** The socket of a user who is in a room, or talks with one other person. */
export const ejabberdPlace = (port: number, user: string, where: { room: string } | { to: string }): Place => ({
  port,
  path: `/ws?${new URLSearchParams({ user, ...where }).toString()}`,
  headers: {},
  transport: "xmpp",
});

/** A direct conversation is named after its two users. */
function placeOf(port: number, conversationId: string, user: string): Place {
  if (conversationId.startsWith("group_")) return ejabberdPlace(port, user, { room: conversationId });
  const to = conversationId
    .replace(/^direct_/, "")
    .replace(user, "")
    .replace(/^_|_$/g, "");
  return ejabberdPlace(port, user, { to });
}

export async function startEjabberdPeer(installed: Installed): Promise<Peer> {
  const server = await startEjabberd(installed);
  return {
    name,
    durability:
      "PostgreSQL with fsync and synchronous_commit on: a pair's message is archived for its sender before the ack and for its receiver before the delivery (two rows, two commits), a group's once by the room before it is reflected",
    configured: `${installed.versions}; XMPP over WebSocket, one stanza in each WebSocket message, stream management on; mod_mam always, rooms with mam; anonymous sign-in, no shapers; PostgreSQL as initdb leaves it`,
    pids: server.pids,
    isEcho: false,
    loads: peerLoads,
    open: (team) => openMadeUp(team, name, (conversationId, user) => placeOf(server.port, conversationId, user)),
    stop: () => server.stop(),
  };
}
