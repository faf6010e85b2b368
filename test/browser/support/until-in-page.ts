// Waits for what a page can only answer with a promise. Playwright's `waitForFunction` does not: a promise is true for it,
// whatever it becomes.
import { vi } from "vitest";

/** @param look asks the page */
export const untilInPage = (look: () => Promise<boolean>): Promise<void> =>
  vi.waitFor(
    async () => {
      if (!(await look())) throw new Error("the page never said so");
    },
    { timeout: 25_000 },
  );
