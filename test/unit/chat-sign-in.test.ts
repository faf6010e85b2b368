// How the terminal client signs in: what it says of a suspension, of closed registration, and of invitations.
import { expect, it } from "vitest";
import type { ChatOptions } from "../../apps/terminal/chat-options.ts";
import { parseChatOptions } from "../../apps/terminal/chat-options.ts";
import { signIn } from "../../apps/terminal/chat-sign-in.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import { FakeWorld, problem, session, tokens } from "../support/sdk-fakes.ts";

const options: ChatOptions = {
  name: "eve",
  server: "http://localhost:8787",
  password: "correct horse",
  invitation: null,
  stateDir: "unused",
};
const link = "http://localhost:8787/#/register/abc-DEF_1";

interface Ended {
  readonly said: string | null;
  /** The invitation of each registration; undefined: none. */
  readonly shown: readonly unknown[];
  readonly asked: number;
}

/** @param refusals of the registrations, one after the other; null: the server is never asked */
async function attempt(
  login: ErrorCode,
  registrations: readonly ErrorCode[],
  { invitation = null, typed = null }: { readonly invitation?: string | null; readonly typed?: string | null } = {},
): Promise<Ended> {
  const world = new FakeWorld();
  // Nobody is signed in yet.
  world.saved.push(null);
  const shown: unknown[] = [];
  world.answer = ({ path, body }) => {
    if (path !== "/api/auth/register") return { status: 401, body: problem(401, login) };
    const code = registrations[shown.length] ?? "INTERNAL";
    shown.push((body as { invitation?: unknown }).invitation);
    return { status: 403, body: problem(403, code) };
  };
  let asked = 0;
  const terminal = {
    isInteractive: typed !== null,
    ask: async () => typed ?? "",
    askSecret: async () => {
      asked += 1;
      return typed ?? "";
    },
  };
  return { said: await signIn(world.client(), { ...options, invitation }, terminal), shown, asked };
}

it("[WEB-67] a suspension is said, and no account is made", async () => {
  expect(await attempt("SUSPENDED", [])).toEqual({ said: "This account is suspended.", shown: [], asked: 0 });
});

it("[WEB-66] an invitation is taken from its link, or asked for when it is needed", async () => {
  const given = await attempt("INVALID_CREDENTIALS", ["INVITATION_INVALID"], { invitation: link });
  expect(given.shown).toEqual(["abc-DEF_1"]);
  expect(given.said).toContain("does not work");
  const typed = await attempt("INVALID_CREDENTIALS", ["INVITATION_NEEDED", "INVITATION_INVALID"], {
    typed: ` ${link} `,
  });
  expect([typed.shown, typed.asked]).toEqual([[undefined, "abc-DEF_1"], 1]);
  const script = await attempt("INVALID_CREDENTIALS", ["INVITATION_NEEDED"]);
  expect([script.shown, script.asked]).toEqual([[undefined], 0]);
  expect(script.said).toContain("give --invitation");
});

it("[WEB-66] where no accounts are made, a wrong name or password says so; a taken name is another's", async () => {
  expect((await attempt("INVALID_CREDENTIALS", ["REGISTRATION_CLOSED"])).said).toContain("no accounts are made here");
  expect((await attempt("INVALID_CREDENTIALS", ["USERNAME_TAKEN"])).said).toBe("The password is wrong.");
});

it("[WEB-66] the invitation is an option", () => {
  expect(parseChatOptions(["--as", "eve", "--invitation", link], {})?.invitation).toBe(link);
  expect(parseChatOptions(["--as", "eve"], {})?.invitation).toBeNull();
});

it("[SDK-199] an account that is about to be deleted is kept only if that is said", async () => {
  const leaving = { ...problem(403, "ACCOUNT_LEAVING"), retryAfterMs: 86_400_000 };
  const signedIn = { user: session.user, device: { id: "device_me" }, ...tokens(1) };
  const shown = async (answer: string | null): Promise<readonly [string | null, unknown[]]> => {
    const world = new FakeWorld();
    world.saved.push(null);
    world.answer = ({ body }) =>
      (body as { restore?: true }).restore === true ? { status: 200, body: signedIn } : { status: 403, body: leaving };
    const terminal = { isInteractive: answer !== null, ask: async () => answer ?? "", askSecret: async () => "" };
    const said = await signIn(world.client(), options, terminal);
    return [said, world.calls.map(({ body }) => (body as { restore?: true }).restore ?? false)];
  };
  expect(await shown("yes")).toEqual([null, [false, true]]);
  expect(await shown("later")).toEqual(["The account is not kept.", [false]]);
  const [script, asked] = await shown(null);
  expect([script?.startsWith("This account is deleted on "), asked]).toEqual([true, [false]]);
});
