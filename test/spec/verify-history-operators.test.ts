// Recounting history over HTTP, as operators do it: which conversations have any, and one at a time.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { StoredHistory } from "../../durable-objects/conversation/projections/history/stored-history.ts";
import { directConversationId, newUserId } from "../../schema/protocol/ids.ts";
import { callWorker } from "../support/worker-http.ts";
import { archivedMs, conversationWith, projectedMs } from "../support/history-actors.ts";
import { deleteSegment, fault } from "../support/history-faults.ts";
import { named } from "../support/history-homes.ts";

const { HISTORY, ARCHIVE, ADMIN_TOKEN } = env;

describe("[HISTORY-7] operators", () => {
  const ask = (path: string) =>
    callWorker({ method: "GET", path: `/api/admin/history${path}`, token: ADMIN_TOKEN ?? "" });

  it("list the conversations that have history, in whichever tier, each once", async () => {
    const [young, recent, old] = [
      await conversationWith(3),
      await conversationWith(130, projectedMs),
      await conversationWith(130, projectedMs, archivedMs),
    ];
    const listed: string[] = [];
    for (let query = ""; ;) {
      const { items, next } = (await ask(query)).body as {
        items: string[];
        next: string | null;
      };
      listed.push(...items);
      if (next === null) break;
      query = `?cursor=${next}`;
    }
    expect(listed).toEqual([...new Set(listed)].toSorted());
    expect([young, recent, old].map(({ id }) => listed.includes(id))).toEqual([false, true, true]);
  });

  it("page through more of them than fit", async () => {
    const ids = Array.from({ length: 230 }, () => directConversationId(newUserId(), newUserId())).toSorted();
    const insert = HISTORY.prepare("INSERT INTO history_segment VALUES (?, 1, 1, 1, '', 0)");
    await HISTORY.batch(ids.map((id) => insert.bind(id)));
    const stored = new StoredHistory([named("HISTORY", HISTORY)], ARCHIVE);
    const page = (await stored.conversationIds(ids[9] ?? "", 1_000)).filter((id) => ids.includes(id));
    expect(page).toEqual(ids.slice(10));
    expect((await ask("")).body).toMatchObject({ next: expect.any(String) });
    await HISTORY.batch(
      ids.map((id) => HISTORY.prepare("DELETE FROM history_segment WHERE conversation_id = ?").bind(id)),
    );
  });

  it("recount one of them", async () => {
    const { id } = await conversationWith(130, projectedMs);
    await deleteSegment(id, 1);
    expect(await ask(`/${id}/verify`)).toMatchObject({
      status: 200,
      body: { conversationId: id, checked: 130, faults: [fault("missing", "history", 1, 64)], after: null },
    });
    expect(await ask(`/${id}/verify?after=64`)).toMatchObject({ status: 200, body: { checked: 66, faults: [] } });
    expect(await ask(`/${id}/verify?after=x`)).toMatchObject({ status: 400, body: { code: "INVALID_REQUEST" } });
  });

  it("learn that there is no such conversation, and that a log was lost", async () => {
    const id = directConversationId(newUserId(), newUserId());
    for (const unknown of [id, "direct_a_b", "%"])
      expect(await ask(`/${unknown}/verify`)).toMatchObject({ status: 404, body: { code: "CONVERSATION_NOT_FOUND" } });
    await HISTORY.prepare("INSERT INTO history_segment VALUES (?, 1, 40, 1, '', 0)").bind(id).run();
    expect(await ask(`/${id}/verify`)).toMatchObject({
      status: 200,
      body: { headSeq: 0, faults: [fault("ahead", "d1", 1, 40)] },
    });
    await deleteSegment(id, 1);
  });
});
