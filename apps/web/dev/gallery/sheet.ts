// A sheet of the gallery: one part or component in all its states.
import type { ComponentType } from "preact";

export interface Sheet {
  /** In the address and in the names of pictures. */
  readonly id: string;
  readonly title: string;
  readonly Content: ComponentType;
  /** A whole page with a `<main>` and headings of its own. It fills the window. */
  readonly isPage?: boolean;
  /** It is complete once there is an element that this matches. */
  readonly until?: string;
}
