// The few values of the protocol that the SDK needs: it takes only types from the schema, which make them agree.
import type { wireLimits } from "../../schema/protocol/limits.ts";
import type { protocolName as schemaProtocolName } from "../../schema/protocol/version.ts";

/** The WebSocket subprotocol. */
export const protocolName: typeof schemaProtocolName = "klatch.v1";

/** Conversations one `sync` may name. */
export const maxSyncCursors: typeof wireLimits.maxSyncCursors = 3_000;

/** UTF-16 units of a preview's text. */
export const previewMaxChars: typeof wireLimits.previewMaxChars = 160;
