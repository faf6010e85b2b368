// How mails are sent by the binding: whose they are, where links lead, and what each answer of the service means.
import { beforeEach, expect, it, vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { originOf, senderOf } from "../../workers/mail/mail-variables.ts";
import { mailerOf, type Letter } from "../../workers/mail/mailer.ts";
import { standInFor } from "../support/stand-in-for.ts";

const letter: Letter = { to: "ada@example.com", subject: "Hello", text: "Hello", html: "<p>Hello</p>" };

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

const envWith = (send: () => Promise<unknown>, changes: object = {}): Env =>
  standInFor<Env>({
    MAILER: { send },
    MAIL_FROM: "Klatch <noreply@chat.example>",
    APP_URL: "https://chat.example",
    ...changes,
  });
const failing = (error: unknown): Env =>
  envWith(async () => {
    throw error;
  });
const coded = (code: string): Error => Object.assign(new Error("no"), { code });

it.each([
  ["Klatch <noreply@chat.example>", { name: "Klatch", email: "noreply@chat.example" }],
  ["noreply@chat.example", { name: "Klatch", email: "noreply@chat.example" }],
  ["Tea & Co <tea@chat.example>", { name: "Tea & Co", email: "tea@chat.example" }],
])("[MAIL-5] the sender of %s", (text, sender) => {
  expect(senderOf(text)).toEqual(sender);
});

it.each(["", "Klatch", "Klatch <noreply>", "a@b.example, c@d.example", "Klatch <a@b.example>\r\nBcc: <c@d.example>"])(
  "[MAIL-5] %j is none",
  (text) => {
    expect(() => senderOf(text)).toThrow("MAIL_FROM");
  },
);

it("[MAIL-5] links lead to an origin over https, or on this machine", () => {
  expect(originOf("https://chat.example/")).toBe("https://chat.example");
  expect(originOf("http://localhost:8787")).toBe("http://localhost:8787");
  for (const wrong of ["", "chat.example", "http://chat.example", "https://chat.example/app", "https://chat.example?x"])
    expect(() => originOf(wrong), wrong).toThrow("APP_URL");
});

it("[MAIL-5] without the binding or one of the variables there is no mailer", () => {
  const send = async (): Promise<unknown> => ({});
  for (const missing of [{ MAILER: undefined }, { MAIL_FROM: "" }, { APP_URL: undefined }])
    expect(mailerOf(envWith(send, missing))).toBeNull();
});

it.each([
  ["E_RATE_LIMIT_EXCEEDED", "refused"],
  ["E_DAILY_LIMIT_EXCEEDED", "refused"],
  ["E_SENDER_NOT_VERIFIED", "refused"],
  ["E_RECIPIENT_NOT_ALLOWED", "refused"],
  ["E_VALIDATION_ERROR", "refused"],
  ["E_RECIPIENT_SUPPRESSED", "rejected"],
  ["E_DELIVERY_FAILED", "unknown"],
  ["E_INTERNAL_SERVER_ERROR", "unknown"],
  ["E_OF_TOMORROW", "unknown"],
] as const)("[MAIL-7] [MAIL-14] after %s it is %s, also where only the words have the code", async (code, outcome) => {
  expect(await mailerOf(failing(coded(code)))?.send(letter)).toBe(outcome);
  expect(await mailerOf(failing(new Error(`${code}: no`)))?.send(letter)).toBe(outcome);
});

it("[MAIL-7] what has no code, or is no error, is unknown, and no log has an address", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  for (const cause of [new Error("ada@example.com is not there"), "ada@example.com", null, undefined, { code: 7 }])
    expect(await mailerOf(failing(cause))?.send(letter)).toBe("unknown");
  expect(JSON.stringify(logged.mock.calls)).not.toContain("ada@example.com");
});

it("[MAIL-12] what it sends is the letter and whose it is", async () => {
  const send = vi.fn<() => Promise<unknown>>(async () => ({ messageId: "<1@chat.example>" }));
  expect(await mailerOf(envWith(send))?.send({ ...letter, headers: { "List-Unsubscribe": "<https://x>" } })).toBe(
    "taken",
  );
  expect(send).toHaveBeenCalledWith({
    ...letter,
    from: { name: "Klatch", email: "noreply@chat.example" },
    headers: { "List-Unsubscribe": "<https://x>" },
  });
});
