// What stands above the conversations until it is dealt with: invitations of others, links that were opened, what strangers have
// begun, and later a card about notifications. Each renders nothing while there is nothing.
import { Suspense } from "preact/compat";
import { useAccount, useChat } from "../model/chat-context.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { RequestsRow } from "./archive-row.tsx";

// Loaded once there is one: most starts show none.
const InvitedRows = lazyLayer(() => import("../invited/invited-rows.tsx"));
const InvitationRows = lazyLayer(() => import("../join/invitation-row.tsx"));

export function TopRows() {
  const { me, groupInvitations, inbox } = useChat();
  const { invitations } = useAccount();
  const { filtered } = inbox;
  const requests = filtered.requests.value;
  return (
    <>
      <Suspense fallback={null}>
        {groupInvitations.all.length > 0 && <InvitedRows />}
        {invitations.of(me).length > 0 && <InvitationRows />}
      </Suspense>
      {requests > 0 && <RequestsRow count={requests} onOpen={() => filtered.choose("requests")} />}
    </>
  );
}
