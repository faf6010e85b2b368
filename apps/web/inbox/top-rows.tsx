// What stands above the conversations until it is dealt with: an invitation, and later requests and a card about
// notifications. Each renders nothing while there is nothing.

export function TopRows() {
  return null;
}
