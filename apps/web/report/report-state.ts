// What is being reported; null: nothing. The dialog is open meanwhile.
import { signal } from "@preact/signals";
import type { KlatchClient, ReportAbout, UserId } from "@klatch/sdk";

export interface Reporting {
  readonly about: ReportAbout;
  /** Who can be blocked afterwards; null: it is not about one person. */
  readonly userId: UserId | null;
}

export const reporting = signal<Reporting | null>(null);

export const report = (what: Reporting): void => {
  reporting.value = what;
};

/** A tab that has not heard what the server understands takes it for one that does. */
export const takesReports = ({ features }: KlatchClient): boolean => features?.includes("reports") !== false;
