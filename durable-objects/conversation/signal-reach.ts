// Typing signs and read receipts are shown in small conversations only.

/** With more members than this, neither is shown to others: each would cost a call per member. */
const maxSignalled = 50;

/** How many members a signal is meant for. */
export const signalReach = (memberCount: number): number => (memberCount > maxSignalled ? 0 : memberCount);
