// What stands above the conversations until it is dealt with: invitations of others, links that were opened, and later requests
// and a card about notifications. Each renders nothing while there is nothing.
import { Suspense } from "preact/compat";
import { InvitationRows } from "../join/invitation-row.tsx";
import { useChat } from "../model/chat-context.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";

/** Loaded once there is one: most starts show none. */
const InvitedRows = lazyLayer(() => import("../invited/invited-rows.tsx"));

export function TopRows() {
  const isInvited = useChat().groupInvitations.all.length > 0;
  return (
    <>
      {isInvited && (
        <Suspense fallback={null}>
          <InvitedRows />
        </Suspense>
      )}
      <InvitationRows />
    </>
  );
}
