// The secrets and the domain of a deployment: what `npm run deploy` keeps, and what it leaves to others.
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keysIn } from "../../tools/deploy/secrets.ts";
import { ensureSecrets } from "../../tools/run/keys.ts";
import { allSecrets, DeployWorld, refusal } from "../support/deploy-world.ts";

let world: DeployWorld;

beforeEach(async () => {
  world = await DeployWorld.start();
});

afterEach(() => world.end());

it("[DEPLOY-8] [DEPLOY-11] secrets that the Worker has and nobody has here are not made anew", async () => {
  world.putWorker(allSecrets);
  expect(await world.stopped()).toMatch(
    /secrets \(SIGNING_KEYS, ID_KEYS, ADMIN_TOKEN\) that are not in \.dev\.vars\.production.*--keep-secrets/s,
  );
  expect(world.changed).toEqual([]);
  expect((await world.deploy(["--keep-secrets", "--dry-run"])).said).toContain("stay as the Worker has them");
});

it("[DEPLOY-8] --keep-secrets needs secrets that are there", async () => {
  expect(await world.stopped(["--keep-secrets"])).toMatch(/The Worker has no SIGNING_KEYS, ID_KEYS, ADMIN_TOKEN/);
  expect(world.changed).toEqual([]);
});

it("[DEPLOY-8] [DEPLOY-11] a file that is older than the keys which the Worker was given is not uploaded", async () => {
  const file = world.path(".dev.vars.production");
  await ensureSecrets(file);
  const text = await readFile(file, "utf8");
  const [madeAt, id] = (await keysIn(file)).split(" ");
  const given = (keys: string): void =>
    world.putWorker([...allSecrets, { type: "plain_text", name: "DEPLOYED_KEYS", text: keys }]);
  given(`${madeAt} 2027-01-01-abc ${id}`);
  expect(await world.stopped()).toMatch(/older than what the Worker has: it lacks the keys of ids 2027-01-01-abc,/);
  given(`${Number(madeAt) + 1} ${id}`);
  expect(await world.stopped()).toMatch(/older than what the Worker has: its signing key is an earlier one,/);
  expect(world.standIn.changes).toEqual([]);
  expect(await readFile(file, "utf8")).toBe(text);
  // Lost for good.
  given(`${madeAt} 2027-01-01-abc`);
  await writeFile(file, `${text}IDS_WITHOUT_MAC='all'\n`);
  expect((await world.deploy(["--dry-run"])).code).toBe(0);
  // A signing key that must not be used any more is gone, and a newer one is there.
  await writeFile(file, text);
  given(`${Number(madeAt) - 1} ${id}`);
  expect((await world.deploy(["--dry-run"])).code).toBe(0);
});

it("[DEPLOY-8] [DEPLOY-11] a file whose secrets the Worker would not take is not uploaded", async () => {
  const file = world.path(".dev.vars.production");
  await writeFile(file, "ID_KEYS='[{'\n");
  expect(await world.stopped()).toMatch(/in \.dev\.vars\.production are no JSON list of keys/);
  await writeFile(file, "ADMIN_TOKEN='short'\n");
  expect(await world.stopped()).toMatch(/shorter than 40 characters.*Delete its line/);
  await writeFile(file, 'APNS_KEY=\'{"keyId":"mine"}\'\n');
  expect(await world.stopped()).toMatch(/APNS_KEY is not JSON with .*, in \.dev\.vars\.production/);
  expect(world.standIn.changes).toEqual([]);
});

it("[OPS-44] [DEPLOY-7] a variable that the Worker would not take ends the run before its first change", async () => {
  const file = world.path(".dev.vars.production");
  await writeFile(file, "LIMIT_DEVICES='many'\nLOG_LEVEL='loud'\nFCM_URL='http://127.0.0.1:1'\n");
  expect(await world.stopped()).toMatch(
    /LOG_LEVEL="loud", FCM_URL="http:\/\/127\.0\.0\.1:1", LIMIT_DEVICES="many"\..*\.dev\.vars\.production/,
  );
  expect(await world.stopped(["--keep-secrets"])).toMatch(/LIMIT_DEVICES="many"/);
  expect(world.standIn.changes).toEqual([]);
});

it("[DEPLOY-8] what is missing in a file is added, and what is there stays", async () => {
  const file = world.path(".dev.vars.production");
  await writeFile(file, "ADMIN_TOKEN='an-old-secret-of-more-than-forty-characters-in-all'\nTURNSTILE_SECRET='t'\n");
  world.standIn.interference = {
    before: ({ path }) => (path.endsWith("/query") ? { status: 403, text: refusal(1, "enough") } : null),
  };
  const { said } = await world.deploy();
  expect(said).toContain("made SIGNING_KEYS, ID_KEYS, VAPID_KEYS: keep .dev.vars.production safe");
  const made = parseEnv(await readFile(file, "utf8"));
  expect(made).toMatchObject({
    ADMIN_TOKEN: "an-old-secret-of-more-than-forty-characters-in-all",
    TURNSTILE_SECRET: "t",
  });
  for (const name of ["SIGNING_KEYS", "ID_KEYS", "VAPID_KEYS", "ADMIN_TOKEN"]) expect(said).not.toContain(made[name]);
});

it("[DEPLOY-10] [DEPLOY-11] a domain of another Worker, in no zone, or with records of its own stays as it is", async () => {
  world.putWorker(allSecrets);
  world.standIn.account.domains.set("shop.example.com", "shop");
  expect(await world.stopped(["--domain", "shop.example.com"])).toMatch(
    /shop\.example\.com leads to the Worker "shop" of this account, and still does/,
  );
  expect(await world.stopped(["--domain", "chat.example.org"])).toMatch(
    /chat\.example\.org is in no domain of this account/,
  );
  expect(world.standIn.changes).toEqual([]);
  world.standIn.account.zones.set("example.com", randomUUID());
  world.standIn.account.dnsRecords.add("www.example.com");
  expect(await world.stopped(["--domain", "www.example.com", "--keep-secrets"])).toMatch(
    /The domain is in use: .*externally managed DNS records.*Nothing was changed there/,
  );
  expect([...world.standIn.account.domains]).toEqual([["shop.example.com", "shop"]]);
  // It comes before the upload, which would have turned the address under workers.dev off.
  expect(world.standIn.account.scripts.get("klatch")?.workersDev).toBe(true);
});

it("[DEPLOY-10] a domain that the Worker has stays without being named", async () => {
  world.putWorker(allSecrets);
  world.standIn.account.domains.set("chat.example.com", "klatch");
  const { said } = await world.deploy(["--dry-run", "--keep-secrets"]);
  expect(said).toContain("at https://chat.example.com");
  expect(said).not.toContain("lead it to the Worker");
});

it("[DEPLOY-10] a domain leads to the Worker before the update that turns the address under workers.dev off", async () => {
  world.putWorker(allSecrets);
  const { account } = world.standIn;
  account.zones.set("example.com", randomUUID());
  // What comes after it is not the matter here.
  world.standIn.interference = {
    before: ({ path }) =>
      account.domains.size > 0 && path.includes("/d1/database") ? { status: 403, text: refusal(1, "enough") } : null,
  };
  expect(await world.stopped(["--domain", "chat.example.com", "--keep-secrets"])).toMatch(
    /✓ domain chat\.example\.com +leads to the Worker\n.*enough/s,
  );
  expect([...account.domains]).toEqual([["chat.example.com", "klatch"]]);
  expect(account.scripts.get("klatch")?.workersDev).toBe(true);
});
