// The real server with its web client, for one file of tests.
import { TestServer } from "../../support/test-server.ts";

export const startBrowserServer = (): Promise<TestServer> =>
  TestServer.start({
    web: true,
    vars: {
      RECONNECT_DELAY_MS: "50",
      LOG_LEVEL: "error",
      // Tests type faster than people, and fill conversations.
      LIMIT_FRAMES_PER_SECOND: "10000",
      LIMIT_FRAMES_BURST: "10000",
    },
  });
