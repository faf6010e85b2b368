// The places that are shown as a dialog over what is open.
import { lazy, Suspense } from "preact/compat";
import { shown } from "../route/navigation.ts";

const JoinDialog = lazy(() => import("../join/join-dialog.tsx"));
const NewGroupDialog = lazy(() => import("../new-chat/new-group-dialog.tsx"));

export function DialogPlace() {
  const { dialog } = shown.value;
  return (
    <Suspense fallback={null}>
      {dialog?.name === "join" && <JoinDialog key={dialog.token} token={dialog.token} />}
      {dialog?.name === "new-group" && <NewGroupDialog />}
    </Suspense>
  );
}
