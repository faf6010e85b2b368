// Answers the question how people are.
import type { Answers } from "../answers.ts";
import type { Watching } from "./watching.ts";

export const presenceAnswers = (watching: Pick<Watching, "see">): Answers<"list-presence"> => ({
  "list-presence": ({ userIds }) => watching.see(userIds),
});
