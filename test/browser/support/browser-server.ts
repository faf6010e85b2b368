// The real server with its web client, for one file of tests.
import { raisedLimits } from "../../../lab/kit/server.ts";
import { TestServer } from "../../support/test-server.ts";

/** @param vars what the file needs beside that */
export const startBrowserServer = (vars: Readonly<Record<string, string>> = {}): Promise<TestServer> =>
  TestServer.start({
    web: true,
    vars: {
      RECONNECT_DELAY_MS: "50",
      LOG_LEVEL: "error",
      // Tests type faster than people, and fill conversations.
      ...raisedLimits,
      ...vars,
    },
  });
