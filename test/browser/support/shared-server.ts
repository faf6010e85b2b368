// One server for all files of browser tests: every test has people of its own. Whoever kills it starts another.
import type { TestProject } from "vitest/node";
import { hasChromium } from "../../support/chromium.ts";
import { prepareState } from "../../support/prepared-state.ts";
import { startBrowserServer } from "./browser-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the shared server listens. */
    readonly serverUrl: string;
    /** Of its page of mails. */
    readonly mailUrl: string;
  }
}

export default async function startSharedServer(project: TestProject): Promise<() => Promise<void>> {
  if (!hasChromium) return async () => {};
  const removeState = await prepareState(project, { web: true });
  const server = await startBrowserServer({}, project.getProvidedContext().preparedState);
  project.provide("serverUrl", server.url);
  project.provide("mailUrl", server.mailUrl);
  return async () => {
    await server.stop();
    await removeState();
  };
}
