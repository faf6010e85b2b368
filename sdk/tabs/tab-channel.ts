// A channel between tabs. It ignores messages of other versions.
import { channelVersion } from "./tab-messages.ts";

/** The part of the standard BroadcastChannel that the SDK uses. */
export interface ChannelLike {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

interface Envelope<Message> {
  readonly version: number;
  readonly message: Message;
}

export class TabChannel<Message> {
  readonly #post: (message: unknown) => void;
  readonly #close: () => void;
  #isClosed = false;

  constructor(channel: ChannelLike, onMessage: (message: Message) => void) {
    this.#post = channel.postMessage.bind(channel);
    this.#close = channel.close.bind(channel);
    channel.addEventListener("message", ({ data }) => {
      if (!this.#isClosed && isOurs<Message>(data)) onMessage(data.message);
    });
  }

  post(message: Message): void {
    if (this.#isClosed) return;
    const envelope: Envelope<Message> = { version: channelVersion, message };
    this.#post(envelope);
  }

  close(): void {
    this.#isClosed = true;
    this.#close();
  }
}

/** Only pages of this origin can post, so the shape of a message of this version is trusted. */
const isOurs = <Message>(data: unknown): data is Envelope<Message> =>
  typeof data === "object" && data !== null && "version" in data && data.version === channelVersion;
