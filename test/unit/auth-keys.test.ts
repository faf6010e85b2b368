// Signing keys in the file of local secrets.
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ensureSecrets, makeSigningKey, readKeysFile, rotateKeys, writeKeysFile } from "../../tools/run/keys.ts";
import { readSigningKeys } from "../../durable-objects/runtime/signing-keys.ts";

const dayMs = 86_400_000;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "klatch-keys-"));
});
afterEach(() => rm(directory, { recursive: true }));

it("[AUTH-12] are made once, for the owner's eyes only, and understood by the server", async () => {
  const file = join(directory, "state", "secrets.env");
  await ensureSecrets(file);
  const made = await readFile(file, "utf8");
  await ensureSecrets(file);
  expect(await readFile(file, "utf8")).toBe(made);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const [key] = await readKeysFile(file);
  const keys = await readSigningKeys({ SIGNING_KEYS: JSON.stringify([key]) });
  expect(keys.signing.kid).toBe(key?.kid);
  expect(JSON.stringify(keys.published)).not.toContain(key?.d);
});

it("[AUTH-12] leave what else is in the file as it is", async () => {
  const file = join(directory, ".dev.vars");
  await writeFile(file, "# mine\nLOG_LEVEL=debug\nSIGNING_KEYS='[]'\nOTHER='a b'\n");
  await ensureSecrets(file);
  const text = await readFile(file, "utf8");
  expect(text).toMatch(
    /^# mine\nLOG_LEVEL=debug\nOTHER='a b'\nSIGNING_KEYS='\[\{.*\}\]'\nID_KEYS='\[\{.*\}\]'\nVAPID_KEYS='\[\{.*\}\]'\nADMIN_TOKEN='[\w-]{43}'\n$/,
  );
});

it("[AUTH-12] rotate: the new key comes first, the others stay as long as a token of theirs may be valid", async () => {
  const start = Date.UTC(2026, 0, 1);
  const first = await makeSigningKey(start);
  const second = await makeSigningKey(start + 100 * dayMs);
  const third = await makeSigningKey(start + 110 * dayMs);
  const once = rotateKeys([first], second, start + 100 * dayMs);
  expect(once).toEqual([second, first]);
  // The first signed until the second was made, ten days ago.
  const twice = rotateKeys(once, third, start + 110 * dayMs);
  expect(twice).toEqual([third, second, first]);
  const fourth = await makeSigningKey(start + 132 * dayMs);
  expect(rotateKeys(twice, fourth, start + 132 * dayMs)).toEqual([fourth, third, second]);
});

it("[AUTH-12] survive being written and read", async () => {
  const file = join(directory, ".dev.vars");
  const keys = [await makeSigningKey(Date.now()), await makeSigningKey(Date.now())];
  await writeKeysFile(file, keys);
  expect(await readKeysFile(file)).toEqual(keys);
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(2);
});
