// What the page says when a challenge must be met.
import { expect, it } from "vitest";
import { KlatchError } from "@klatch/sdk";
import { errorText } from "../../apps/web/text/error-text.ts";

it("[NET-10] asks the person to show that they are one", () => {
  expect(errorText(new KlatchError("CHALLENGE_REQUIRED", "A challenge must be met first."))).toBe(
    "There were many attempts just now. Show below that you are a person.",
  );
});
