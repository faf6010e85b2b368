// One state of a part, with a few words that say which.
import type { ComponentChildren } from "preact";

interface SampleProps {
  readonly of: string;
  /** As narrow as the part gets in the client. */
  readonly narrow?: boolean;
  readonly children: ComponentChildren;
}

export function Sample({ of, narrow = false, children }: SampleProps) {
  return (
    <figure class={narrow ? "sample sample-narrow" : "sample"}>
      <figcaption>{of}</figcaption>
      <div class="sample-box">{children}</div>
    </figure>
  );
}
