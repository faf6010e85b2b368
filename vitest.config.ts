// How the tests run: pure rules in Node, the Worker and its actors in workerd, the whole server as processes, and with
// browsers.
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { exportJWK, generateKeyPair } from "jose";
import { defineConfig } from "vitest/config";
import { unstable_readConfig } from "wrangler";
import { SlowFirst } from "./test/support/slow-first.ts";
import { besideOptions } from "./tools/run/beside.ts";
import { loadMailRoom, localSender, mailBinding, mailRoom } from "./tools/run/mail-room.ts";
import { makeIdKey, makePushKey } from "./tools/run/keys.ts";
import { inRepository } from "./tools/run/wrangler.ts";

// Quiet, and no call home. Servers and terminals are started hundreds of times: what Node has compiled is kept.
Object.assign(process.env, {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  NODE_COMPILE_CACHE: inRepository("node_modules", ".cache", "node"),
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
});

/** A signing key for this run only, in the form of the secret SIGNING_KEYS. */
async function makeSigningKeys(): Promise<string> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  return JSON.stringify([{ ...(await exportJWK(privateKey)), kid: "test", alg: "EdDSA" }]);
}

const { compatibility_date: compatibilityDate = "" } = unstable_readConfig({ config: inRepository("wrangler.toml") });

const workerd = cloudflareTest(async () => ({
  main: "./workers/http/entry.ts",
  wrangler: { configPath: "./wrangler.toml" },
  miniflare: {
    // The stand-in for Cloudflare's Email Service.
    workers: [besideOptions(await loadMailRoom(), compatibilityDate)],
    serviceBindings: { MAILER: mailBinding, MAIL_ROOM: mailRoom },
    bindings: {
      MAIL_FROM: localSender,
      APP_URL: "https://chat.example",
      SIGNING_KEYS: await makeSigningKeys(),
      ID_KEYS: JSON.stringify([makeIdKey(Date.now())]),
      VAPID_KEYS: JSON.stringify([await makePushKey(Date.now()), await makePushKey(Date.now())]),
      ADMIN_TOKEN: "an-operators-secret-of-more-than-forty-characters",
      // The least work scrypt can do: tests sign in often.
      SCRYPT_COST: "2",
      // Most people of tests write to each other at once.
      FIRST_CONTACT: "open",
      // Tests play Cloudflare and set `cf-connecting-ip`.
      CLIENT_ADDRESS_SOURCE: "cloudflare",
      LOG_LEVEL: "error",
      // One person opens hundreds of sockets here within seconds.
      LIMIT_SOCKETS_BURST: "100000",
      // A sweep would wake whatever other tests made.
      SWEEP_OBJECTS_PER_MINUTE: "1",
      // Of `npm run fuzz -- --runs N`.
      FUZZ_RUNS: process.env["FUZZ_RUNS"] ?? "",
      FUZZ_SEED: process.env["FUZZ_SEED"] ?? "",
      TEST_DIRECTORY_MIGRATIONS: await readD1Migrations("schema/tables/directory/migrations"),
      TEST_HISTORY_MIGRATIONS: await readD1Migrations("schema/tables/history/migrations"),
    },
  },
}));

/** Generous: tests judge states and counts, never times, and the machine may be busy with something else. */
const testTimeout = 30_000;
/** Of `expect.poll`, whose own one second is too little for a page on a busy machine. */
const pollTimeout = 15_000;

export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          include: ["test/unit/**/*.test.ts"],
          testTimeout,
          setupFiles: ["./test/support/leave-as-found.ts"],
          isolate: false,
          // Both cores of a small machine: nothing else runs meanwhile.
          maxWorkers: 2,
          pool: "threads",
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [workerd],
        test: {
          name: "workers",
          include: ["test/spec/**/*.test.ts", "test/contract/**/*.test.ts"],
          testTimeout,
          setupFiles: ["./test/support/apply-d1-migrations.ts", "./test/support/enforce-platform-limits.ts"],
          // A workerd for each core and one more, because each waits at times; not one for each file: about three times as
          // fast. So files share storage: every test makes its own users.
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "process",
          environment: "node",
          include: ["test/process/**/*.test.ts", "test/chaos/**/*.test.ts"],
          globalSetup: ["./test/support/prepared-state.ts"],
          expect: { poll: { timeout: pollTimeout } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file has servers and folders of its own, and mostly waits. One after the other they would take the ten
          // minutes that .ci/run may take.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "browser",
          environment: "node",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["./test/browser/support/shared-server.ts"],
          // Each look is a call to the page, which has to answer it.
          expect: { poll: { timeout: pollTimeout, interval: 100 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Else each file would load Playwright and start a browser.
          isolate: false,
          // They share a server, where each test has people of its own; a page mostly waits.
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
