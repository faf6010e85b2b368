// What stands above the conversations until it is dealt with: invitations of others, links that were opened, and later requests
// and a card about notifications. Each renders nothing while there is nothing.

import { InvitedRows } from "../invited/invited-rows.tsx";
import { InvitationRows } from "../join/invitation-row.tsx";

export function TopRows() {
  return (
    <>
      <InvitedRows />
      <InvitationRows />
    </>
  );
}
