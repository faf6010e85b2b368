// A file by its name, kind and size.
import type { ComponentChildren } from "preact";
import { extensionOf, stemOf } from "./file-name.ts";
import { sizeText } from "./size-text.ts";

interface FileLineProps {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** What is said beside the size. */
  readonly note?: string | undefined;
  readonly children?: ComponentChildren;
}

export function FileLine({ name, size, note, children }: FileLineProps) {
  const extension = extensionOf(name);
  return (
    <div class="file-line">
      <span class="file-mark" aria-hidden="true">
        {extension.toUpperCase()}
      </span>
      <span class="file-texts">
        <bdi class="file-name" title={name}>
          <span class="file-stem">{stemOf(name)}</span>
          {extension !== "" && (
            <span class="file-extension" dir="ltr">
              .{extension}
            </span>
          )}
        </bdi>
        <span class="file-size">{[sizeText(size), ...(note === undefined ? [] : [note])].join(" · ")}</span>
      </span>
      {children}
    </div>
  );
}
