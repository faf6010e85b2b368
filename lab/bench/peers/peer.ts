// One of the servers that are measured beside each other.
import type { Server } from "../../../tools/run/serve.ts";
import type { LoadTeam } from "../load/load-team.ts";
import { senders } from "../measure/throughput.ts";

export const peerLoads = ["pairs", "groups", "one", "quiet"] as const;
export type PeerLoad = (typeof peerLoads)[number];

/** How many of each are made, the same for every server. */
export const counts = { pairs: senders, quietPairs: 200 } as const;

export interface Peer {
  readonly name: string;
  /** What is on disk when a message is acked. */
  readonly durability: string;
  /** Settings that differ from what is usual, and what the server leaves out. */
  readonly configured: string;
  /** Of the server: their children are counted too. Empty where they are not known. */
  readonly pids: readonly number[];
  /** A yardstick answers the sender; a chat server delivers to others. */
  readonly isEcho: boolean;
  /** The server, if it is one of ours that writes history to D1 meanwhile; a round in which it writes none fails. */
  readonly historyOf?: Server;
  /** The loads that it takes part in. */
  readonly loads: readonly PeerLoad[];
  /** Opens its loads under the names that `loadOf` gives. */
  open(team: LoadTeam): Promise<void>;
  stop(): Promise<void>;
}

export const loadOf = (peer: string, load: PeerLoad): string => `${peer}, ${load}`;
