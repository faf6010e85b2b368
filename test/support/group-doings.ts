// What twenty people may do to a group, sensible or not, drawn at random; knows the naive group, to try what may succeed.
import type { GroupSettings } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import type { NaiveGroup } from "./naive-group.ts";
import { Random } from "../../lab/kit/random.ts";
import { person } from "./test-group.ts";

export const everybody = Array.from({ length: 20 }, (_, index) => person(`p${index}`));
/** Fewer than there are people: groups fill up. */
export const room = 12;
/** Then the owner ends the group: what is compared after each step grows with it. */
const maxSeq = 500;

/** An op, or a message. */
export type Doing =
  | { readonly actorId: UserId; readonly op: GroupOp }
  | { readonly actorId: UserId; readonly mentionsAll: boolean };

export class GroupDoings {
  naive: NaiveGroup;
  readonly random: Random;
  #names = 0;

  constructor(seed: number, naive: NaiveGroup) {
    this.random = new Random(seed);
    this.naive = naive;
  }

  /** What somebody does next. */
  doing(now: number): Doing {
    const op = this.#op(now);
    const actorId = this.#actorFor(op);
    if (this.naive.head > maxSeq) {
      const owner = this.naive.people.find(({ standing }) => standing === "owner");
      return { actorId: (owner?.id ?? actorId) as UserId, op: { kind: "dissolve" } };
    }
    return this.random.chance(0.15) ? { actorId, mentionsAll: this.random.chance(0.3) } : { actorId, op };
  }

  /** Mostly somebody who may well be allowed to. */
  #actorFor(op: GroupOp): UserId {
    const standings = op.kind === "join" || op.kind === "withdraw-request" ? ["out"] : ["owner", "admin"];
    const likely = this.naive.people.filter(({ standing }) => standings.includes(standing));
    const dice = this.random.next();
    const among = dice < 0.5 ? likely : dice < 0.8 ? this.naive.inside : [];
    return among.length === 0 ? this.random.pick(everybody) : (this.random.pick(among).id as UserId);
  }

  #op(now: number): GroupOp {
    const userId = this.random.pick(everybody);
    const later = this.random.pick([null, now - 1, now, now + this.upTo(50), now + this.upTo(500)]);
    if (this.naive.creator === "" && this.random.chance(0.5)) return this.#create();
    switch (this.upTo(36)) {
      case 1:
        return this.#create();
      case 2:
      case 3:
      case 4:
        return { kind: "add-members", userIds: this.#some(everybody, 4) };
      case 5:
        return { kind: "withdraw-request" };
      case 6:
      case 7:
      case 8:
        return {
          kind: "answer-request",
          userId: this.random.pick([userId, ...this.naive.requests.map(({ id }) => id as UserId)]),
          accept: this.random.chance(0.7),
        };
      case 9:
      case 10:
        return { kind: "leave" };
      case 11:
        return { kind: "remove-member", userId };
      case 12:
        return { kind: "ban", userId };
      case 13:
      case 14:
        return {
          kind: "unban",
          userId: this.random.pick([userId, ...this.naive.banned.map(({ id }) => id as UserId)]),
        };
      case 15:
      case 16:
        return { kind: "set-role", userId, role: this.random.pick(["admin", "member"]) };
      case 17:
        return { kind: "transfer", userId };
      case 18:
      case 19:
        return { kind: "silence", userId, silencedUntil: later };
      case 20:
        return { kind: "silence-all", allSilenced: this.random.chance(0.5) };
      case 21:
        return { kind: "set-nickname", userId, nickname: this.random.pick(["", "Al", "Bo"]) };
      case 22:
        return {
          kind: "edit-info",
          info: this.random.pick([{}, { name: "One" }, { name: "Two", description: "Both" }]),
        };
      case 23:
      case 24:
      case 25:
        return {
          kind: "edit-settings",
          settings: this.#settings(),
          ...(this.random.chance(0.5) ? { passwordHash: this.random.pick(["right", "wrong"]) } : {}),
        };
      case 26:
        return { kind: "announce", text: this.random.pick(["", "Now", "Then"]) };
      case 27:
        return this.#makeLink(later, now);
      case 28:
        return { kind: "revoke-link", linkId: this.random.pick(["none", ...this.naive.links.map(({ id }) => id)]) };
      case 29:
        return { kind: this.random.pick(["dissolve", "leave", "leave", "depart", "depart"]) };
      default:
        return this.#join();
    }
  }

  #join(): GroupOp {
    const dice = this.random.next();
    if (dice < 0.35)
      return { kind: "join", linkToken: this.random.pick(["none", ...this.naive.links.map(({ token }) => token)]) };
    if (dice < 0.7) return { kind: "join", passwordHash: this.random.pick(["right", "wrong"]) };
    return dice < 0.8 ? { kind: "join" } : { kind: "join", message: "Me" };
  }

  #makeLink(expiresAt: number | null, now: number): GroupOp {
    const last = this.naive.links.at(-1);
    const again = last !== undefined && this.naive.worksStill(last, now) && this.random.chance(0.2);
    const name = again ? last.id.slice("link-".length) : `${++this.#names}`;
    const maxUses = this.random.pick([null, 1, 2]);
    return { kind: "make-link", linkId: `link-${name}`, token: `token-${name}`, expiresAt, maxUses };
  }

  #create(): GroupOp {
    const full: GroupSettings = {
      joinPolicy: this.random.pick(["free", "approval", "password", "link", "closed"]),
      mayInvite: this.#who(),
      mayMentionAll: this.#who(),
      mayEditInfo: this.#who(),
      mayPin: this.#who(),
      maySend: this.#who(),
      historyVisible: this.random.chance(0.3),
    };
    const info = { name: "One", description: "", avatar: "" };
    return { kind: "create", info, settings: full, memberIds: this.#some(everybody, room + 2) };
  }

  #settings(): Partial<GroupSettings> {
    return this.random.pick<Partial<GroupSettings>>([
      {},
      { joinPolicy: this.random.pick(["free", "approval", "password", "password", "link", "closed"]) },
      { historyVisible: this.random.chance(0.3) },
      { mayInvite: this.#who(), mayEditInfo: this.#who(), mayPin: this.#who() },
      { maySend: this.#who(), mayMentionAll: this.#who() },
    ]);
  }

  #who(): "members" | "admins" {
    return this.random.chance(0.7) ? "members" : "admins";
  }

  /** 1 … `most`. */
  upTo(most: number): number {
    return this.random.between(1, most);
  }

  /** Up to `most`, now and then the same one twice. */
  #some<T>(choices: readonly T[], most: number): T[] {
    return Array.from({ length: this.upTo(most) }, () => this.random.pick(choices));
  }
}
