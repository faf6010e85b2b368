// The secrets of push to apps: made of the files that Apple and Google give, by a command that checks them.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readVariable } from "../../tools/run/secrets-file.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { readApnsKey } from "../../workers/push/apns-key.ts";
import { readFcmAccount } from "../../workers/push/fcm-account.ts";
import { appPush } from "../support/app-push.ts";

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "klatch-push-"));
  file = join(directory, ".dev.vars");
});
afterEach(() => rm(directory, { recursive: true }));

const keys = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [inRepository("tools/operator/keys-command.ts"), ...args]);

async function given(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

it("[PUSH-36] are what the server reads, for the owner's eyes only, and leave what else is in the file", async () => {
  await writeFile(file, "ADMIN_TOKEN='a'\n");
  const { secrets } = await appPush();
  const apple = JSON.parse(secrets.APNS_KEY ?? "") as { readonly key: string };
  const google = JSON.parse(secrets.FCM_SERVICE_ACCOUNT ?? "") as object;
  const p8 = await given("AuthKey.p8", apple.key);
  // As Google writes it, with more than anybody needs here.
  const account = await given("account.json", JSON.stringify({ ...google, auth_uri: "it's somewhere" }, null, 2));
  const { stdout } = await keys("apns", p8, "ABC123DEFG", "DEF123GHIJ", "com.example.klatch", file);
  await keys("fcm", account, file);
  expect(stdout).toContain("npm run deploy");
  expect(stdout).not.toContain(apple.key.slice(40, 60));
  const apns = await readApnsKey(await readVariable(file, "APNS_KEY"));
  expect(apns).toMatchObject({ keyId: "ABC123DEFG", teamId: "DEF123GHIJ", topic: "com.example.klatch" });
  const fcm = await readFcmAccount(await readVariable(file, "FCM_SERVICE_ACCOUNT"));
  expect(fcm).toMatchObject({ projectId: "klatch-test", tokenUrl: "https://oauth2.googleapis.com/token" });
  expect(await readVariable(file, "ADMIN_TOKEN")).toBe("a");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it("[PUSH-36] are not written of what the server could not read, which is not quoted", async () => {
  await writeFile(file, "ADMIN_TOKEN='a'\n");
  const wrong = await given("wrong", "-----BEGIN PRIVATE KEY-----\nsomething\n-----END PRIVATE KEY-----");
  for (const args of [
    ["apns", wrong, "ABC123DEFG", "DEF123GHIJ", "com.example.klatch", file],
    ["apns", wrong, "short", "DEF123GHIJ", "com.example.klatch", file],
    ["apns", join(directory, "nowhere"), "ABC123DEFG", "DEF123GHIJ", "com.example.klatch", file],
    ["fcm", wrong, file],
  ]) {
    const failed = await keys(...args).catch((error: unknown) => error as { code: number; stderr: string });
    expect([args[0], failed]).toMatchObject([args[0], { code: 1 }]);
    expect(failed.stderr).not.toContain("something");
  }
  expect(await readFile(file, "utf8")).toBe("ADMIN_TOKEN='a'\n");
});
