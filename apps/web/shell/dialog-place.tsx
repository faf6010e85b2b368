// The places that are shown as a dialog over what is open.
import { Suspense } from "preact/compat";
import { openedPerson } from "../people/opened-person.ts";
import { shown } from "../route/navigation.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";

const JoinDialog = lazyLayer(() => import("../join/join-dialog.tsx"));
const PersonCard = lazyLayer(() => import("../person-link/person-card.tsx"));
const PersonPopover = lazyLayer(() => import("../people/person-popover.tsx"));
const NewGroupDialog = lazyLayer(() => import("../new-chat/new-group-dialog.tsx"));

export function DialogPlace() {
  const { dialog } = shown.value;
  const person = openedPerson.value;
  return (
    <Suspense fallback={null}>
      {dialog?.name === "join" && <JoinDialog key={dialog.token} token={dialog.token} />}
      {dialog?.name === "user" && <PersonCard key={dialog.username} username={dialog.username} />}
      {person !== null && <PersonPopover key={person.userId} userId={person.userId} at={person.at} />}
      {dialog?.name === "new-group" && <NewGroupDialog />}
    </Suspense>
  );
}
