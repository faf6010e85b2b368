// What stands above the conversations until it is dealt with: an invitation, and later requests and a card about
// notifications. Each renders nothing while there is nothing.

import { InvitationRows } from "../join/invitation-row.tsx";

export function TopRows() {
  return <InvitationRows />;
}
