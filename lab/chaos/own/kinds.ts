// All that people set for themselves in the storm.
import { blocks } from "./blocks.ts";
import type { OwnKind } from "./own-kind.ts";
import { privacyKinds } from "./privacy.ts";
import { remarks } from "./remarks.ts";
import { settingKinds } from "./settings.ts";
import { stars } from "./stars.ts";

export const ownKinds: readonly OwnKind[] = [...settingKinds, stars, blocks, remarks, ...privacyKinds];
