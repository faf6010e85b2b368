// What stands above the conversations until it is dealt with: invitations of others, links that were opened, what strangers have
// begun, and later a card about notifications. Each renders nothing while there is nothing.
import { Suspense } from "preact/compat";
import { InvitationRows } from "../join/invitation-row.tsx";
import { useChat } from "../model/chat-context.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { RequestsRow } from "./archive-row.tsx";

/** Loaded once there is one: most starts show none. */
const InvitedRows = lazyLayer(() => import("../invited/invited-rows.tsx"));

export function TopRows() {
  const { groupInvitations, inbox } = useChat();
  const { filtered } = inbox;
  const requests = filtered.requests.value;
  return (
    <>
      {groupInvitations.all.length > 0 && (
        <Suspense fallback={null}>
          <InvitedRows />
        </Suspense>
      )}
      <InvitationRows />
      {requests > 0 && <RequestsRow count={requests} onOpen={() => filtered.choose("requests")} />}
    </>
  );
}
