// What operators do over HTTP is recorded: reasons, records, and the audit log.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { UserBudgetResult } from "../../schema/protocol/http-budgets.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { deleteExpired, listActs } from "../../workers/operators/acts.ts";
import {
  ADMIN_TOKEN,
  act,
  directoryRows,
  newInvitation,
  newOperator,
  newOperatorName,
  reason,
  recordsOf,
} from "../support/operators.ts";
import { deadJob } from "../support/jobs-queue.ts";
import { newUsername, password, register } from "../support/people.ts";
import { callUnder, callWorker, codeOf } from "../support/worker-http.ts";

describe("[ADMIN-5] the reason of an act", () => {
  it.each([
    undefined,
    "",
    "ab",
    "  ab  ",
    "x".repeat(501),
    "two\nlines",
    "two\u2028lines",
    "\ud800",
    "\u200b\u2060\u{e0041}",
    7,
    null,
  ])("is not %j", async (wrong) => {
    const answer = await act("PUT", "registration", { mode: "open", reason: wrong });
    expect(answer.body).toMatchObject({ code: "INVALID_REQUEST", pointer: "/reason" });
  });

  it("is kept trimmed", async () => {
    const name = newOperatorName();
    await act("POST", "operators", { name, role: "moderator", reason: "  joins the team \n" });
    expect(await recordsOf(name)).toMatchObject([{ reason: "joins the team" }]);
  });

  it("may be left out at the three acts that had none, whose record says so", async () => {
    const id = await deadJob();
    expect(
      (await callWorker({ method: "DELETE", path: `/api/admin/dead-letters/${id}`, token: ADMIN_TOKEN })).status,
    ).toBe(204);
    expect(await recordsOf(id)).toMatchObject([{ act: "dead-letter-dropped", reason: null }]);
    const { user } = await register(newUsername("ada"));
    expect((await act("PUT", `users/${user.id}/budget`, { factor: 3 })).status).toBe(204);
    expect(await recordsOf(user.id)).toMatchObject([{ act: "budget-set", reason: null, detail: { factor: 3 } }]);
  });
});

describe("[ADMIN-6] every act leaves one record", () => {
  it("that says who, in which role, what, to whom, why and when", async () => {
    const { name, token } = await newOperator("operator");
    const before = Date.now();
    const other = newOperatorName();
    await act("POST", "operators", { name: other, role: "moderator", reason: "new here" }, token);
    const [record, ...more] = await recordsOf(other);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      actor: name,
      role: "operator",
      act: "operator-added",
      subject: other,
      reason: "new here",
      result: "done",
      detail: { role: "moderator" },
    });
    expect(record?.at).toBeGreaterThanOrEqual(before);
  });

  it("also those of dead letters and budgets", async () => {
    const [replayed, dropped] = [await deadJob(), await deadJob()];
    const { user } = await register(newUsername("ada"));
    await act("POST", `dead-letters/${replayed}/replay`, { reason });
    await act("DELETE", `dead-letters/${dropped}`, { reason });
    await act("PUT", `users/${user.id}/budget`, { factor: 2, reason });
    const said = await Promise.all([replayed, dropped, user.id].map(recordsOf));
    expect(said).toMatchObject([
      [{ act: "dead-letter-replayed", result: "done", reason }],
      [{ act: "dead-letter-dropped", result: "done", reason }],
      [{ act: "budget-set", result: "done", reason, detail: { factor: 2 } }],
    ]);
    const budget = (await act("GET", `users/${user.id}/budget`)).body as UserBudgetResult;
    expect(budget.factor).toBe(2);
  });

  it("and one that is refused leaves none", async () => {
    const { token } = await newOperator("moderator");
    const subjects = [newOperatorName(), newUserId(), crypto.randomUUID()] as const;
    const [name, userId, id] = subjects;
    const codes = await Promise.all([
      act("DELETE", `operators/${name}`, { reason }),
      act("POST", `operators/${name}/renew`, { reason }),
      act("POST", "operators", { name, role: "operator", reason }, token),
      act("PUT", `users/${userId}/suspension`, { reason }),
      act("DELETE", `users/${userId}/devices`, { reason }),
      act("PUT", `users/${userId}/budget`, { factor: 2, reason }),
      act("DELETE", `dead-letters/${id}`, { reason }),
      act("POST", `dead-letters/${id}/replay`, { reason }),
      act("DELETE", `invitations/${id}`, { reason }),
    ]);
    expect(codes.map(codeOf)).toEqual([
      "NOT_FOUND",
      "NOT_FOUND",
      "FORBIDDEN",
      ...Array.from({ length: 3 }, () => "USER_NOT_FOUND"),
      ...Array.from({ length: 3 }, () => "NOT_FOUND"),
    ]);
    expect(await Promise.all(subjects.map(recordsOf))).toEqual([[], [], []]);
  });

  it("and nothing that is secret is in any", async () => {
    const { token } = await newInvitation();
    const operator = await newOperator("operator");
    const all = JSON.stringify(await directoryRows("SELECT * FROM operator_act"));
    for (const secret of [token, operator.token, ADMIN_TOKEN, password]) expect(all).not.toContain(secret);
  });
});

