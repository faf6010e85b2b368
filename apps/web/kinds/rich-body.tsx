// The bodies of contents that are more than text: a place, a person or group, a link with its title, messages that
// were forwarded together. Loaded when one is shown.
import type { KnownContent } from "@klatch/sdk";
import { PollBody } from "../polls/poll-body.tsx";
import { QuotedPoll } from "../polls/quoted-poll.tsx";
import type { BodyProps } from "./body-props.ts";
import { CardBody } from "./card-body.tsx";
import { ForwardBody } from "./forward-body.tsx";
import { LinkBody } from "./link-body.tsx";
import { LocationBody } from "./location-body.tsx";
import "./rich-body.css";

export type RichContent = Extract<KnownContent, { type: "location" | "card" | "link" | "forward" | "poll" }>;

export default function RichBody({ content, message }: Pick<BodyProps<RichContent>, "content" | "message">) {
  switch (content.type) {
    case "location":
      return <LocationBody content={content} />;
    case "card":
      return <CardBody content={content} />;
    case "forward":
      return <ForwardBody content={content} seq={message?.seq ?? undefined} />;
    case "poll":
      return message === undefined ? (
        <QuotedPoll content={content} />
      ) : (
        <PollBody content={content} message={message} />
      );
    case "link":
      return <LinkBody content={content} />;
  }
}
