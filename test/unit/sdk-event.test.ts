// One event of a conversation: what the device has is not asked for, and only the server says that there is none.
import { describe, expect, it } from "vitest";
import type { DownFrame } from "../../schema/protocol/down.ts";
import { conversationChanged, direct, message, problem } from "../support/sdk-fakes.ts";
import { Device } from "../support/stored-device.ts";

const nothing: DownFrame = { type: "void", conversationId: direct, seq: 3, toSeq: 5, createdAt: 0 };

async function withStored(...events: readonly DownFrame[]) {
  const device = new Device();
  const client = await device.install();
  await device.world.catchUp(conversationChanged({ headSeq: 0, inboxVersion: 4 }), ...events);
  await client.stored();
  const serve = (...page: readonly object[]): void => {
    device.world.answer = () => ({ status: 200, body: { events: page, before: null, after: null, headSeq: 9 } });
  };
  return { client, world: device.world, serve };
}

describe("[WEB-91] one event", () => {
  it("is taken from the store without a call; what is stored as void is none", async () => {
    const { client, world } = await withStored(message(1), message(2), nothing);
    expect(await client.event(direct, 2)).toMatchObject({ type: "new-message", seq: 2 });
    expect(await client.event(direct, 4)).toMatchObject({ type: "void" });
    expect(world.calls).toEqual([]);
  });

  it("comes from the server if it is not stored, and is stored then", async () => {
    const { client, world, serve } = await withStored(message(1));
    serve(message(7));
    expect(await client.event(direct, 7)).toMatchObject({ seq: 7 });
    expect(await client.event(direct, 7)).toMatchObject({ seq: 7 });
    expect(world.calls.map(({ path }) => path)).toEqual([`/api/conversations/${direct}/messages?before=8&limit=1`]);
  });

  it("is null only if the server says so: it gives an earlier one, or none", async () => {
    const { client, world, serve } = await withStored(message(1));
    serve(message(5));
    expect(await client.event(direct, 8)).toBeNull();
    serve();
    expect(await client.event(direct, 20)).toBeNull();
    world.answer = () => Promise.reject(new Error("no network"));
    await expect(client.event(direct, 6)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    world.answer = () => ({ status: 404, body: problem(404, "CONVERSATION_NOT_FOUND") });
    await expect(client.event(direct, 6)).rejects.toMatchObject({ code: "CONVERSATION_NOT_FOUND" });
  });

  it("a call can be aborted", async () => {
    const { client, world } = await withStored(message(1));
    world.answer = () => new Promise(() => {});
    const stop = new AbortController();
    const asked = client.event(direct, 6, { signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  });
});
