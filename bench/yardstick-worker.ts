// What we are measured against: the least that a Durable Object with sockets can do, in the same workerd. Runs as it stands,
// without a bundler: types only, no imports of ours.
import { DurableObject } from "cloudflare:workers";

interface YardstickEnv {
  readonly ECHO: DurableObjectNamespace;
  readonly NAIVE: DurableObjectNamespace;
}

interface Sent {
  readonly clientMsgId: string;
  readonly conversationId: string;
  readonly content: unknown;
}

class SocketObject extends DurableObject<YardstickEnv> {
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketClose(ws: WebSocket): void {
    ws.close(1000, "");
  }
}

/** A message holds one frame or an array of them, as in our protocol. */
const parseFrames = (message: string | ArrayBuffer): readonly Sent[] => {
  const parsed = JSON.parse(message as string) as Sent | readonly Sent[];
  return Array.isArray(parsed) ? (parsed as readonly Sent[]) : [parsed as Sent];
};

/** Answers each frame with itself. */
export class EchoObject extends SocketObject {
  override webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): void {
    for (const frame of parseFrames(message)) ws.send(JSON.stringify(frame));
  }
}

/** The chat object of a first afternoon: for each frame one INSERT and one answer. */
export class NaiveChatObject extends SocketObject {
  constructor(ctx: DurableObjectState, env: YardstickEnv) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS message (seq INTEGER PRIMARY KEY, client_msg_id TEXT, body TEXT, created_at INTEGER)",
    );
  }

  override webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): void {
    for (const { clientMsgId, conversationId, content } of parseFrames(message)) {
      const createdAt = Date.now();
      const query = "INSERT INTO message (client_msg_id, body, created_at) VALUES (?, ?, ?) RETURNING seq";
      const { seq } = this.ctx.storage.sql
        .exec<{ seq: number }>(query, clientMsgId, JSON.stringify(content), createdAt)
        .one();
      ws.send(
        JSON.stringify({
          type: "message-ack",
          clientMsgId,
          conversationId,
          seq,
          messageId: `${conversationId}:${seq}`,
          createdAt,
        }),
      );
    }
  }
}

export default {
  fetch(request: Request, env: YardstickEnv): Response | Promise<Response> {
    const [, kind, name = ""] = new URL(request.url).pathname.split("/");
    const namespace = kind === "echo" ? env.ECHO : env.NAIVE;
    return namespace.get(namespace.idFromName(name)).fetch(request);
  },
} satisfies ExportedHandler<YardstickEnv>;
