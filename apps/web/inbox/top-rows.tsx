// What stands above the conversations until it is dealt with: an invitation, what strangers have begun, and later a card
// about notifications. Each renders nothing while there is nothing.

import { useChat } from "../model/chat-context.ts";
import { RequestsRow } from "./archive-row.tsx";
import { InvitationRows } from "../join/invitation-row.tsx";

export function TopRows() {
  const { filtered } = useChat().inbox;
  const requests = filtered.requests.value;
  return (
    <>
      <InvitationRows />
      {requests > 0 && <RequestsRow count={requests} onOpen={() => filtered.choose("requests")} />}
    </>
  );
}
