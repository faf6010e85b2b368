// The files of scheduled messages: what their objects are told, by a session that may end between any two calls.
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { fileContent, Scheduling, startMs } from "../support/scheduling.ts";

const day = 86_400_000;
const at = startMs + 90 * day;
const one = "one" as ClientMsgId;
const codeOf = (answer: unknown): string | undefined => (answer as { refusal?: { code: string } }).refusal?.code;

let world: Scheduling;
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  world = new Scheduling();
});

const rowsOf = (): number => world.storage.sql.exec("SELECT * FROM scheduled_file").toArray().length;

describe("[FILE-30] scheduled with a file", () => {
  it("is kept before it is stored, then until some time after it is due, and again by nobody who is not told", async () => {
    expect(await world.scheduleFile("one", at, "file_one")).toMatchObject({ state: "waiting", sendAt: at });
    expect([...world.kept.values()]).toEqual([startMs + day]);
    expect([world.files.dueAt(startMs), world.armed]).toEqual([startMs, 1]);
    world.restart();
    expect(await world.tellFiles()).toBe(true);
    expect(world.keptOfListed).toEqual([[one, at + wireLimits.scheduledFilesKeptMs]]);
    const { fileCalls } = world;
    await world.tellFiles();
    expect([world.fileCalls, world.files.dueAt(startMs)]).toEqual([fileCalls, null]);
  });

  it("costs the calls to its object; a text asks nobody, and stores nothing more than it did", async () => {
    world.schedule("text", at);
    expect([world.fileCalls, rowsOf(), world.paid["calls"], world.files.dueAt(startMs)]).toEqual([
      0,
      0,
      undefined,
      null,
    ]);
    await world.scheduleFile("one", at, "file_one");
    expect([world.fileCalls, rowsOf(), world.paid["calls"]]).toEqual([1, 1, 3]);
  });

  it.each([
    ["that is nobody's", "invented", 9, "FILE_NOT_FOUND"],
    ["of which it says what is not so", "file_one", 10, "INVALID_FRAME"],
  ])("%s is refused, and nothing is stored", async (_, fileId, size, code) => {
    expect(codeOf(await world.scheduleFile("one", at, fileId, size))).toBe(code);
    expect([world.all(), rowsOf(), world.told]).toEqual([[], 0, []]);
  });

  it("is refused as a text would be before any object is asked, and for now if one does not answer", async () => {
    expect(codeOf(await world.scheduleFile("one", startMs, "file_one"))).toBe("INVALID_REQUEST");
    world.isPoor = true;
    expect(codeOf(await world.scheduleFile("one", at, "file_one"))).toBe("RATE_LIMITED");
    world.isPoor = false;
    world.left.add("direct_a" as ConversationId);
    expect(codeOf(await world.scheduleFile("one", at, "file_one"))).toBe("CONVERSATION_NOT_FOUND");
    expect(world.fileCalls).toBe(0);
    world.left.clear();
    world.fileFate = () => "unanswered";
    expect(codeOf(await world.scheduleFile("one", at, "file_one"))).toBe("UNAVAILABLE");
    expect([world.all(), rowsOf()]).toEqual([[], 0]);
    world.fileFate = () => "done";
    expect(await world.scheduleFile("one", at, "file_one")).toMatchObject({ state: "waiting" });
  });

  it("by two requests at once is one message, whose file is kept once", async () => {
    const [first, second] = await Promise.all([
      world.scheduleFile("one", at, "file_one"),
      world.scheduleFile("one", at, "file_one"),
    ]);
    expect(first).toEqual(second);
    expect([world.all().length, world.kept.size]).toEqual([1, 1]);
  });

  it("and refused when it is due, keeps its file, and longer if it is given a new time", async () => {
    await world.scheduleFile("one", at, "file_one");
    await world.tellFiles();
    world.fate = refused("MUTED");
    await world.ringAt(at);
    await world.tellFiles();
    expect(world.keptOfListed).toEqual([[one, at + wireLimits.scheduledFilesKeptMs]]);
    await world.withFiles.change(one, { sendAt: at + 9 * day });
    expect(world.files.dueAt(at)).toBe(at);
    await world.tellFiles();
    expect(world.keptOfListed).toEqual([[one, at + 9 * day + wireLimits.scheduledFilesKeptMs]]);
    expect(world.letGo.size).toBe(0);
  });
});

describe("[FILE-31] its file is let go of", () => {
  beforeEach(async () => {
    await world.scheduleFile("one", at, "file_one");
    await world.tellFiles();
  });

  it.each(["cancelled", "sent at its time", "sent at once"])(
    "once it is %s, however often that is lost",
    async (how) => {
      if (how === "cancelled") world.scheduled.cancel(one);
      else if (how === "sent at once") await world.scheduled.sendNow(one);
      else await world.ringAt(at);
      expect(world.all()).toEqual([]);
      expect(world.files.dueAt(world.nowMs)).toBe(world.nowMs);
      const fates = ["lost", "unanswered"] as const;
      world.fileFate = () => fates[world.fileCalls % 2] ?? "lost";
      for (let ring = 0; ring < 4; ring++) {
        world.restart();
        expect(await world.tellFiles()).toBe(false);
      }
      world.fileFate = () => "done";
      expect(await world.tellFiles()).toBe(true);
      expect([world.kept.size, rowsOf()]).toEqual([0, 0]);
    },
  );

  it("once it has another, and not when only its time or its words' silence change", async () => {
    await world.withFiles.change(one, { sendAt: at + 1, silent: true });
    await world.tellFiles();
    expect([...world.kept.keys()].map((key) => key.split(" ")[0])).toEqual(["file_one"]);
    expect(await world.withFiles.change(one, { content: fileContent("file_two", "another") })).toMatchObject({
      content: { fileId: "file_two" },
    });
    // Both are kept until the object knows: nothing is let go of before the change is stored.
    expect(world.kept.size).toBe(2);
    await world.tellFiles();
    expect([...world.kept.keys()].map((key) => key.split(" ")[0])).toEqual(["file_two"]);
    await world.withFiles.change(one, { content: { type: "text", text: "none" } });
    await world.tellFiles();
    expect([world.kept.size, rowsOf()]).toEqual([0, 0]);
  });

  it("not by a change that is refused", async () => {
    expect(codeOf(await world.withFiles.change(one, { content: fileContent("invented", "x") }))).toBe("FILE_NOT_FOUND");
    expect(codeOf(await world.withFiles.change(one, { content: fileContent("file_two", "x"), sendAt: 1 }))).toBe(
      "INVALID_REQUEST",
    );
    await world.tellFiles();
    expect(world.keptOfListed).toEqual([[one, at + wireLimits.scheduledFilesKeptMs]]);
  });

  it("when code of the version before has ended it, which knows nothing of files", async () => {
    world.storage.sql.exec("DELETE FROM scheduled_message");
    world.restart();
    expect(await world.tellFiles()).toBe(true);
    expect([world.kept.size, rowsOf()]).toEqual([0, 0]);
  });
});
