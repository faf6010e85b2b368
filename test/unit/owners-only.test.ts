// Folders and files of local state: nobody else on the machine reads them, whoever made them.
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ownersOnly, ownersOnlyFile } from "../../tools/run/owners-only.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "klatch-owners-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o7777;

describe("[OPS-10] local state", () => {
  it("is made for its owner only, folders above it too", async () => {
    await ownersOnly(join(dir, "new", "state"));
    expect([await modeOf(join(dir, "new")), await modeOf(join(dir, "new", "state"))]).toEqual([0o700, 0o700]);
  });

  it("that others could read is tightened, a folder and a file", async () => {
    const [folder, file] = [join(dir, "old"), join(dir, "old.env")];
    await mkdir(folder);
    await writeFile(file, "SECRET='s'\n");
    await chmod(folder, 0o755);
    await chmod(file, 0o644);
    await ownersOnly(folder);
    await ownersOnlyFile(file);
    expect([await modeOf(folder), await modeOf(file)]).toEqual([0o700, 0o600]);
    // What is tighter already stays as it is.
    await chmod(file, 0o400);
    await ownersOnlyFile(file);
    expect(await modeOf(file)).toBe(0o400);
  });

  it("in a folder that everybody shares is warned of, and the folder stays as it is", async () => {
    const warned = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const shared = join(dir, "shared");
    await mkdir(shared);
    await chmod(shared, 0o1777);
    await ownersOnly(shared);
    expect(await modeOf(shared)).toBe(0o1777);
    expect(warned.mock.calls.join()).toContain(shared);
  });
});
