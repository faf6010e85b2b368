// Brings the D1 of a test file to the newest schema before its first test.
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

const { DIRECTORY, TEST_DIRECTORY_MIGRATIONS } = env as unknown as {
  DIRECTORY: D1Database;
  TEST_DIRECTORY_MIGRATIONS: D1Migration[];
};
await applyD1Migrations(DIRECTORY, TEST_DIRECTORY_MIGRATIONS);
