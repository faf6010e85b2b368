// Shows the forward switcher while messages are being forwarded. Its code is loaded then.
import { Suspense } from "preact/compat";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { forwarding } from "./forward-state.ts";

const ForwardDialog = lazyLayer(() => import("./forward-dialog.tsx"));

export function ForwardHost() {
  const what = forwarding.value;
  return <Suspense fallback={null}>{what !== null && <ForwardDialog what={what} />}</Suspense>;
}
