// A thin XMPP client over a WebSocket (RFC 7395) that speaks in our frames: what it sends becomes stanzas, what it
// receives becomes acks and events.
//
// A message to a person is acked by stream management (XEP-0198), which counts what the server has handled. A message
// to a room (XEP-0045) is acked by its own reflection, because the room stores it before it reflects it.
import { RawSocket, type RawSocketOptions } from "../../../kit/raw-socket.ts";
import type { LoadConnection } from "./connection.ts";
import { attributeOf, bodyOf, escapeXml } from "./xml.ts";

interface Frame {
  readonly type: "sync" | "send-message";
  readonly clientMsgId: string;
  readonly content: { readonly text: string };
}

const client = "xmlns='jabber:client'";
const management = "xmlns='urn:xmpp:sm:3'";
const open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>";
const auth = (user: string): string =>
  `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${Buffer.from(`\0${user}\0none`).toString("base64")}</auth>`;
const bind = `<iq ${client} type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`;
const disco = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
const join = "<x xmlns='http://jabber.org/protocol/muc'/>";

/** @param options the path names `user`, and either `room` or `to`, another user @throws Error when refused */
export async function openXmpp(options: RawSocketOptions): Promise<LoadConnection> {
  const socket = new XmppSocket(options);
  await socket.connect();
  return socket;
}

class XmppSocket implements LoadConnection {
  readonly #options: RawSocketOptions;
  readonly #user: string;
  readonly #isRoom: boolean;
  readonly #address: string;
  #raw: RawSocket | null = null;
  #expected: { readonly start: string; readonly answered: PromiseWithResolvers<void> } | null = null;
  #hasJoined = false;
  /** Stanzas since stream management began: ours that the server has not acked, by message id or null; theirs. */
  #unacked: (string | null)[] = [];
  #acked = 0;
  #received = 0;
  #sent = 0;
  #events = 0;
  /** The last number of each sender: each numbers its messages. */
  readonly #lastOf = new Map<string, number>();

  constructor(options: RawSocketOptions) {
    const query = new URLSearchParams(options.path.slice(options.path.indexOf("?")));
    const room = query.get("room");
    this.#options = options;
    this.#user = query.get("user") ?? "";
    this.#isRoom = room !== null;
    this.#address = room === null ? `${query.get("to") ?? ""}@localhost` : `${room}@conference.localhost`;
  }

  async connect(): Promise<void> {
    const headers = { ...this.#options.headers, "Sec-WebSocket-Protocol": "xmpp" };
    const onText = (payload: Buffer): void => this.#receive(payload.toString());
    this.#raw = await RawSocket.open({ ...this.#options, headers, showsReading: false, onText });
    await this.#ask(open, "<stream:features");
    await this.#ask(auth(this.#user), "<success");
    await this.#ask(open, "<stream:features");
    await this.#ask(bind, "<iq");
    await this.#ask(`<enable ${management}/>`, "<enabled");
    this.#received = 0;
  }

  send(text: string): void {
    const parsed = JSON.parse(text) as Frame | readonly Frame[];
    for (const frame of Array.isArray(parsed) ? (parsed as readonly Frame[]) : [parsed as Frame]) {
      if (frame.type === "sync") this.#sync();
      else this.#say(frame);
    }
    this.#raw?.send(`<r ${management}/>`);
  }

  close(): void {
    this.#raw?.close();
  }

  #ask(stanza: string, start: string): Promise<void> {
    const answered = Promise.withResolvers<void>();
    this.#expected = { start, answered };
    this.#raw?.send(stanza);
    return answered.promise;
  }

  #stanza(text: string, messageId: string | null): void {
    this.#unacked.push(messageId);
    this.#raw?.send(text);
  }

  /** Becomes present, and asks something that is answered after everything before it. */
  #sync(): void {
    if (!this.#hasJoined) {
      this.#hasJoined = true;
      this.#stanza(`<presence ${client}/>`, null);
      if (this.#isRoom)
        this.#stanza(`<presence ${client} to='${this.#address}/${this.#user}'>${join}</presence>`, null);
    }
    const to = this.#isRoom ? this.#address : "localhost";
    this.#stanza(`<iq ${client} type='get' id='sync' to='${to}'>${disco}</iq>`, null);
  }

  #say({ clientMsgId, content }: Frame): void {
    this.#sent += 1;
    const attributes = `type='${this.#isRoom ? "groupchat" : "chat"}' id='${this.#sent}.${escapeXml(clientMsgId)}'`;
    const body = `<body>${escapeXml(content.text)}</body>`;
    this.#stanza(`<message ${client} ${attributes} to='${this.#address}'>${body}</message>`, clientMsgId);
  }

  #receive(text: string): void {
    if (this.#expected !== null) {
      const { start, answered } = this.#expected;
      if (text.startsWith(start)) {
        this.#expected = null;
        answered.resolve();
      } else if (!text.startsWith("<open")) answered.reject(new Error(`instead of ${start} came ${text}`));
    } else if (text.startsWith("<message")) this.#onMessage(text);
    else if (text.startsWith("<a ")) this.#onAck(Number(attributeOf(text, "h")));
    else if (text.startsWith("<r ")) this.#raw?.send(`<a ${management} h='${this.#received}'/>`);
    else if (text.startsWith("<presence")) this.#received += 1;
    else if (text.startsWith("<iq")) {
      this.#received += 1;
      this.#tell({ type: "sync-done" });
    } else this.#tell({ type: "error", text });
  }

  #onAck(handled: number): void {
    const messages = this.#unacked.splice(0, handled - this.#acked).filter((id) => id !== null);
    this.#acked = handled;
    // A room's reflection is the ack.
    if (messages.length > 0 && !this.#isRoom)
      this.#tell(messages.map((clientMsgId) => ({ type: "message-ack", clientMsgId })));
  }

  #onMessage(text: string): void {
    this.#received += 1;
    const body = bodyOf(text);
    if (attributeOf(text, "type") === "error") this.#tell({ type: "error", text });
    if (body === null) return; // a room's subject
    const from = attributeOf(text, "from");
    const senderId = this.#isRoom ? from.slice(from.indexOf("/") + 1) : from.slice(0, from.indexOf("@"));
    const id = attributeOf(text, "id");
    const number = Number(id.slice(0, id.indexOf(".")));
    const last = this.#lastOf.get(senderId) ?? 0;
    if (number !== last + 1) this.#tell({ type: "error", text: `message ${number} of ${senderId} follows ${last}` });
    this.#lastOf.set(senderId, number);
    this.#events += 1;
    const said = { seq: this.#events, clientMsgId: id.slice(id.indexOf(".") + 1) };
    const event = { type: "new-message", ...said, senderId, content: { type: "text", text: body } };
    if (this.#isRoom && senderId === this.#user) this.#tell([event, { type: "message-ack", ...said }]);
    else this.#tell(event);
  }

  #tell(frames: object): void {
    this.#options.onText(Buffer.from(JSON.stringify(frames)));
  }
}
