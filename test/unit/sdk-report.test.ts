// Reports in the SDK: what is asked of the server, and whether it takes any.
import { expect, it } from "vitest";
import { memoryStore } from "@klatch/sdk";
import { groupId, reportId, timeMs, userIds } from "../../schema/protocol/examples/story.ts";
import { FakeWorld, problem, session, settle } from "../support/sdk-fakes.ts";

it("[REPORT-12] a report is one call, and a refusal has its code; the app is told whether the server takes reports", async () => {
  const [world, store] = [new FakeWorld(), memoryStore()];
  await store.save(session);
  const client = world.client({ store });
  expect(client.features).toBeNull();
  await client.start();
  await settle();
  expect(client.features).toBeNull();
  world.socket.say({ ...world.welcome(), features: ["reports"] });
  await settle();
  expect(client.features).toEqual(["reports"]);

  const asked: unknown[] = [];
  world.answer = ({ method, path, body }) => {
    asked.push([method, path, body]);
    return { status: 201, body: { reportId, reportedAt: timeMs } };
  };
  const about = { kind: "conversation" as const, conversationId: groupId, seqs: [41] };
  expect(await client.report({ about, reason: "spam", text: "Again." })).toEqual({ reportId, reportedAt: timeMs });
  expect(asked).toEqual([["POST", "/api/reports", { about, reason: "spam", text: "Again." }]]);

  world.answer = () => ({ status: 403, body: problem(403, "FORBIDDEN") });
  const own = client.report({ about: { kind: "user", userId: userIds.alice }, reason: "other" });
  await expect(own).rejects.toMatchObject({ code: "FORBIDDEN" });
  client.close();
});
