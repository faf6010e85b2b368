// The commands about friends and requests, and what is printed when somebody asks or has accepted.
import type { KlatchClient, Person, PrivacyPatch, PrivacySettings, UserId } from "@klatch/sdk";
import type { Commands } from "./chat-command.ts";
import { meantUser } from "./chat-meant-user.ts";
import { ChatMistake } from "./chat-mistake.ts";
import { groupCommands } from "./chat-group-commands.ts";
import type { ChatPeople } from "./chat-people.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { embedded } from "./chat-text.ts";

export const friendsHelp = `  /friends          your friends, and open requests
  /request @USERNAME [WORDS]  asks somebody to become friends; /cancel @USERNAME takes that back
  /accept @USERNAME  /reject @USERNAME  answers a request; /unfriend @USERNAME ends a friendship
  /privacy [WHAT everyone|friends|nobody]  to whom something is open: messages, groups, presence, receipts, profile, search`;

const consents = ["messages", "groups", "presence", "receipts", "profile", "search"] as const;
type Consent = (typeof consents)[number];
const audiences = ["everyone", "friends", "nobody"] as const;

export const friendCommands: Commands = {
  "/friends": async ({ client: { friends }, people, terminal }) => {
    const [all, requests] = [friends.all(), friends.requests()];
    await people.meet([...all, ...requests].map(({ userId }) => userId));
    if (all.length + requests.length === 0) terminal.print("— no friends yet: /request @USERNAME");
    for (const person of all) terminal.print(`— ${people.nameOf(person.userId)}${notesOf(person)}`);
    for (const { userId, request } of requests)
      terminal.print(
        request?.by === "me"
          ? `— you have asked ${people.nameOf(userId)}`
          : askedLine(people, userId, request?.message),
      );
  },
  "/request": async (parts, [word, ...words]) => {
    const userId = await meantUser(parts, word, "/request @USERNAME [WORDS]");
    const said = words.join(" ");
    const { friendSince } = await parts.client.friends.request(userId, said === "" ? undefined : said);
    parts.terminal.print(friendSince === undefined ? "— asked" : "— you are friends");
  },
  "/accept": async (parts, [word]) => {
    await parts.client.friends.accept(await meantUser(parts, word, "/accept @USERNAME"));
    parts.terminal.print("— you are friends");
  },
  // Groups have a command of this name too, for requests to join: it is called from here, unless that person asks to become friends.
  "/reject": async (parts, words, text) => {
    const userId = await meantUser(parts, words[0], "/reject @USERNAME");
    const { friends } = parts.client;
    const isGroup = parts.view.open?.kind === "group";
    if (isGroup && friends.of(userId)?.request?.by !== "them") return groupCommands["/reject"]?.(parts, words, text);
    await friends.reject(userId);
    parts.terminal.print("— rejected, which they are not told");
  },
  "/cancel": async (parts, [word]) => {
    await parts.client.friends.cancel(await meantUser(parts, word, "/cancel @USERNAME"));
    parts.terminal.print("— there is no request of yours any more");
  },
  "/unfriend": async (parts, [word]) => {
    await parts.client.friends.remove(await meantUser(parts, word, "/unfriend @USERNAME"));
    parts.terminal.print("— no friends any more");
  },
  "/privacy": async ({ client, terminal }, [what, whom]) => {
    const settings = what === undefined ? await client.privacy() : await client.setPrivacy(choiceOf(what, whom));
    terminal.print(`— ${consents.map((to) => `${to}: ${audienceOf(settings, to)}`).join(", ")}`);
  },
};

/** On and off are for `/receipts`. */
const fieldOf = (to: Consent): Exclude<Consent, "receipts"> | "receiptsFor" => (to === "receipts" ? "receiptsFor" : to);

/** An earlier server says nothing, or of receipts on and off. */
function audienceOf(settings: PrivacySettings, to: Consent): string {
  const field = fieldOf(to);
  if (field in settings) return settings[field];
  return to === "receipts" && !settings.receipts ? "nobody" : "everyone";
}

/** @throws ChatMistake */
function choiceOf(what: string, whom: string | undefined): PrivacyPatch {
  const to = consents.find((one) => one === what);
  const audience = audiences.find((one) => one === whom);
  if (to === undefined || audience === undefined)
    throw new ChatMistake("What is open to whom? /privacy messages friends, for example");
  return { [fieldOf(to)]: audience };
}

function notesOf({ remark, tags = [], favourite }: Person): string {
  const notes = [remark, ...tags, favourite === true ? "favourite" : undefined].filter((note) => note !== undefined);
  return notes.length === 0 ? "" : `   (${notes.map(embedded).join(", ")})`;
}

const askedLine = (people: Pick<ChatPeople, "nameOf">, userId: UserId, message: string | undefined): string => {
  const name = people.nameOf(userId);
  return `— ${name} asks to become friends${message === undefined ? "" : `: ${embedded(message)}`} (/accept ${name})`;
};

interface FriendNewsParts {
  readonly client: Pick<KlatchClient, "friends" | "on">;
  readonly people: Pick<ChatPeople, "meet" | "nameOf">;
  readonly terminal: Pick<ChatTerminal, "print">;
}

type Relation = "friend" | "asked" | "asks" | "none";

const relationOf = (person: Person | null): Relation => {
  if (person?.friendSince !== undefined) return "friend";
  if (person?.request === undefined) return "none";
  return person.request.by === "me" ? "asked" : "asks";
};

/** Prints who asks, and who has accepted, once each. */
export function tellFriendNews({ client, people, terminal }: FriendNewsParts): void {
  const { friends } = client;
  const known = new Map<UserId, Relation>();
  for (const person of [...friends.all(), ...friends.requests()]) known.set(person.userId, relationOf(person));
  const tell = async (userId: UserId, before: Relation): Promise<void> => {
    await people.meet([userId]);
    const person = friends.of(userId);
    const now = relationOf(person);
    if (now === "asks") terminal.print(askedLine(people, userId, person?.request?.message));
    if (now === "friend" && before === "asked") terminal.print(`— ${people.nameOf(userId)} and you are friends`);
  };
  client.on("friends", ({ people: those }) => {
    for (const { userId } of those) {
      const before = known.get(userId) ?? "none";
      const now = relationOf(friends.of(userId));
      known.set(userId, now);
      if (now !== before) void tell(userId, before);
    }
  });
}
