// What a page shows in place of its content, and what it says about an action: loading, failed, done.
import { KlatchError } from "@klatch/sdk";
import { Button } from "../../../ui/button.tsx";
import { ErrorNotice, Notice } from "../../../ui/notice.tsx";
import { Row } from "../../../ui/row.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Sample } from "../sample.tsx";

const codes = ["UNAVAILABLE", "FORBIDDEN", "RATE_LIMITED", "INTERNAL"] as const;

export function States() {
  return (
    <>
      <Sample of="loading conversations">
        <Skeleton rows={4} />
      </Sample>
      <Sample of="loading people">
        <Skeleton rows={4} kind="person" />
      </Sample>
      <Sample of="loading text">
        <Skeleton rows={4} kind="line" />
      </Sample>
      <Sample of="notices">
        <Notice>Nobody is banned.</Notice>
        <Notice kind="warning">This link works once more.</Notice>
        <Notice kind="danger">The password is wrong.</Notice>
      </Sample>
      <Sample of="errors">
        {codes.map((code) => (
          <ErrorNotice key={code} error={new KlatchError(code, "told by the server")} />
        ))}
        <Button>Try again</Button>
      </Sample>
      <Sample of="rows" narrow>
        <Row icon="link" title="Invite links" note="2 links that work" onClick={() => {}} />
        <Row icon="people" title="Add people" end="12" onClick={() => {}} />
        <Row icon="shield" title="A row that only tells something" note="It cannot be pressed" />
        <Row icon="exit" title="Leave this group" danger onClick={() => {}} />
        <Row icon="list" title="More about this account" expanded={false} onClick={() => {}} />
      </Sample>
    </>
  );
}
