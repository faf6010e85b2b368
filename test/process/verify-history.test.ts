// `npm run verify-history` against the real server: clean history, a segment that somebody changed, a conversation that is none.
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { directConversationId, newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { inDatabase } from "../support/database-file.ts";
import { runOperatorTool, type CommandEnded } from "../support/operator-process.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ vars: { HISTORY_PROJECT_AFTER_MS: "1" } });
});

afterAll(async () => {
  await server.stop();
});

/** A conversation with messages, all of them in history. */
async function talk(name: string): Promise<ConversationId> {
  const client = new ApiClient(server.url);
  const { accessToken } = await client.register({ username: `${name}_one`, password: "correct horse" });
  const other = await client.register({ username: `${name}_two`, password: "correct horse" });
  const id = await client.openDirect(accessToken, other.user.id);
  for (const text of ["one", "two", "three"]) await client.sendText(accessToken, id, `${name}-${text}`, text);
  const query = "SELECT max(last_seq) AS seq FROM history_segment WHERE conversation_id = ?";
  const projected = () =>
    inDatabase(server.stateDir, "HISTORY", { readOnly: true }, (database) => database.prepare(query).get(id)?.["seq"]);
  await expect.poll(projected, { timeout: 15_000 }).toBe(3);
  return id;
}

function verify(...args: readonly string[]): Promise<CommandEnded> {
  const where = ["--server", server.url, "--secrets", join(server.stateDir, "secrets.env")];
  return runOperatorTool("verify-history", [...args, ...where]);
}

it("[HISTORY-7] a command recounts all conversations, names what is wrong and then fails", async () => {
  const [good, bad] = [await talk("good"), await talk("bad")];
  const clean = await verify();
  expect(clean).toMatchObject({ code: 0, stderr: "" });
  for (const id of [good, bad]) expect(clean.stdout).toMatch(new RegExp(`^${id} +3 +0 +3 +0 +3 +0$`, "m"));

  await server.kill();
  await inDatabase(server.stateDir, "HISTORY", { readOnly: false }, (database) => {
    const distort = "UPDATE history_segment SET body = replace(body, 'two', '2') WHERE conversation_id = ?";
    database.prepare(distort).run(bad);
  });
  await server.restart();

  const found = await verify();
  expect(found).toMatchObject({ code: 1, stderr: "" });
  expect(found.stdout).toMatch(new RegExp(`^${good} +3 +0 +3 +0 +3 +0$`, "m"));
  expect(found.stdout).toMatch(new RegExp(`^${bad} +3 +0 +3 +0 +3 +1\n {2}different \\(d1\\): event 2$`, "m"));
  expect(await verify(good)).toMatchObject({ code: 0 });
  expect(await verify(good, bad)).toMatchObject({ code: 1 });
  expect(await verify(directConversationId(newUserId(), newUserId()))).toMatchObject({ code: 1 });
  expect(await verify("--unknown")).toMatchObject({ code: 1, stdout: "" });
});
