// Brings the D1 of a test file to the newest schema before its first test.
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";

const { DIRECTORY, TEST_DIRECTORY_MIGRATIONS } = env;
await applyD1Migrations(DIRECTORY, TEST_DIRECTORY_MIGRATIONS);
