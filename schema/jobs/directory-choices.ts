// The payload of the job `directory-choices`: a copy, for the directory, of what a user has chosen and it judges by.
import * as v from "valibot";
import { userIdShape } from "../protocol/ids.ts";
import { audienceShape } from "../protocol/privacy.ts";
import { timeMs } from "../protocol/shape.ts";

const choiceFields = {
  /** Who sees bio and status. */
  profile: audienceShape,
  /** Who finds the user by a search. */
  search: audienceShape,
  /** Rises with each change: a copy that comes late changes nothing. */
  version: timeMs,
};
export const directoryChoicesShape = v.object(choiceFields);
export type DirectoryChoices = v.InferOutput<typeof directoryChoicesShape>;

export const directoryChoicesJobShape = v.object({ userId: userIdShape, ...choiceFields });
