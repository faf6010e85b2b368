// The protocol as conversations that the author of a client can read: each is played against the Worker, frame by frame.
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { differences, Variables } from "./transcripts/patterns.ts";
import { runTranscript } from "./transcripts/run-transcript.ts";
import { transcriptShape, type Transcript } from "./transcripts/transcript.ts";

declare global {
  interface ImportMeta {
    /** Vite's: the modules whose paths match, read when the tests are built. */
    glob(pattern: string, options: { eager: true; import: "default" }): Record<string, unknown>;
  }
}

const files = import.meta.glob("./transcripts/*.json", { eager: true, import: "default" });

describe("transcripts", () => {
  it.each(
    Object.entries(files).map(([file, content]) => {
      const transcript = v.parse(transcriptShape, content);
      const rules = transcript.rules.map((rule) => `[${rule}]`).join(" ");
      return [`${rules} ${transcript.title} (${file.split("/").at(-1) ?? ""})`, transcript] as const;
    }),
  )("%s", async (_name, transcript) => {
    await expect(runTranscript(transcript)).resolves.toBeUndefined();
  });
});

describe("a transcript that is not true fails", () => {
  const base: Transcript = {
    title: "",
    rules: ["SOCKET-11"],
    about: "",
    people: { alice: ["phone"], bob: ["phone"] },
    conversations: { talk: ["alice", "bob"] },
    online: ["alice-phone"],
    steps: [],
  };
  const faults: Record<string, unknown>[] = [{ type: "shout" }, { type: "sync", extra: 1 }];
  const [unknownType, badField] = [
    { type: "error", code: "UNKNOWN_FRAME_TYPE", message: "<text>" },
    { type: "error", code: "INVALID_FRAME", message: "<text>", pointer: "/extra" },
  ];
  const play = (...steps: Transcript["steps"]) => runTranscript({ ...base, steps });
  const client = "alice-phone";

  it("when something comes that it does not expect", async () => {
    await expect(play({ client, sends: faults }, { client, receives: unknownType })).rejects.toThrow("unexpectedly");
    // At that step or at the end: a pong may overtake an answer that is still being worked out.
    await expect(play({ client, sends: faults }, { client, receivesNothing: true })).rejects.toThrow(
      "UNKNOWN_FRAME_TYPE",
    );
  });

  it("when what comes is not as it says, or not in the order it says", async () => {
    await expect(play({ client, sends: faults }, { client, receives: [badField, unknownType] })).rejects.toThrow(
      "step 2",
    );
    await expect(
      play({ client, sends: faults }, { client, order: "any", receives: [badField, unknownType] }),
    ).resolves.toBeUndefined();
    await expect(
      play({ client, sends: faults }, { client, order: "any", receives: [badField, badField] }),
    ).rejects.toThrow("step 2");
    const http = { by: client, method: "GET", path: "/api/devices" } as const;
    await expect(play({ http, gives: { status: 201, body: "<any>" } })).rejects.toThrow("step 1");
  });
});

describe("the patterns of transcripts", () => {
  it("accept what fits and nothing else", () => {
    const pattern = { a: "<count>", b: [1, { c: "x" }], "d?": "<text>" };
    expect(differences(pattern, { a: 3, b: [1, { c: "x" }] })).toEqual([]);
    expect(differences(pattern, { a: 3, b: [1, { c: "x" }], d: "y" })).toEqual([]);
    const misfits: unknown[] = [
      { a: -1, b: [1, { c: "x" }] },
      { a: 3, b: [1, { c: "y" }] },
      { a: 3, b: [1, { c: "x" }, 2] },
      { a: 3, b: [1, { c: "x", e: 1 }] },
      { a: 3 },
      { a: 3, b: [1, { c: "x" }], d: 4 },
      { a: 3, b: [1, { c: "x" }], e: 4 },
      null,
      "text",
    ];
    for (const misfit of misfits) expect(differences(pattern, misfit), JSON.stringify(misfit)).not.toEqual([]);
    expect(differences({ ...pattern, "...": true }, { a: 3, b: [1, { c: "x" }], e: 4 })).toEqual([]);
    expect(differences({ ...pattern, "...": true }, { b: [1, { c: "x" }], e: 4 })).not.toEqual([]);
    expect(() => differences("<nothing>", 1)).toThrow();
  });

  it("fill in variables, as text or as what they are", () => {
    const variables = new Variables();
    variables.set("talk", "direct_a_b");
    variables.set("ack", { seq: 7 });
    const filled = variables.substitute({
      id: "$talk:1",
      path: "/x/$talk/y",
      seq: "$ack.seq",
      cursors: { $talk: "$ack.seq" },
      n: 1,
    });
    expect(filled).toEqual({ id: "direct_a_b:1", path: "/x/direct_a_b/y", seq: 7, cursors: { direct_a_b: 7 }, n: 1 });
    expect(variables.substitute("$id.one")).toBe(variables.substitute("$id.one"));
    expect(variables.substitute("$id.one")).not.toBe(variables.substitute("$id.two"));
    expect(() => variables.substitute("$nobody")).toThrow();
  });
});
