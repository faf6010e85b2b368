// The server's uploads in tests: small, strict, and behind a network that loses answers.
import { createHash, randomUUID } from "node:crypto";
import type { Content } from "../../schema/protocol/content/content.ts";
import type { FileFacts, FileId, Upload } from "../../schema/protocol/files.ts";
import { problem, type FakeAnswer, type FakeCall } from "./sdk-fakes.ts";

interface Held {
  readonly declared: Omit<FileFacts, "mimeType"> & { readonly type: string; readonly sha256: string };
  readonly parts: Map<number, Uint8Array>;
  readonly previews: Map<string, Uint8Array>;
  facts: FileFacts | null;
  isSent: boolean;
}

/** What becomes of a call: it is done, done without an answer, not done at all, or refused with this code. */
export type CallFate = "well" | "lost" | "unheard" | "UNAVAILABLE" | "RATE_LIMITED";

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function bytesIn(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  throw new Error("a body of bytes is needed");
}

const refusal = (status: number, code: string, fields: object = {}): FakeAnswer => ({
  status,
  body: problem(status, code, fields),
});

export class FakeFileServer {
  readonly uploads = new Map<string, Held>();
  readonly partSize: number;
  /** Calls that were carried out, as method and path without ids. */
  readonly done: string[] = [];
  fate: (call: FakeCall) => CallFate = () => "well";
  /** Called before a call is carried out. */
  onCall: (call: FakeCall) => void | Promise<void> = () => {};

  constructor(partSize: number) {
    this.partSize = partSize;
  }

  readonly answer = async (call: FakeCall): Promise<FakeAnswer> => {
    await this.onCall(call);
    const fate = this.fate(call);
    if (fate === "unheard") throw new Error("the line broke");
    if (fate === "UNAVAILABLE") return refusal(503, fate);
    if (fate === "RATE_LIMITED") return refusal(429, fate, { retryAfterMs: 500 });
    const answer = this.#carryOut(call);
    if (fate === "lost") throw new Error("the line broke");
    return answer;
  };

  /** All bytes of a file; null: it is not whole. */
  bytesOf(fileId: string): Uint8Array | null {
    const held = this.uploads.get(fileId);
    if (held === undefined || held.facts === null) return null;
    const parts = [...held.parts].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
    return Buffer.concat(parts);
  }

  /** As the server judges a message: the code of the refusal, or null. */
  judge(content: Content): string | null {
    if (!("fileId" in content) || !("mimeType" in content)) return null;
    const held = this.uploads.get(content.fileId);
    if (held === undefined || held.facts === null) return "FILE_NOT_FOUND";
    if (held.facts.size !== content.size || held.facts.mimeType !== content.mimeType) return "INVALID_FRAME";
    held.isSent = true;
    return null;
  }

  /** A day has passed. @returns the hashes of the files that are gone */
  expire(): Set<string> {
    const gone = [...this.uploads].filter(([, { isSent }]) => !isSent);
    for (const [id] of gone) this.uploads.delete(id);
    return new Set(gone.map(([, { declared }]) => declared.sha256));
  }

  #carryOut(call: FakeCall): FakeAnswer {
    const { pathname, searchParams } = new URL(call.path, "http://server.test");
    const [, , , id = "", what = "", which = ""] = pathname.split("/");
    this.done.push([call.method, id === "" || id === "whole" ? id : "ID", what].filter(Boolean).join(" "));
    if (id === "") return this.#declare(call.body as Parameters<FakeFileServer["declare"]>[0]);
    if (id === "whole") return this.#whole(call, searchParams);
    const held = this.uploads.get(id);
    if (held === undefined) return refusal(404, "FILE_NOT_FOUND");
    if (call.method === "DELETE") {
      if (!held.isSent) this.uploads.delete(id);
      return { status: 204 };
    }
    if (what === "") return { status: 200, body: this.#stateOf(id, held) };
    if (what === "complete") return this.#complete(id, held);
    if (held.facts !== null) return refusal(409, "FILE_COMPLETE");
    const bytes = bytesIn(call.body);
    if (what === "previews") {
      held.previews.set(which, bytes);
      return { status: 204 };
    }
    const part = Number(which);
    const size = Math.min(this.partSize, held.declared.size - (part - 1) * this.partSize);
    if (bytes.length !== size || sha256Of(bytes) !== searchParams.get("sha256"))
      return refusal(422, "FILE_NOT_AS_DECLARED");
    held.parts.set(part, bytes);
    return { status: 200, body: { part } };
  }

  declare(body: { name: string; size: number; type: string; sha256: string }): FileId {
    const fileId = `file_${randomUUID().replace(/-/g, "").slice(0, 26)}` as FileId;
    const declared = { fileId, ...body };
    this.uploads.set(fileId, { declared, parts: new Map(), previews: new Map(), facts: null, isSent: false });
    return fileId;
  }

  #declare(body: Parameters<FakeFileServer["declare"]>[0]): FakeAnswer {
    const fileId = this.declare(body);
    const parts = Math.ceil(body.size / this.partSize);
    return { status: 201, body: { fileId, partSize: this.partSize, parts, expiresAt: 0 } };
  }

  #whole({ body }: FakeCall, query: URLSearchParams): FakeAnswer {
    const get = (name: string): string => query.get(name) ?? "";
    const declared = { name: get("name"), size: Number(get("size")), type: get("type"), sha256: get("sha256") };
    const fileId = this.declare(declared);
    this.uploads.get(fileId)?.parts.set(1, bytesIn(body));
    const held = this.uploads.get(fileId);
    return held === undefined ? refusal(404, "FILE_NOT_FOUND") : { ...this.#complete(fileId, held), status: 201 };
  }

  #complete(id: string, held: Held): FakeAnswer {
    const bytes = Buffer.concat([...held.parts].toSorted(([a], [b]) => a - b).map(([, part]) => part));
    const { fileId, name, size, type, sha256 } = held.declared;
    if (bytes.length !== size) return refusal(409, "FILE_NOT_READY", { retryAfterMs: 100 });
    if (sha256Of(bytes) !== sha256) {
      this.uploads.delete(id);
      return refusal(422, "FILE_NOT_AS_DECLARED");
    }
    const sides = type === "image/png" ? { width: 4, height: 3 } : {};
    held.facts ??= { fileId, name, size, mimeType: type, ...sides };
    return { status: 200, body: held.facts };
  }

  #stateOf(id: string, { declared, parts, facts }: Held): Upload {
    const { name, size, sha256 } = declared;
    return {
      fileId: id as FileId,
      name,
      size,
      sha256,
      partSize: this.partSize,
      parts: Math.ceil(size / this.partSize),
      received: [...parts.keys()].toSorted((a, b) => a - b),
      expiresAt: 0,
      ...(facts !== null && { file: facts }),
    };
  }
}
