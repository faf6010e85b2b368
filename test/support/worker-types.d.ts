// What `cloudflare:workers` gives to tests in workerd: the deployment's bindings, what vitest.config.ts adds, and our Worker.
import type { D1Migration } from "cloudflare:test";
import type { Env as Bindings } from "../../durable-objects/runtime/env.ts";
import type * as entry from "../../workers/http/entry.ts";

declare global {
  namespace Cloudflare {
    interface Env extends Bindings {
      readonly TEST_DIRECTORY_MIGRATIONS: D1Migration[];
      readonly TEST_HISTORY_MIGRATIONS: D1Migration[];
      /** The page of the stand-in for the mail service. */
      readonly MAIL_ROOM: Fetcher;
      readonly FUZZ_RUNS: string;
      readonly FUZZ_SEED: string;
    }
    interface GlobalProps {
      mainModule: typeof entry;
    }
  }
}
