// Reads what a user has to do with others, as their session shows it now.
import * as v from "valibot";
import { peopleResultShape, type Person } from "../../../schema/protocol/people.ts";
import type { AuthorizedCall } from "../clients/authorized-call.ts";

/** More people than there are in a run. */
const pageSize = 200;

/** Also those with whom there is nothing any more. @throws Error without the list */
export async function readPeople(call: AuthorizedCall): Promise<readonly Person[]> {
  const { body } = await call({ method: "GET", path: `/api/people?limit=${pageSize}` });
  return v.parse(peopleResultShape, body).items;
}
