// One random schedule of what people do to messages, what a device is told of it in which order, and what it shows.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { Random } from "../../lab/kit/random.ts";
import { me, peer } from "./sdk-fakes.ts";
import { StatesDevice } from "./states-device.ts";
import { StatesServer } from "./states-server.ts";

const emojis = ["👍", "🎉"];

/** Without what may differ: as of when it is true and, for who was away, the order of reactions. */
function essence(state: MessageState | null): string {
  if (state === null) return "";
  const { hidden, content, editedAt, reactions = [], pinned = false, recalled, thread, poll } = state;
  // Nothing is shown of it, so nothing is kept.
  if (hidden === true) return "hidden";
  const counts = reactions.map(({ emoji, count, mine }) => `${emoji} ${count} ${mine}`).toSorted();
  const edited = content === undefined ? [] : [JSON.stringify(content), editedAt];
  const votes =
    poll === undefined ? [] : [poll.counts, poll.voters, poll.mine, poll.closedBy, poll.closedAt].map(String);
  const isPlain =
    edited.length === 0 &&
    counts.length === 0 &&
    !pinned &&
    recalled === undefined &&
    thread === undefined &&
    votes.length === 0;
  const replies = [thread?.count, thread?.lastReplyAt, thread?.mine];
  return isPlain
    ? ""
    : [...edited, ...counts, pinned, recalled?.reason, recalled?.senderId, ...replies, ...votes].join(" ");
}

const withoutThread = ({ thread: _, ...state }: MessageState): MessageState => state;

const choices: readonly (readonly number[])[] = [[], [0], [1], [0, 2], [2]];

/** What happens, as often as it is here. */
const weights = {
  send: 6,
  reply: 5,
  edit: 3,
  recall: 1,
  expire: 1,
  react: 9,
  pin: 2,
  vote: 6,
  close: 1,
  mine: 6,
  serve: 5,
  hear: 14,
  fetch: 4,
  load: 2,
  answer: 6,
  ask: 3,
  hidden: 1,
  trim: 1,
  reconnect: 1,
  skip: 1,
  restart: 1,
  turn: 2,
};
const steps = (Object.keys(weights) as (keyof typeof weights)[]).flatMap((step) =>
  Array.from({ length: weights[step] }, () => step),
);

export class StatesSchedule {
  readonly server = new StatesServer();
  readonly device = new StatesDevice(this.server);
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  run(): void {
    for (let left = this.#random.between(4, 30); left > 0; left--) {
      this.#step();
      if (this.device.isLevel) this.check();
    }
    this.comeToRest();
    this.check();
    this.#checkStore();
  }

  comeToRest(): void {
    const { device, server } = this;
    for (let round = 0; !device.isLevel; round++) {
      if (round > 50) throw new Error("it never comes to rest");
      device.serve(true);
      for (const change of device.outbox.changes("group_a" as never)) if (change.state === "failed") change.discard();
      device.sendOff();
      while (device.flight.length > 0) device.hear();
      device.askHidden();
      device.ask();
      for (const answer of device.answers.splice(0)) answer();
      if (!server.isIn && round > 10) server.turn();
    }
  }

  check(): void {
    const { device, server } = this;
    for (const event of device.window.filter(isMessage)) {
      const state = server.state(event.seq);
      // Who is out is not told what is erased meanwhile, until they come back or look again.
      if (!server.isIn && state.recalled?.reason === "erased") continue;
      // The same holds of replies that are erased then.
      const parts = (one: MessageState | null) => (server.isIn || one === null ? one : withoutThread(one));
      const [held, is] = [device.held.of(event, []), state].map(parts).map(essence);
      if (held !== is) throw new Error(`message ${event.seq} is "${is}", and is held as "${held}"`);
    }
  }

