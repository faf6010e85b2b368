// `npm run operator` against a running server: the first operator, a moderator, and what they may do.
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { reportResultShape } from "../../schema/protocol/reports.ts";
import { runOperatorTool, type CommandEnded } from "../support/operator-process.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});

afterAll(async () => {
  await server.stop();
});

/** @param token an operator's; undefined: that of the deployment, which the server's secrets hold */
function operator(line: string, token?: string): Promise<CommandEnded> {
  const where = ["--server", server.url, "--secrets", join(server.stateDir, "secrets.env")];
  const environment = token === undefined ? {} : { KLATCH_OPERATOR_TOKEN: token };
  return runOperatorTool("operator", [...line.split(" ").filter(Boolean), ...where], environment);
}

it("[ADMIN-24] the deployment makes an operator, who makes a moderator, who suspends somebody", async () => {
  const api = new ApiClient(server.url);
  const bob = { username: "bob", password: "correct horse" };
  await api.register(bob);
  const added = await operator("add olga");
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^klatch_operator_[\w-]{64}\n$/) as unknown });
  const olga = added.stdout.trim();
  const mo = (await operator("add mo --role moderator --reason joins", olga)).stdout.trim();

  expect(await operator("suspend bob --reason spam --until 7d", mo)).toMatchObject({
    code: 0,
    stdout: "bob is suspended.\n",
  });
  await expect(api.login(bob)).rejects.toThrow("SUSPENDED");
  expect((await operator("find BOB", mo)).stdout).toMatch(/\nsuspended by mo at .* until .*: spam\n/);
  expect((await operator("suspended", mo)).stdout).toMatch(/^bob {2}user_\w+ {2}suspended by mo/);
  expect((await operator("restore bob --reason sorry", mo)).code).toBe(0);
  await api.login(bob);

  const forbidden = await operator("registration closed --reason spam", mo);
  expect(forbidden).toMatchObject({ code: 1, stdout: "", stderr: "the server answers 403 FORBIDDEN\n" });
  expect((await operator("registration invitation --reason start", olga)).stdout).toBe("invitation\n");
  const carol = { username: "carol", password: "correct horse" };
  await expect(api.register(carol)).rejects.toThrow("INVITATION_NEEDED");
  const invitation = (await operator("invite --uses 2 --reason club", olga)).stdout.trim();
  await api.register({ ...carol, invitation });
  expect((await operator("invitations", olga)).stdout).toContain("1 of 2 used");

  const log = (await operator("audit --actor mo", olga)).stdout.trimEnd().split("\n");
  expect(log.map((line) => / {2}mo {2}(\S+) user_\w+ .*: (\w+)$/.exec(line)?.slice(1))).toEqual([
    ["user-restored", "sorry"],
    ["user-suspended", "spam"],
  ]);
  expect((await operator("remove mo --reason left", olga)).code).toBe(0);
  expect((await operator("audit", mo)).stderr).toBe("the server answers 401 NOT_AUTHENTICATED\n");
});

it("[REPORT-15] lists what was reported, shows it, and closes it once", async () => {
  const api = new ApiClient(server.url);
  const password = "correct horse";
  const bob = await api.login({ username: "bob", password });
  const carol = await api.login({ username: "carol", password });
  const about = { kind: "user", userId: carol.user.id };
  const reported = await fetch(`${server.url}/api/reports`, {
    method: "POST",
    headers: { authorization: `Bearer ${bob.accessToken}`, "content-type": "application/json" },
    body: JSON.stringify({ about, reason: "spam", text: "Every day." }),
  });
  const { reportId } = v.parse(reportResultShape, await reported.json());
  const line = `${reportId}  ${carol.user.id}  by ${bob.user.id}  open  spam: Every day.\n`;
  expect((await operator(`reports --user ${carol.user.id}`)).stdout).toContain(line);
  expect((await operator(`report ${reportId}`)).stdout).toContain(line);
  expect(await operator(`close-report ${reportId} --reason warned`)).toMatchObject({
    code: 0,
    stdout: `${reportId} is closed.\n`,
  });
  expect((await operator("reports")).stdout).toBe("None.\n");
  expect((await operator("reports --state closed")).stdout).toContain("closed by deployment at");
  expect(await operator(`close-report ${reportId} --reason again`)).toMatchObject({
    code: 1,
    stderr: "There is no such report that is open.\n",
  });
  expect((await operator(`audit --subject ${reportId}`)).stdout).toMatch(/report-closed .*: warned\n$/);
});

it("[VERSION-22] begins a sweep, shows how far it is, and stops it", async () => {
  expect((await operator("fleet")).stdout).toMatch(
    /^newest {3}UserSession: due \d+, user-session \d+\n[^]*no sweep yet\n$/,
  );
  const begun = await operator("sweep --reason release");
  expect(begun).toMatchObject({ code: 0, stdout: expect.stringMatching(/running since .*: release\n/) as unknown });
  const { stdout } = await operator("sweep stop --reason enough");
  expect(stdout).toMatch(/(stopped|done) since .*: release\n\d+ wait, 0 run older code, 0 given up/);
  expect((await operator("audit")).stdout).toMatch(/sweep-stopped .*\n.*sweep-started -: release\n/);
});

it("[ADMIN-24] says how it is used, and what is not there", async () => {
  const wrong = await operator("suspend bob");
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toContain("Usage: npm run operator");
  expect(await operator("find nobody_here")).toMatchObject({ code: 1, stderr: "There is no user nobody_here.\n" });
  expect(await operator("remove nobody --reason left")).toMatchObject({
    code: 1,
    stderr: "There is no operator nobody.\n",
  });
});
