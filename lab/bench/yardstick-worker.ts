// The yardsticks: the minimum that a Durable Object with sockets can do, in the same workerd. Runs without a bundler,
// so it imports only types.
import { DurableObject } from "cloudflare:workers";

interface YardstickEnv {
  readonly ECHO: DurableObjectNamespace;
  readonly NAIVE: DurableObjectNamespace;
  readonly FAN_OUT: DurableObjectNamespace;
  readonly LISTENER: DurableObjectNamespace<ListenerObject>;
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

/** A minimal chat object: one INSERT and one answer for each frame. */
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

/** Calls in flight at once; with more, each costs more. */
const fanOutWidth = 20;

/**
 * The minimum for one message to many receivers: a row, an answer, and a call to each receiver's object. Its name
 * contains their number.
 */
export class FanOutObject extends SocketObject {
  constructor(ctx: DurableObjectState, env: YardstickEnv) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS message (seq INTEGER PRIMARY KEY, body TEXT)");
  }

  override async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const body = message as string;
    const query = "INSERT INTO message (body) VALUES (?) RETURNING seq";
    const { seq } = this.ctx.storage.sql.exec<{ seq: number }>(query, body).one();
    ws.send(`{"type":"message-ack","seq":${seq}}`);
    const text = `{"type":"new-message","seq":${seq},"body":${body}}`;
    const listeners = Array.from({ length: Number(this.ctx.id.name) }, (_, index) => index).values();
    const call = async (): Promise<void> => {
      for (const index of listeners) await this.env.LISTENER.getByName(String(index)).deliver(text);
    };
    await Promise.all(Array.from({ length: fanOutWidth }, call));
  }
}

/** One receiver of a FanOutObject. */
export class ListenerObject extends SocketObject {
  override webSocketMessage(ws: WebSocket): void {
    ws.send('{"type":"sync-done"}');
  }

  deliver(text: string): void {
    for (const ws of this.ctx.getWebSockets()) ws.send(text);
  }
}

export default {
  fetch(request: Request, env: YardstickEnv): Response | Promise<Response> {
    const [, kind, name = ""] = new URL(request.url).pathname.split("/");
    const namespaces: Readonly<Record<string, DurableObjectNamespace>> = {
      echo: env.ECHO,
      naive: env.NAIVE,
      "fan-out": env.FAN_OUT,
      listener: env.LISTENER,
    };
    const namespace = namespaces[kind ?? ""];
    if (namespace === undefined) return new Response(null, { status: 404 });
    return namespace.get(namespace.idFromName(name)).fetch(request);
  },
} satisfies ExportedHandler<YardstickEnv>;
