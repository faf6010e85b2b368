// What the sign-in page says: of refusals, of the end of a session, and of what was not sent.
import { KlatchError, type ErrorCode, type UnsentMessage } from "@klatch/sdk";
import { afterEach, beforeEach, expect, it } from "vitest";
import { localePreference } from "../../apps/web/i18n/locale.ts";
import { UnsentBook } from "../../apps/web/model/unsent-book.ts";
import { safeStorage } from "../../apps/web/platform/storage.ts";
import { invitationIn, registrationAddress } from "../../apps/web/sign-in/invitation-link.ts";
import { endedText, signInFault } from "../../apps/web/sign-in/sign-in-fault.ts";
import type { ClientMsgId, ConversationId, UserId } from "../../schema/protocol/ids.ts";

beforeEach(() => {
  localePreference.value = "en";
});
afterEach(() => {
  localePreference.value = "system";
});

const refused = (code: ErrorCode, more = {}) => new KlatchError(code, "", more);

it.each([
  ["username", true, refused("USERNAME_TAKEN")],
  ["password", true, refused("PASSWORD_TOO_COMMON")],
  ["displayName", true, refused("INVALID_REQUEST", { pointer: "/displayName" })],
  ["username", true, refused("INVALID_REQUEST", { pointer: "/username" })],
  [null, false, refused("INVALID_REQUEST", { pointer: "/username" })],
])("[WEB-51] a refusal stands at its field: %s", (field, isNew, error) => {
  expect(signInFault(error, isNew)?.field).toBe(field);
});

it("[WEB-51] a name or password that nobody can have is a wrong one, and too many attempts are told until when", () => {
  for (const pointer of ["/username", "/password"])
    expect(signInFault(refused("INVALID_REQUEST", { pointer }), false)?.text).toBe(
      "The username or the password is wrong.",
    );
  const limited = refused("RATE_LIMITED", { retryAfterMs: 60_000 });
  expect(signInFault(limited, false)?.text).toBe(
    "Too many attempts to sign in from here. You can go on in 60 seconds.",
  );
  expect(signInFault(limited, true)?.text).toBe(
    "Too many accounts were created from your network lately. You can go on in 60 seconds.",
  );
});

it("[WEB-322] another device that takes this one's place is told in those words", () => {
  expect(endedText("SIGNED_IN_ELSEWHERE")).toMatch(/^Signed in on another device/);
});

it("[WEB-320] an account that is about to be deleted is told with its time", () => {
  expect(signInFault(refused("ACCOUNT_LEAVING", { retryAfterMs: 86_400_000 }), false)?.text).toMatch(
    /^This account will be deleted: .+ Until then you can sign in and keep it\.$/,
  );
});

it("[WEB-51] each way in which the server ends a session has words of its own", () => {
  const codes = ["DEVICE_SIGNED_OUT", "REFRESH_TOKEN_REUSED", "TOKEN_EXPIRED", "SUSPENDED", "MOONLIGHT"];
  expect(new Set(codes.map(endedText)).size).toBe(codes.length);
});

it.each(["INVITATION_NEEDED", "INVITATION_INVALID"] as const)("[WEB-66] %s stands at the invitation", (code) => {
  expect(signInFault(refused(code), true)?.field).toBe("invitation");
});

it("[WEB-66] an invitation is pasted as a link, with whatever text around it, or as its token", () => {
  const link = registrationAddress("https://klatch.example", "abc-DEF_1.2");
  for (const pasted of [link, ` Come in: ${link} !`, "abc-DEF_1.2", " abc-DEF_1.2\n"])
    expect(invitationIn(pasted), pasted).toBe("abc-DEF_1.2");
  expect(invitationIn("  ")).toBe("");
});

it("[WEB-67] a suspension is told at the sign-in, and until when if the server says so", () => {
  expect(signInFault(refused("SUSPENDED"), false)).toEqual({ field: null, text: "This account is suspended." });
  expect(signInFault(refused("SUSPENDED", { retryAfterMs: 86_400_000 }), false)?.text).toMatch(
    /^This account is suspended until .+\.$/,
  );
});

class FakeStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.items.set(key, value);
}

const [ada, bob] = ["user_ada" as UserId, "user_bob" as UserId] as const;
const written = (id: string): UnsentMessage => ({
  clientMsgId: id as ClientMsgId,
  conversationId: "direct_1" as ConversationId,
  content: { type: "text", text: id },
  writtenAtMs: 1,
});

it("[WEB-53] what was given back is kept for each writer through a reload, each message once, until it is taken", () => {
  const storage = new FakeStorage();
  const book = new UnsentBook(storage, null);
  book.keep({ userId: ada, username: "ada", messages: [written("one"), written("two")] });
  book.keep({ userId: bob, username: null, messages: [written("of Bob")] });
  book.keep({ userId: ada, username: "ada", messages: [written("two"), written("three")] });
  const reloaded = new UnsentBook(storage, null);
  expect(reloaded.all.value).toEqual(book.all.value);
  expect(reloaded.take(ada).map(({ clientMsgId }) => clientMsgId)).toEqual(["one", "two", "three"]);
  expect(reloaded.take(ada)).toEqual([]);
  expect(new UnsentBook(storage, null).all.value.map(({ userId }) => userId)).toEqual([bob]);
});

it("[WEB-53] what one tab discards is gone in the others, and damaged or full storage breaks nothing", () => {
  const listeners: ((event: { readonly data: unknown }) => void)[] = [];
  const channel = {
    postMessage: (data: string) => listeners.slice(1).forEach((listen) => listen({ data })),
    addEventListener: (_: "message", listen: (event: { readonly data: unknown }) => void) =>
      void listeners.push(listen),
  };
  const storage = new FakeStorage();
  const [first, second] = [new UnsentBook(null, channel), new UnsentBook(storage, channel)];
  for (const book of [first, second]) book.keep({ userId: ada, username: "ada", messages: [written("one")] });
  first.discard();
  expect([first.all.value, second.all.value, new UnsentBook(storage, null).all.value]).toEqual([[], [], []]);
  for (const damaged of ["{", '[{"userId":1}]', "7", '[{"userId":"user_ada","messages":[7]}]']) {
    storage.items.set("klatch-unsent", damaged);
    expect(new UnsentBook(storage, null).all.value, damaged).toEqual([]);
  }
  const refuse = (): never => {
    throw new Error("full");
  };
  const full = new UnsentBook(
    safeStorage(() => ({ getItem: refuse, setItem: refuse, removeItem: refuse })),
    null,
  );
  full.keep({ userId: ada, username: "ada", messages: [written("one")] });
  expect(full.take(ada)).toHaveLength(1);
});
