// The invitations to groups that others have made for the user, as the server has them.
import type { KlatchClient, MyInvitation } from "@klatch/sdk";
import { RevisedList } from "./revised-list.ts";

/** As many as there can be. */
const pageSize = 200;

export const groupInvitations = (client: KlatchClient): RevisedList<MyInvitation> =>
  new RevisedList(client, {
    event: "invitations",
    revision: () => client.invitations.revision,
    load: async () => (await client.invitations.list({ limit: pageSize })).items,
  });
