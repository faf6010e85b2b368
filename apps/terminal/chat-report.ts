// The command that reports somebody, or a message, to the moderators.
import type { ReportAbout } from "@klatch/sdk";
import { reportReasons } from "../text/report-reasons.ts";
import { openConversation, type Commands } from "./chat-command.ts";
import { meantUser } from "./chat-meant-user.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";

const usage = "/report @USERNAME REASON [WORDS], or the NUMBER of a message instead of a name";
const reasonsText = reportReasons.join(", ");

export const reportHelp = `  /report @USERNAME REASON [WORDS]  tells the moderators about somebody; /report NUMBER REASON [WORDS] about a message here,
                    with those before it. REASON: ${reasonsText}`;

export const reportCommands: Commands = {
  "/report": async (parts, [what = "", why = ""], text) => {
    const { client, terminal } = parts;
    if (!what.startsWith("@") && !isNumber(what)) throw new ChatMistake(`Whom or what? ${usage}`);
    const reason = reportReasons.find((one) => one === why);
    if (reason === undefined) throw new ChatMistake(`Why? ${usage}. REASON is one of ${reasonsText}`);
    // As they were typed, with what is between them.
    const words = text.slice(what.length).trimStart().slice(why.length).trim();
    await client.report({ about: await aboutOf(parts, what), reason, text: words });
    terminal.print("— the moderators have your report");
  },
};

const isNumber = (word: string): boolean => /^[1-9]\d{0,14}$/.test(word);

async function aboutOf(parts: ChatParts, what: string): Promise<ReportAbout> {
  if (isNumber(what)) return { kind: "conversation", conversationId: openConversation(parts).id, seqs: [Number(what)] };
  return { kind: "user", userId: await meantUser(parts, what, usage) };
}
