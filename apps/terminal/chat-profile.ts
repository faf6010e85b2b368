// The commands about profiles: one's own names, bio and status, and what others tell of themselves.
import { isBlank, type Me, type Status, type UserId } from "@klatch/sdk";
import { graphemesOf } from "../text/graphemes.ts";
import { meantUsername } from "../text/username.ts";
import type { Commands } from "./chat-command.ts";
import { meantUser } from "./chat-meant-user.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { asPicture, pictureAt, printPicture } from "./chat-pictures.ts";
import { embedded, momentOf, printable } from "./chat-text.ts";
import { laterTime } from "./later-time.ts";

export const profileHelp = `  /profile          what you tell of yourself; /profile @USERNAME shows somebody else's
  /profile FIELD …  sets your name, username, bio or avatar (an emoji, or a picture's PATH); /profile bio alone takes it away
  /status [WHEN] …  what you are doing, an emoji first if you like: /status +2h 🍜 at lunch; /status off`;

const usage = "What? /profile name NAME, /profile username NAME, /profile bio TEXT, /profile avatar EMOJI or PATH";
const statusUsage = "What? /status 🌴 on holiday, /status +2h 🍜 at lunch, /status off";

export const profileCommands: Commands = {
  "/profile": async (parts, [field = ""], line) => {
    const { client, terminal } = parts;
    const said = line.slice(field.length).trim();
    if (field === "") return printOwn(parts, await client.me.get());
    if (field.startsWith("@")) return printOther(parts, await meantUser(parts, field, "/profile @USERNAME"));
    if (field === "name" && said !== "") await client.me.edit({ displayName: said });
    else if (field === "username" && said !== "") await client.me.edit({ username: meantUsername(said) });
    else if (field === "bio") await client.me.edit({ bio: said });
    else if (field === "avatar") await setAvatar(parts, said);
    else throw new ChatMistake(usage);
    terminal.print("— changed");
  },
  "/status": async ({ client, terminal }, words, line) => {
    if (words.length === 0) return terminal.print(`— ${statusText((await client.me.get()).status)}`);
    const { status } = await client.me.edit({ status: line === "off" ? null : statusOf(words, line) });
    terminal.print(`— ${statusText(status)}`);
  },
};

/** @throws ChatMistake */
async function setAvatar({ client: { me } }: ChatParts, said: string): Promise<void> {
  const picture = said === "" || isEmoji(said) ? null : await pictureAt(said);
  await (picture === null ? me.edit({ avatar: said }) : asPicture(me.setAvatar(picture)));
}

/** @throws ChatMistake */
function statusOf([when = ""]: readonly string[], line: string): Status {
  const until = laterTime(when, Date.now());
  const said = until === null ? line : line.slice(when.length).trim();
  const [first = ""] = graphemesOf(said);
  const emoji = isEmoji(first) ? first : "";
  const text = said.slice(emoji.length).trim();
  if (isBlank(emoji + text)) throw new ChatMistake(statusUsage);
  return { emoji, text, until };
}

const isEmoji = (text: string): boolean => /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(text);

function statusText(status: Status | null): string {
  if (status === null) return "no status";
  const shown = [status.emoji, printable(status.text)].filter((part) => part !== "").join(" ");
  return status.until === null ? shown : `${shown}, until ${momentOf(status.until)}`;
}

function printOwn(parts: ChatParts, { user, bio, status, usernameChangeAt }: Me): void {
  const { terminal } = parts;
  terminal.print(`— ${nameLine(user)}`);
  printPicture(parts, user.avatar);
  if (bio !== "") terminal.print(`  ${embedded(bio)}`);
  terminal.print(`  ${statusText(status)}`);
  if (usernameChangeAt !== null) terminal.print(`  your username may be changed at ${momentOf(usernameChangeAt)}`);
}

async function printOther(parts: ChatParts, userId: UserId): Promise<void> {
  const { client, terminal } = parts;
  const { user, profile } = await client.profileOf(userId);
  terminal.print(`— ${nameLine(user)}`);
  printPicture(parts, user.avatar);
  if (profile.bio !== "") terminal.print(`  ${embedded(profile.bio)}`);
  if (profile.status !== null) terminal.print(`  ${statusText(profile.status)}`);
}

/** Of avatars only emoji are shown in a line: the path of a picture, or another app's reference, is plain ASCII. */
const nameLine = ({ avatar = "", displayName, username }: Me["user"]): string =>
  [/[^\0-\x7F]/.test(avatar) ? avatar : "", printable(displayName), `@${username}`]
    .filter((part) => part !== "")
    .join(" ");
