// A chat server as one would write it with socket.io and SQLite, in a process of its own: rooms, a log, and nothing
// else. A yardstick: it has no authentication, no limits, no cursors and no history.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { MessageLog, TurnLog, type KeptMessage, type SentMessage } from "./message-log.ts";
import type { SocketIoForm } from "./socket-io.ts";

interface Frame {
  readonly type: "sync" | "send-message";
  readonly clientMsgId: string;
  readonly conversationId: string;
  readonly content: unknown;
}

interface ReceivedMessage extends SentMessage {
  readonly socket: ChatSocket;
}

interface Up {
  frame: (frames: Frame | readonly Frame[]) => void;
}
interface Down {
  frame: (frames: object | readonly object[]) => void;
}
type ChatSocket = Socket<Up, Down>;

const [path, form] = process.argv.slice(2) as [string, SocketIoForm];
const http = createServer();
const io = new Server<Up, Down>(http, { transports: ["websocket"], serveClient: false });
const log = new MessageLog(path);
const turns = new TurnLog(log, (kept) => {
  if (form === "turn-packed") tellPacked(kept as readonly (KeptMessage & ReceivedMessage)[]);
  else for (const one of kept as readonly (KeptMessage & ReceivedMessage)[]) tell(one);
});

const eventOf = ({ conversationId, seq, senderId, clientMsgId, content, createdAt }: KeptMessage): object => ({
  type: "new-message",
  conversationId,
  seq,
  messageId: `${conversationId}:${seq}`,
  senderId,
  clientMsgId,
  content,
  createdAt,
});

const ackOf = ({ conversationId, seq, clientMsgId, createdAt }: KeptMessage): object => ({
  type: "message-ack",
  clientMsgId,
  conversationId,
  seq,
  messageId: `${conversationId}:${seq}`,
  createdAt,
});

/** A packet for each event and each ack, as `emit` is commonly used. */
function tell(kept: KeptMessage & ReceivedMessage): void {
  io.to(kept.conversationId).emit("frame", eventOf(kept));
  kept.socket.emit("frame", ackOf(kept));
}

/** One packet of events for each room, and one of acks for each socket. */
function tellPacked(kept: readonly (KeptMessage & ReceivedMessage)[]): void {
  for (const [room, messages] of Map.groupBy(kept, ({ conversationId }) => conversationId))
    io.to(room).emit("frame", messages.map(eventOf));
  for (const [socket, messages] of Map.groupBy(kept, (one) => one.socket)) socket.emit("frame", messages.map(ackOf));
}

io.on("connection", (socket: ChatSocket) => {
  const senderId = String(socket.handshake.query["user"]);
  const handle = async ({ type, conversationId, clientMsgId, content }: Frame): Promise<void> => {
    if (type === "sync") {
      await socket.join(String(socket.handshake.query["room"]));
      socket.emit("frame", { type: "sync-done" });
      return;
    }
    const sent: ReceivedMessage = { conversationId, senderId, clientMsgId, content, socket };
    if (form === "insert") tell({ ...sent, ...log.keep(sent) });
    else turns.add(sent);
  };
  socket.on("frame", (frames) => {
    for (const frame of Array.isArray(frames) ? (frames as readonly Frame[]) : [frames as Frame]) void handle(frame);
  });
});

http.listen(0, "127.0.0.1");
await once(http, "listening");
process.send?.({ port: (http.address() as AddressInfo).port });
process.on("disconnect", () => process.exit(0));
