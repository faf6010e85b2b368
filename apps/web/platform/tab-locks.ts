// Locks between the tabs of this browser, which pages without TLS do not have.

const locks = (): LockManager | null => ("locks" in navigator ? navigator.locks : null);

export const hasTabLocks = (): boolean => locks() !== null;

/** Does nothing while any tab does what has the same name, nor where there are no locks. */
export async function unlessAnyTabDoes(name: string, act: () => Promise<void>): Promise<void> {
  await locks()?.request(name, { ifAvailable: true }, (lock) => (lock === null ? undefined : act()));
}
