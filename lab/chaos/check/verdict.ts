// The checker's findings by rule of docs/SPEC.md: how much was checked, and what was wrong.

/** The rules that a history can prove violated, each with what is checked. */
export const checkedRules = {
  "HIB-10": "acked messages are in the log, at the seq of their ack, as sent",
  "SEND-2": "a clientMsgId is one message with one seq",
  "ORDER-1": "seqs have no gap and are the same for all readers",
  "ORDER-2": "createdAt never falls",
  "ORDER-3": "a socket's events come in order, each once",
  "ORDER-4": "every log can be read to its end",
  "STREAM-1": "a socket misses nothing in silence",
  "CHAOS-1": "what was given is in the log, and somebody sent what is there",
  "ERR-8": "refused messages are not in the log",
  "GROUP-3": "people see their memberships and nothing else",
  "GROUP-23": "a group's members are those that its log tells of",
  "GROUP-46": "who has left is told nothing new",
  "GROUP-51": "who is silenced shows nothing",
  "GROUP-52": "mentions name members",
  "GROUP-53": "links go with their makers",
  "GROUPHTTP-2": "answered changes are in the log",
  "HIB-12": "devices have the log to its end",
  "HIB-13": "confirmed read cursors hold",
  "INBOX-2": "inboxes know where conversations end",
  "UNREAD-1": "unread counts equal a recount",
  "COUNT-1": "counts of mentions equal a recount",
  "COUNT-9": "previews show what the newest message says now",
  "CHANGE-1": "changes that were answered are in the log, each once, and states are what the log makes of messages",
  "CHANGE-2": "all that an edited message said is listed in order",
  "CHANGE-3": "what was recalled is nowhere any more, and changes no more",
  "CHANGE-4": "reactions are listed with who reacted",
  "CHANGE-5": "the pinned messages are listed",
  "CHANGE-6": "what people have deleted for themselves is hidden, and nothing else",
  "CHANGE-7": "changes are seen by who sees their messages",
  "CHANGE-8": "nothing comes of refused changes",
  "FILE-5": "who sees a message gets its file as it was sent, and nobody gets one of a message that is gone",
  "FILE-8": "files that no message has any more are not stored",
  "BLOCK-1": "nothing goes between two people of whom one has blocked the other",
  "BLOCK-3": "inboxes say whom one has blocked",
  "BLOCK-5": "blocks are those that were set last",
  "BLOCK-8": "who has blocked somebody is no friend of theirs, and has no request of theirs",
  "FRIEND-1": "friendships and requests are those that were made, and stay until they are ended",
  "FRIEND-2": "requests that were cancelled or rejected are over",
  "FRIEND-3": "who was rejected is not heard, and sees their requests as open",
  "FRIEND-4": "what was asked during a block is never shown",
  "FRIEND-6": "notes of friends are those that were set last",
  "FRIEND-7": "both of two people, and all of their devices, show the same",
  "FRIEND-9": "choices of privacy are those that were set last",
  "INVITE-1": "who was invited stays so until that is ended",
  "INVITE-3": "who accepts an invitation is in",
  "INVITE-4": "invitations that are over are not shown",
  "INVITE-7": "nobody is shown invitations of whom they have blocked",
  "INVITE-9": "people are shown the invitations that groups have for them",
  "INVITE-13": "devices hold the invitations that their user is shown",
  "CONTACT-1": "who is not accepted says three things at most",
  "CONTACT-2": "who is accepted writes freely",
  "CONTACT-3": "people see all that they have not hidden themselves",
  "PRESENCE-4": "of two people of whom one has blocked the other neither is told that the other is online",
  "EXPIRE-1": "messages burn once they were read: not before, and no others",
  "EXPIRE-10": "messages have the end that the setting before them gives, and settings are those that were set",
  "POLL-6": "of anonymous polls nobody is told who voted",
  "THREAD-4": "threads list their replies",
  "LATER-2": "scheduled messages come once or are shown, and cancelled ones never",
  "LATER-10": "messages are silent, and in threads, as they were sent",
  "KIND-6": "forwarded messages are copies of what was said, each once",
  "PUSH-8": "who is away was told of everything that they have not read",
  "PUSH-9": "who is away was told of nothing that they had read, and the badge equals a recount",
  "MINE-1": "settings are those that were set last, on all devices",
  "MINE-11": "stars are those that were set last",
  "SDK-143": "devices show states as the server does",
  "SDK-145": "devices list conversations with the server's previews",
  "SDK-15": "devices show the server's unread counts",
  "SDK-25": "devices show groups as the server does",
  "SOCKET-11": "all that sockets get are frames of the protocol",
  "HTTP-1": "requests are answered with JSON, refused with problem documents",
  "SOCKET-20": "sockets get nothing that was written after their authorisation",
  "DEVICE-11": "sockets of a sign-in that ended get nothing that was written later",
  "ADMIN-12": "nothing is accepted from a suspended user",
  "AUTH-21": "nobody is signed out but by a call that signs them out",
  "SDK-66": "the SDK gives back what was not sent",
  "HISTORY-4": "history's tiers equal the log",
} as const;

export type Rule = keyof typeof checkedRules;

export interface Violation {
  readonly what: string;
  /** The shortest part of history and log that shows the violation. */
  readonly stretch: readonly string[];
}

export interface RuleVerdict {
  readonly rule: Rule;
  readonly what: string;
  readonly checked: number;
  readonly violations: number;
  /** The first few violations. */
  readonly examples: readonly Violation[];
}

const maxExamples = 5;

export class Verdict {
  readonly #checked = new Map<Rule, number>();
  readonly #violations = new Map<Rule, number>();
  readonly #examples = new Map<Rule, Violation[]>();

  checked(rule: Rule, count = 1): void {
    this.#checked.set(rule, (this.#checked.get(rule) ?? 0) + count);
  }

  /** @param stretch called only if the violation is kept */
  violated(rule: Rule, what: string, stretch: () => readonly string[]): void {
    this.#violations.set(rule, (this.#violations.get(rule) ?? 0) + 1);
    const examples = this.#examples.get(rule) ?? [];
    this.#examples.set(rule, examples);
    if (examples.length < maxExamples) examples.push({ what, stretch: stretch() });
  }

  /** All violations of all rules. */
  get violations(): number {
    return this.#violations.values().reduce((sum, count) => sum + count, 0);
  }

  get rules(): readonly RuleVerdict[] {
    return (Object.keys(checkedRules) as Rule[]).map((rule) => ({
      rule,
      what: checkedRules[rule],
      checked: this.#checked.get(rule) ?? 0,
      violations: this.#violations.get(rule) ?? 0,
      examples: this.#examples.get(rule) ?? [],
    }));
  }
}
