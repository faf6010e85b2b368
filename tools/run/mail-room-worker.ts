// Stands in for Cloudflare's Email Service on one machine: takes mails as its binding does, refuses what it would refuse, by its
// codes, and shows them on a page. A Worker of its own, of one module: its types are stripped, and nothing is imported.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";

interface MailRoomEnv {
  readonly ROOM: DurableObjectNamespace<MailRoom>;
}

interface Sender {
  readonly name: string;
  readonly email: string;
}

interface Letter {
  readonly from: Sender;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Kept extends Letter {
  readonly id: number;
  readonly at: number;
}

const mostKept = 500;
const maxSubject = 998;
const maxBytes = 5_242_880;
const address = /^[^\s@<>",;]{1,64}@[A-Za-z0-9.-]{1,255}$/;
const fields = new Set(["from", "to", "subject", "text", "html", "headers", "cc", "bcc", "replyTo", "attachments"]);
/** Of RFC 2369 and 8058, and what senders name themselves; the service sets the others. */
const header = /^(list-(unsubscribe|unsubscribe-post|id|help|owner|archive|post|subscribe)|x-[a-z0-9-]{1,60})$/i;

/** As the service throws it: with a code, which also begins its words. */
const refusal = (code: string, words: string): Error => Object.assign(new Error(`${code}: ${words}`), { code });

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** @throws Error with a code of the service's */
function letterOf(message: unknown): Letter {
  const { from, to, subject, text, html, headers = {}, ...rest } = message as Record<string, unknown>;
  const unknown = Object.keys(rest).find((name) => !fields.has(name));
  if (unknown !== undefined) throw refusal("E_VALIDATION_ERROR", `unknown field ${unknown}`);
  if (!isText(subject) || !isText(text) || !isText(html)) throw refusal("E_FIELD_MISSING", "subject, text or html");
  if (subject.length > maxSubject || /[\r\n]/.test(subject)) throw refusal("E_VALIDATION_ERROR", "subject");
  const sender = typeof from === "string" ? { name: "", email: from } : (from as Sender);
  if (!address.test(sender?.email ?? "") || !isText(to) || !address.test(to))
    throw refusal("E_VALIDATION_ERROR", "no address");
  if (new TextEncoder().encode(text + html).length > maxBytes) throw refusal("E_CONTENT_TOO_LARGE", "more than 5 MiB");
  const given = Object.entries(headers as Record<string, string>);
  const foreign = given.find(([name]) => !header.test(name));
  if (foreign !== undefined) throw refusal("E_HEADER_NOT_ALLOWED", foreign[0]);
  if (given.some(([, value]) => !isText(value) || /[\r\n]/.test(value)))
    throw refusal("E_HEADER_VALUE_INVALID", "header");
  return { from: sender, to, subject, text, html, headers: Object.fromEntries(given) };
}

export class MailRoom extends DurableObject<MailRoomEnv> {
  /** What becomes of the next mails, for tests: a code of the service's, `lost` (taken, and the answer is lost) or `hangs`. */
  #faults: string[] = [];

  constructor(ctx: DurableObjectState, env: MailRoomEnv) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, at INTEGER, letter TEXT)");
  }

  async take(message: unknown): Promise<{ messageId: string }> {
    const fault = this.#faults.shift();
    if (fault === "hangs") await new Promise(() => {});
    if (fault !== undefined && fault !== "lost") throw refusal(fault, "planted");
    const letter = letterOf(message);
    const { sql } = this.ctx.storage;
    const { id } = sql
      .exec<{ id: number }>(
        "INSERT INTO mail (at, letter) VALUES (?, ?) RETURNING id",
        Date.now(),
        JSON.stringify(letter),
      )
      .one();
    sql.exec("DELETE FROM mail WHERE id <= ?", id - mostKept);
    if (fault === "lost") throw new Error("the connection was lost");
    return { messageId: `<${id}@mail.local>` };
  }

  async plant(faults: readonly string[]): Promise<void> {
    this.#faults = [...faults];
  }

  /** The newest first. */
  async all(): Promise<Kept[]> {
    const rows = this.ctx.storage.sql
      .exec<{ id: number; at: number; letter: string }>("SELECT * FROM mail ORDER BY id DESC")
      .toArray();
    return rows.map(({ id, at, letter }) => ({ id, at, ...(JSON.parse(letter) as Letter) }));
  }
}

const room = ({ ROOM }: MailRoomEnv): DurableObjectStub<MailRoom> => ROOM.get(ROOM.idFromName("room"));

/** The binding `MAILER`. */
export class Mailer extends WorkerEntrypoint<MailRoomEnv> {
  async send(message: unknown): Promise<{ messageId: string }> {
    return room(this.env).take(message);
  }
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => entities[char] ?? "");
const linked = (text: string): string =>
  escaped(text).replaceAll(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}" target="_blank">${url}</a>`);

const shown = ({ at, to, from, subject, text }: Kept): string =>
  `<article><h2>${escaped(subject)}</h2><p>To <b>${escaped(to)}</b>, from ${escaped(`${from.name} <${from.email}>`)}, ${new Date(at).toISOString()}</p><pre>${linked(text)}</pre></article>`;

const style =
  ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}article{border-top:1px solid #8888;padding:.5rem 0}h2{font-size:1.1rem;margin:.5rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere}p{margin:.25rem 0}";

const page = (mails: readonly Kept[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mails</title><style>${style}</style><h1>Mails</h1><p>Nothing leaves this machine: what the server sends is shown here.</p>${mails.length === 0 ? "<p>None yet.</p>" : mails.map(shown).join("")}</html>`;

const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
};

export default {
  /** `GET /`: the page. `GET /mails`: the same as JSON. `PUT /faults`: what becomes of the next ones, a list. */
  async fetch(request: Request, env: MailRoomEnv): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (request.method === "GET" && pathname === "/") return new Response(page(await room(env).all()), { headers });
    if (request.method === "GET" && pathname === "/mails") return Response.json(await room(env).all());
    if (request.method === "PUT" && pathname === "/faults") {
      await room(env).plant(await request.json<string[]>());
      return new Response(null, { status: 204 });
    }
    return new Response("Not found", { status: 404 });
  },
};
