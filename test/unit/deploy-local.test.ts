// What deploying must not change for those who run Klatch locally: the files of their databases.
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { inRepository } from "../../tools/run/wrangler.ts";

it("[DEPLOY-1] wrangler.toml has no id of a database, and local databases keep the files that their ids named", async () => {
  expect(await readFile(inRepository("wrangler.toml"), "utf8")).not.toMatch(/^\s*database_id\b/m);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(inRepository("wrangler.toml"));
  expect(workerOptions.d1Databases).toMatchObject({
    DIRECTORY: { id: "00000000-0000-0000-0000-000000000000" },
    HISTORY: { id: "00000000-0000-0000-0000-000000000001" },
  });
});

it("[DEPLOY-1] every queue that is consumed has a producer, so that wrangler makes it", async () => {
  const text = await readFile(inRepository("wrangler.toml"), "utf8");
  const queuesOf = (table: string): readonly string[] =>
    text
      .split("[[")
      .filter((part) => part.startsWith(table))
      .map((part) => /^queue = "(.+)"$/m.exec(part)?.[1] ?? "");
  expect(queuesOf("queues.producers").toSorted()).toEqual(queuesOf("queues.consumers").toSorted());
});
