// The places that are shown as a dialog over what is open.
import { Suspense } from "preact/compat";
import { openedPerson } from "../people/opened-person.ts";
import { reporting } from "../report/report-state.ts";
import { shown } from "../route/navigation.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";

const JoinDialog = lazyLayer(() => import("../join/join-dialog.tsx"));
const PersonCard = lazyLayer(() => import("../person-link/person-card.tsx"));
const PersonPopover = lazyLayer(() => import("../people/person-popover.tsx"));
const ReportDialog = lazyLayer(() => import("../report/report-dialog.tsx"));
const NewGroupDialog = lazyLayer(() => import("../new-chat/new-group-dialog.tsx"));

export function DialogPlace() {
  const { dialog } = shown.value;
  const person = openedPerson.value;
  const reported = reporting.value;
  return (
    <Suspense fallback={null}>
      {dialog?.name === "join" && <JoinDialog key={dialog.token} token={dialog.token} />}
      {dialog?.name === "user" && <PersonCard key={dialog.username} username={dialog.username} />}
      {person !== null && <PersonPopover key={person.userId} userId={person.userId} at={person.at} />}
      {reported !== null && <ReportDialog what={reported} />}
      {dialog?.name === "new-group" && <NewGroupDialog />}
    </Suspense>
  );
}
