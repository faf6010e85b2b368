// Files of the unit project share their modules and globals. A file that leaves one of these changed is red itself, rather
// than now and then another that runs after it.
import { deepEqual } from "node:assert/strict";
import { afterAll, vi } from "vitest";
import { localePreference, systemLanguages } from "../../apps/web/i18n/locale.ts";

const shared = () => ({
  localePreference: localePreference.value,
  systemLanguages: systemLanguages.value,
  fakeTimers: vi.isFakeTimers(),
  setTimeout: globalThis.setTimeout,
  fetch: globalThis.fetch,
  WebSocket: globalThis.WebSocket,
});
const found = shared();

afterAll(() => deepEqual(shared(), found, "This file leaves shared state changed."));
