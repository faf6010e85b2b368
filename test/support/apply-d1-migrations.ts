// Brings the D1 databases of a test file to the newest schema before its first test.
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";

const { DIRECTORY, HISTORY, TEST_DIRECTORY_MIGRATIONS, TEST_HISTORY_MIGRATIONS } = env;
await applyD1Migrations(DIRECTORY, TEST_DIRECTORY_MIGRATIONS);
await applyD1Migrations(HISTORY, TEST_HISTORY_MIGRATIONS);
