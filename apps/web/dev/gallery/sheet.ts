// A sheet of the gallery: one part or component in all its states.
import type { ComponentType } from "preact";

export interface Sheet {
  /** In the address and in the names of pictures. */
  readonly id: string;
  readonly title: string;
  readonly Content: ComponentType;
  /** Fills the window, as the component does in the client. */
  readonly isPage?: boolean;
  /** Has a `<main>` of its own. */
  readonly hasMain?: boolean;
}
