// The terminal's commands about one's own account.
import { describe, expect, it } from "vitest";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { securityCommands } from "../../apps/terminal/chat-security.ts";
import { FakeWorld, problem } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

/** @param answers to the questions, in their order; null: nobody can be asked */
async function deleteAccount(answers: readonly string[] | null, world: FakeWorld) {
  const client = world.client();
  await client.restore();
  const left = [...(answers ?? [])];
  const printed: string[] = [];
  let isClosed = false;
  const ask = async (): Promise<string> => left.shift() ?? "";
  const terminal = {
    isInteractive: answers !== null,
    ask,
    askSecret: ask,
    print: (text: string) => void printed.push(text),
    close: () => void (isClosed = true),
  };
  const parts = standInFor<ChatParts>({ client, terminal });
  const failed = await Promise.resolve(securityCommands["/delete-account"]?.(parts, [], "")).then(
    () => null,
    (error: unknown) => error,
  );
  return { failed, isClosed, printed, isSignedIn: client.session !== null, unasked: left.length };
}

describe("[SDK-199] /delete-account", () => {
  it("asks two questions and the password, and ends the program with the session", async () => {
    const world = new FakeWorld();
    world.answer = () => ({ status: 200, body: { endsAt: 5 } });
    const done = await deleteAccount(["yes", "y", "correct horse"], world);
    expect(done).toMatchObject({ failed: null, isClosed: true, isSignedIn: false, unasked: 0 });
    expect(world.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["DELETE", "/api/me", { password: "correct horse", eraseMessages: true }],
    ]);
  });

  it.each([[["maybe", "yes", "secret"]], [["no", "no", "secret"]], [null]])(
    "asks the server for nothing after %j",
    async (answers) => {
      const world = new FakeWorld();
      const done = await deleteAccount(answers, world);
      expect([done.failed instanceof Error, done.isSignedIn, world.calls]).toEqual([true, true, []]);
    },
  );

  it("changes nothing with a wrong password", async () => {
    const world = new FakeWorld();
    world.answer = () => ({ status: 403, body: problem(403, "WRONG_PASSWORD") });
    const done = await deleteAccount(["no", "yes", "wrong horse"], world);
    expect(done).toMatchObject({ failed: { code: "WRONG_PASSWORD" }, isSignedIn: true, isClosed: false });
  });
});