  /** A start from the store says the same, and nothing is left in it of what the device knows to be gone. */
  #checkStore(): void {
    const { device, server } = this;
    for (const event of server.wasOut || device.hasSkipped ? [] : device.store.values()) {
      const target = event.type === "message-edited" ? event.targetSeq : event.seq;
      const says = event.type === "new-message" || event.type === "message-edited" ? event.content.type : "gone";
      if (says !== "gone" && server.state(target).recalled !== undefined)
        throw new Error(`message ${target} is gone, and the store has it`);
    }
    device.restart();
    device.load(this.#random.below(server.log.length + 1), 50);
    this.comeToRest();
    this.check();
  }

  #step(): void {
    const random = this.#random;
    const { server, device } = this;
    const messages = server.log.filter(isMessage);
    const target = random.pickOrNone(messages.slice(-6))?.seq ?? 1;
    const by = random.chance(0.5) ? peer : me;
    switch (random.pick(steps)) {
      case "send":
        server.send(by === me && !server.isIn ? peer : by);
        return device.sendOff();
      case "reply":
        server.send(by === me && !server.isIn ? peer : by, target);
        return device.sendOff();
      case "edit":
        return this.#happen({ type: "message-edited", by: peer, on: target });
      case "recall":
        return this.#happen({ type: "message-recalled", by: peer, on: target });
      case "expire":
        return this.#happen({ type: "messages-expired", by: peer, on: target });
      case "react": {
        const others = [peer, "user_third", ...(server.isIn ? [me] : [])] as (typeof me)[];
        const active = random.chance(0.6);
        return this.#happen({
          type: "reaction-changed",
          by: random.pick(others),
          on: target,
          emoji: random.pick(emojis),
          active,
        });
      }
      case "pin":
        return this.#happen({ type: "pin-changed", by: peer, on: target, active: random.chance(0.6) });
      case "vote": {
        const others = [peer, "user_third", ...(server.isIn ? [me] : [])] as (typeof me)[];
        return this.#happen({
          type: "vote-changed",
          by: random.pick(others),
          on: target,
          options: random.pick(choices),
        });
      }
      case "close":
        return this.#happen({ type: "poll-closed", by: peer, on: target });
      case "mine":
        return this.#mine(random.pickOrNone(device.window.filter(isMessage))?.seq);
      case "serve":
        device.serve(random.chance(0.7));
        return random.chance(0.8) ? device.sendOff() : undefined;
      case "hear":
        device.sendOff();
        return device.hear();
      case "fetch":
        return device.fetch(random.below(server.log.length + 1), random.between(1, 8));
      case "load":
        return device.load(random.below(server.log.length + 1), random.between(1, 8));
      case "answer":
        return random.take(device.answers, 2)?.();
      case "ask":
        return device.ask();
      case "hidden":
        return device.askHidden();
      case "trim":
        return device.trim(random.below(20), random.below(40));
      case "reconnect":
        return device.reconnect();
      case "skip":
        return device.passOver();
      case "restart":
        return device.restart();
      case "turn":
        server.turn();
        return device.sendOff();
    }
  }

  #happen(doing: Parameters<StatesServer["do"]>[0]): void {
    this.server.do(doing);
    if (this.#random.chance(0.7)) this.device.sendOff();
  }

  #mine(seq: number | undefined): void {
    if (seq === undefined) return;
    const random = this.#random;
    const conversationId = "group_a" as never;
    const emoji = random.pick(emojis);
    const active = random.chance(0.6);
    const options = random.pick(choices);
    const kind = random.weighted({ react: 5, edit: 2, recall: 1, pin: 1, hide: 1, vote: 4, close: 1 });
    const content = { type: "text", text: "mine" } as const;
    this.device.change((opId) => {
      if (kind === "react") return { type: "react", opId, conversationId, seq, emoji, active };
      if (kind === "edit") return { type: "edit-message", opId, conversationId, seq, content };
      if (kind === "pin") return { type: "pin-message", opId, conversationId, seq, active };
      if (kind === "vote") return { type: "vote", opId, conversationId, seq, options: [...options] };
      if (kind === "close") return { type: "close-poll", conversationId, seq };
      if (kind === "hide") return { type: "hide-messages", conversationId, seqs: [seq] };
      return { type: "recall-message", conversationId, seq };
    });
  }
}

const isMessage = (event: EventFrame): boolean => event.type === "new-message";
