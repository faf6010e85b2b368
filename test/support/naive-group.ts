// What a group promises, in the plainest words: lists that are searched anew each time, and who saw which event.
import type { GroupInfo, GroupSettings } from "../../schema/protocol/group.ts";

export interface NaivePerson {
  readonly id: string;
  standing: "owner" | "admin" | "member" | "out";
  nickname: string;
  /** 0: not muted. */
  silencedUntil: number;
  joinedSeq: number;
  /** By seq: whether they may see that event. */
  readonly saw: boolean[];
}

export interface NaiveLink {
  readonly id: string;
  readonly token: string;
  readonly maker: string;
  readonly expiresAt: number | null;
  readonly maxUses: number | null;
  uses: number;
}

/** `ok`, whether an event told of it, who came in, whether a request waits; or a refusal's code. */
export type NaiveOutcome =
  | { readonly seq: number | null; readonly joined: string[]; readonly requested: boolean; readonly invited?: string[] }
  | string;

/** Copied from the promise, not from the code. */
const month = 30 * 86_400_000;

export class NaiveGroup {
  creator = "";
  over = false;
  head = 0;
  info: GroupInfo = { name: "", description: "", avatar: "" };
  settings: Partial<GroupSettings> = {};
  password: string | null = null;
  quiet = false;
  /** The event from which newcomers see the past. */
  pastFrom = Infinity;
  readonly people: readonly NaivePerson[];
  banned: { id: string; by: string; at: number }[] = [];
  links: NaiveLink[] = [];
  requests: { id: string; message: string; at: number }[] = [];
  invited: { id: string; by: string; at: number }[] = [];
  /** Who left or declined, the newest last. */
  stayedOut: { id: string; at: number; declined: boolean }[] = [];
  announcements: { text: string; by: string; seq: number; at: number }[] = [];
  readonly room: number;

  constructor(ids: readonly string[], room: number) {
    this.people = ids.map((id) => ({ id, standing: "out", nickname: "", silencedUntil: 0, joinedSeq: 0, saw: [] }));
    this.room = room;
  }

  get inside(): NaivePerson[] {
    return this.people.filter(({ standing }) => standing !== "out");
  }

  send(id: string, all: boolean, now: number): NaiveOutcome {
    const why = this.whyNotSend(id, all, now);
    if (why !== "") return why;
    this.events(1, this.inside);
    return { seq: this.head, joined: [], requested: false };
  }

  isIn(id: string): boolean {
    return this.inside.some((one) => one.id === id);
  }

  /** `""`, or the code and, after a colon, for how long. */
  whyNotSend(id: string, all: boolean, now: number): string {
    const me = this.person(id);
    const isChief = me.standing === "owner" || me.standing === "admin";
    if (me.standing === "out") return "CONVERSATION_NOT_FOUND";
    if (!isChief && this.settings.maySend === "admins") return "READ_ONLY";
    if (!isChief && this.quiet) return "MUTED";
    if (me.silencedUntil > now) return `MUTED:${me.silencedUntil - now}`;
    if (all && !isChief && this.settings.mayMentionAll === "admins") return "FORBIDDEN";
    return "";
  }

  /** An unbroken run of events that somebody saw, `from-to`; `from-` for one that goes on. */
  intervalsOf({ saw, standing }: NaivePerson): string {
    let text = "";
    for (let seq = 1; seq <= this.head; seq++) {
      if (saw[seq] !== true) continue;
      if (saw[seq - 1] !== true) text += `${seq}-`;
      if (saw[seq + 1] !== true) text += seq === this.head && standing !== "out" ? "" : `${seq},`;
    }
    return text;
  }

  /** Whether somebody is invited. */
  invitation(id: string, now: number) {
    return this.invited.find((one) => one.id === id && now < one.at + month);
  }

  /** What somebody did less than a month ago, and nobody undid. */
  lastStayedOut(id: string, now: number) {
    return this.stayedOut.findLast((one) => one.id === id && now < one.at + month);
  }

  worksStill(link: NaiveLink, now: number): boolean {
    if (link.expiresAt !== null && link.expiresAt <= now) return false;
    return link.maxUses === null || link.uses < link.maxUses;
  }

  person(id: string): NaivePerson {
    const person = this.people.find((one) => one.id === id);
    if (person === undefined) throw new Error(`nobody is called ${id}`);
    return person;
  }

  /** Each event is seen by those who were in before or are in after. */
  events(count: number, seenBy: readonly NaivePerson[]): void {
    for (let event = 0; event < count; event++) {
      this.head += 1;
      for (const one of seenBy) one.saw[this.head] = true;
    }
  }
}
