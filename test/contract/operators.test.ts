// Operators and moderators over HTTP: their tokens, their names, and how many there may be.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { deploymentName } from "../../schema/protocol/http-operators.ts";
import { act, directoryRows, newOperator, newOperatorName, reason, recordsOf } from "../support/operators.ts";
import { callUnder, codeOf } from "../support/worker-http.ts";

describe("[ADMIN-1] an operator", () => {
  it("is known by the token, which is shown once and kept as a hash", async () => {
    const { name, token } = await newOperator("moderator");
    expect(token).toMatch(/^klatch_operator_[\w-]{64}$/);
    const answer = await act("GET", "me", undefined, token);
    expect(answer.body).toMatchObject({ name, role: "moderator" });
    const listed = await act("GET", "operators");
    expect(JSON.stringify(listed.body)).toContain(name);
    expect(JSON.stringify(listed.body)).not.toContain(token);
    const stored = JSON.stringify([
      await directoryRows("SELECT * FROM operator"),
      await directoryRows("SELECT * FROM operator_act"),
    ]);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(token.slice(16, 59));
  });

  it("has a token that expires after 90 days, and a renewed one then", async () => {
    const { name, token } = await newOperator("operator");
    const days = 86_400_000;
    const expiresAt = ((await act("GET", "me", undefined, token)).body as { expiresAt: number }).expiresAt;
    expect(expiresAt - Date.now()).toBeGreaterThan(89.9 * days);
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(90 * days);
    vi.useFakeTimers({ toFake: ["Date"], now: expiresAt });
    try {
      expect(codeOf(await act("GET", "me", undefined, token))).toBe("NOT_AUTHENTICATED");
      const renewed = await act("POST", `operators/${name}/renew`, { reason });
      const next = (renewed.body as { token: string }).token;
      expect((await act("GET", "me", undefined, next)).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is the deployment itself for whoever holds ADMIN_TOKEN", async () => {
    expect((await act("GET", "me")).body).toEqual({ name: deploymentName, role: "operator", expiresAt: null });
  });

  it("[ADMIN-3] is refused before the directory is asked, if the server did not make the token", async () => {
    const asked = vi.fn<() => never>();
    const DIRECTORY = new Proxy(env.DIRECTORY, { get: asked });
    const token = `klatch_operator_${"A".repeat(64)}`;
    const answer = await callUnder({ DIRECTORY }, { method: "GET", path: "/api/admin/me", token });
    expect(codeOf(answer)).toBe("NOT_AUTHENTICATED");
    expect(asked).not.toHaveBeenCalled();
  });
});

describe("[ADMIN-4] the name of an operator", () => {
  it.each(["a", "Olga", "1st", "a b", "olga\n", "x".repeat(33), "", "-a"])("is not %j", async (name) => {
    const answer = await act("POST", "operators", { name, role: "operator", reason });
    expect(answer.body).toMatchObject({ code: "INVALID_REQUEST", pointer: "/name" });
  });

  it("is one operator's, and never the deployment's", async () => {
    const { name } = await newOperator("operator");
    for (const taken of [name, deploymentName])
      expect(codeOf(await act("POST", "operators", { name: taken, role: "moderator", reason }))).toBe("NAME_TAKEN");
    expect(codeOf(await act("DELETE", `operators/${deploymentName}`, { reason }))).toBe("NOT_FOUND");
    expect((await recordsOf(name)).map((record) => record.act)).toEqual(["operator-added"]);
  });
});

describe("[ADMIN-4] beyond 100 operators, and 1,000 invitations that work,", () => {
  const fill = async (table: string, count: number, row: string) => {
    const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)";
    await env.DIRECTORY.prepare(`INSERT INTO ${table} ${numbers} SELECT ${row} FROM n`).bind(count).run();
  };

  it("no further one is made, and nothing is recorded", async () => {
    const name = newOperatorName();
    const life = Date.now() + 60_000;
    await fill("operator", 100, `'filler' || i, 'moderator', 'hash' || i, 'x', 1, ${life}`);
    await fill("invitation", 1_000, `'filler' || i, 'hash' || i, 1, 'x', 'x', 1, ${life}, NULL`);
    const answers = [
      await act("POST", "operators", { name, role: "moderator", reason }),
      await act("POST", "invitations", { uses: 1, expiresAt: life, reason }),
    ];
    for (const table of ["operator", "invitation"])
      await env.DIRECTORY.prepare(`DELETE FROM ${table} WHERE token_hash LIKE 'hash%'`).run();
    expect(answers.map(codeOf)).toEqual(["TOO_MANY", "TOO_MANY"]);
    expect(await recordsOf(name)).toEqual([]);
  });
});
