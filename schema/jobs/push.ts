// The payload of the job `push`: a user is to be told of something. What, their session says when it is asked: never a text.
import * as v from "valibot";
import { userIdShape } from "../protocol/ids.ts";

export const pushJobShape = v.object({ userId: userIdShape });
