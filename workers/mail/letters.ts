// What mails say. Plain text, and the same as HTML; links carry their token behind the `#`, so that no server logs it.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Mail, Missed } from "../../schema/rpc/mails.ts";
import { mailToken } from "../ids/mail-tokens.ts";
import { notificationOf, type People } from "../push/notification.ts";
import type { Letter, Mailer } from "./mailer.ts";

/** For whom, and where links lead. */
export interface Letterhead extends Pick<Mailer, "origin"> {
  readonly userId: UserId;
  readonly env: Pick<Env, "ID_KEYS">;
}

/** A line of a mail. `href`: the whole line is a link. */
type Line = { readonly text: string; readonly href?: string; readonly strong?: true };

/** @throws Error when ID_KEYS is missing or malformed */
export function letterOf(mail: Mail, people: People, head: Letterhead): Letter {
  return mail.kind === "proof" ? proofLetter(mail, head) : digestLetter(mail, people, head);
}

function proofLetter({ to, addressId }: Extract<Mail, { kind: "proof" }>, { env, userId, origin }: Letterhead): Letter {
  const href = `${origin}/#/confirm-email/${mailToken(env, "proof", { userId, addressId })}`;
  return {
    to,
    subject: "Confirm your e-mail address",
    ...written([
      {
        text: "Somebody wants to get mails from Klatch at this address. If that was you, confirm it within 15 minutes:",
      },
      { text: href, href },
      { text: "If it was not you, there is nothing to do: without the link no further mail is sent." },
    ]),
  };
}

function digestLetter(mail: Extract<Mail, { kind: "digest" }>, people: People, head: Letterhead): Letter {
  const { to, addressId, missed, more } = mail;
  const { env, userId, origin } = head;
  const token = mailToken(env, "stop", { userId, addressId });
  const stop = `${origin}/#/stop-emails/${token}`;
  const conversations = missed.length + more;
  return {
    to,
    subject:
      conversations === 1 ? "You have missed messages" : `You have missed messages in ${conversations} conversations`,
    ...written([
      { text: "While you were away:" },
      ...missed.flatMap((one) => linesOf(one, people)),
      ...(more > 0 ? [{ text: more === 1 ? "And one more conversation." : `And ${more} more conversations.` }] : []),
      { text: "Open Klatch", href: `${origin}/` },
      { text: "Stop these mails", href: stop },
    ]),
    headers: {
      // RFC 2369, and RFC 8058: programs for mail call it by POST. Not the page: they open none.
      "List-Unsubscribe": `<${origin}/api/email/stop?link=${token}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
}

function linesOf({ conversationId, about }: Missed, people: People): readonly Line[] {
  const { title, body, unread, mentions } = notificationOf({ conversationId, about, badge: null, seq: 0 }, people);
  const of = about.kind === "group" ? "mention" : "message";
  const count = about.kind === "group" ? mentions : unread;
  const head = `${title ?? "Klatch"}: ${count === 1 ? `1 ${of}` : `${count} ${of}s`}`;
  return [{ text: oneLine(head), strong: true }, ...(body === undefined ? [] : [{ text: oneLine(body) }])];
}

/** Names and words of others are not to look like lines of the mail's own. */
const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    // Directions that would reach into what stands beside.
    .replaceAll(/\p{Bidi_Control}/gu, "")
    .trim();

function written(lines: readonly Line[]): Pick<Letter, "text" | "html"> {
  const text = lines.map(({ text: line, href }) => (href === undefined || href === line ? line : `${line}: ${href}`));
  const paragraphs = lines.map(({ text: line, href, strong }) => {
    const words = strong === true ? `<strong>${escaped(line)}</strong>` : escaped(line);
    return `<p>${href === undefined ? words : `<a href="${escaped(href)}">${words}</a>`}</p>`;
  });
  return {
    text: `${text.join("\n\n")}\n`,
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><body dir="auto">${paragraphs.join("")}</body></html>`,
  };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? "");