describe("[ADMIN-7] a crash", () => {
  /** The directory fails at the statement that begins so, when it comes to it. */
  const failingAt = (beginning: string): D1Database =>
    new Proxy(env.DIRECTORY, {
      get(target, name) {
        if (name !== "prepare") return Reflect.get(target, name, target) as unknown;
        return (sql: string) => target.prepare(sql.startsWith(beginning) ? sql.replace(/"\w+"/, '"nothing"') : sql);
      },
    });

  it("between an act and its record is none: they are one transaction", async () => {
    const name = newOperatorName();
    const call = { method: "POST", path: "/api/admin/operators", token: ADMIN_TOKEN };
    const body = { name, role: "operator", reason };
    await callUnder({ DIRECTORY: failingAt('insert into "operator_act"') }, { ...call, body });
    expect(await directoryRows("SELECT * FROM operator WHERE name = ?", name)).toEqual([]);
    expect(await recordsOf(name)).toEqual([]);
  });

  it("after a dead letter was sent again leaves a record that says that this was begun", async () => {
    const id = await deadJob();
    const path = `/api/admin/dead-letters/${id}/replay`;
    const DIRECTORY = failingAt('delete from "dead_letter"');
    await callUnder({ DIRECTORY }, { method: "POST", path, token: ADMIN_TOKEN, body: { reason } });
    expect(await recordsOf(id)).toMatchObject([{ act: "dead-letter-replayed", result: "begun" }]);
    expect(await directoryRows("SELECT id FROM dead_letter WHERE id = ?", id)).toEqual([{ id }]);
  });
});

describe("the audit log", () => {
  it("[ADMIN-8] comes in pages, the newest first, by actor and by subject, each by an index", async () => {
    const { name, token } = await newOperator("operator");
    const subject = newUserId();
    const insert = env.DIRECTORY.prepare(
      "INSERT INTO operator_act VALUES (?, ?, ?, 'operator', 'x', ?, 'r', 'done', '{}')",
    );
    const now = Date.now();
    // Sixty within three milliseconds, so that pages end within one.
    await env.DIRECTORY.batch(
      Array.from({ length: 60 }, (_, n) => insert.bind(`${subject}-${n}`, now - (n % 3), name, n % 2 ? subject : null)),
    );
    const walk = async (filter: string) => {
      const ids: string[] = [];
      const times: number[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const answer = await act("GET", `audit?${filter}${cursor === "" ? "" : `&cursor=${cursor}`}`, undefined, token);
        const { items, next } = answer.body as { items: { id: string; at: number }[]; next: string | null };
        ids.push(...items.map(({ id }) => id));
        times.push(...items.map(({ at }) => at));
        cursor = next;
      }
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      return new Set(ids);
    };
    expect((await walk(`actor=${name}`)).size).toBe(60);
    expect((await walk(`subject=${subject}`)).size).toBe(30);
    expect((await walk(`actor=${name}&subject=${subject}`)).size).toBe(30);
    const plan = async (where: string) =>
      JSON.stringify(
        await directoryRows(
          `EXPLAIN QUERY PLAN SELECT * FROM operator_act WHERE ${where} ORDER BY at DESC, id DESC LIMIT 51`,
        ),
      );
    expect(await plan("actor = 'a' AND at > 1")).toContain("operator_act_by_actor");
    expect(await plan("subject = 'a' AND at > 1")).toContain("operator_act_by_subject");
    expect(await plan("at > 1")).toContain("operator_act_by_time");
    for (const where of ["actor = 'a' AND at > 1", "subject = 'a' AND at > 1", "at > 1"])
      expect(await plan(where)).not.toContain("TEMP B-TREE");
  });

  it("[ADMIN-9] shows nothing older than 400 days, and later acts delete it", async () => {
    const old = Date.now() - 400 * 86_400_000 - 1;
    const subject = newUserId();
    await env.DIRECTORY.prepare("INSERT INTO operator_act VALUES (?, ?, 'olga', 'operator', 'x', ?, 'r', 'done', '{}')")
      .bind(crypto.randomUUID(), old, subject)
      .run();
    expect(await recordsOf(subject)).toEqual([]);
    expect((await listActs(env.DIRECTORY, { subject }, 401)).items).toHaveLength(1);
    await deleteExpired(env.DIRECTORY, 401);
    expect(await directoryRows("SELECT id FROM operator_act WHERE subject = ?", subject)).toHaveLength(1);
    await newOperator("operator");
    expect(await directoryRows("SELECT id FROM operator_act WHERE subject = ?", subject)).toEqual([]);
  });

  it("[ADMIN-8] takes an invented cursor as a position", async () => {
    for (const cursor of ["x", "_", "99999999999999999_x", "0_", "-1_a"])
      expect([200, 400]).toContain((await act("GET", `audit?cursor=${cursor}`)).status);
  });
});
