// A heading one level below the enclosing one, so that the same component may be used in a page and beside one.
import { createContext, type ComponentChildren, type Ref } from "preact";
import { useContext } from "preact/hooks";
import "./heading.css";

const HeadingLevel = createContext(1);
const tags = ["h1", "h2", "h3", "h4"] as const;

interface HeadingProps {
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly id?: string;
  /** Whether it can get the focus by code. */
  readonly headingRef?: Ref<HTMLHeadingElement>;
}

export function Heading({ children, class: classes, id, headingRef }: HeadingProps) {
  const Tag = tags[useContext(HeadingLevel) - 1] ?? "h4";
  return (
    <Tag id={id} class={classes} ref={headingRef ?? null} tabIndex={headingRef === undefined ? undefined : -1}>
      {children}
    </Tag>
  );
}

/** Headings inside it are of the next level. */
export function UnderHeading({ children }: { readonly children: ComponentChildren }) {
  return <HeadingLevel.Provider value={useContext(HeadingLevel) + 1}>{children}</HeadingLevel.Provider>;
}
