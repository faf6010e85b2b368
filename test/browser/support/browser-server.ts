// The real server with its web client, for one file of tests.
import { afterAll, beforeAll } from "vitest";
import { raisedLimits } from "../../../lab/kit/server.ts";
import { TestServer } from "../../support/test-server.ts";

/**
 * @param vars what the file needs beside that
 * @param preparedState where no test runs: of `prepared-state.ts`
 */
export const startBrowserServer = (
  vars: Readonly<Record<string, string>> = {},
  preparedState?: string,
): Promise<TestServer> =>
  TestServer.start(
    {
      web: true,
      // As `npm start` does.
      mails: true,
      vars: {
        RECONNECT_DELAY_MS: "50",
        LOG_LEVEL: "error",
        // Tests type faster than people, and fill conversations.
        ...raisedLimits,
        ...vars,
      },
    },
    preparedState,
  );

/** To be called within a `describe`: started before its tests, stopped after them. */
export function useBrowserServer(vars: Readonly<Record<string, string>> = {}): () => TestServer {
  let server: TestServer;
  beforeAll(async () => {
    server = await startBrowserServer(vars);
  });
  afterAll(() => server.stop());
  return () => server;
}
