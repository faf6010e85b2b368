// The API documents' texts for profiles. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { timeMs } from "./examples/story.ts";
import { user } from "./http-auth.words.ts";
import { mePatchShape, meShape, profileShape, statusShape, userWithProfileShape } from "./profile.ts";

const status = { emoji: "🌴", text: "On holiday", until: timeMs + 7 * 86_400_000 };
const profile = { bio: "Reads more than she writes.", status };
const statusWords = {
  emoji: "One emoji; empty for none.",
  text: "A line; empty for none.",
  until: "When it ends by itself, in milliseconds since 1970; null for one without an end.",
};

export const profileComponents = {
  Status: fromServer(
    statusShape,
    "What a person says they are doing. One that is over is not told.",
    status,
    statusWords,
  ),
  Profile: fromServer(
    profileShape,
    "What a person tells of themselves, as far as the caller may see it: for whom they have not chosen, it is empty.",
    profile,
  ),
  UserWithProfile: fromServer(userWithProfileShape, "One user, and what they tell of themselves.", { user, profile }),
  Me: fromServer(meShape, "The caller's own account and profile.", { user, ...profile, usernameChangeAt: null }),
  MePatch: fromClient(
    mePatchShape,
    "Changes of the caller's own account and profile. What is left out stays as it is.",
    { displayName: "Alice L.", status },
    { avatar: "One emoji, or a reference without spaces; empty for none.", status: "Null ends it." },
  ),
} as const satisfies Record<string, Component>;
