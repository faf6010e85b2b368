// The page of operators, a bundle of its own: asks for a token, then shows what its role may see and do.
import { useEffect } from "preact/hooks";
import { tabStorage } from "../platform/storage.ts";
import { useTask } from "../ui/use-task.ts";
import { AdminFrame } from "./admin-frame.tsx";
import { OperatorContext } from "./operator-context.ts";
import { OperatorSession } from "./operator-session.ts";
import { OperatorSignIn } from "./operator-sign-in.tsx";
import { operatorWords as t } from "./operator-words.ts";

/** Of the tab: it stays while the person looks at the conversations. */
const session = new OperatorSession(tabStorage, (...request) => fetch(...request));

export default function AdminPage() {
  const resume = useTask(() => session.resume());
  useEffect(() => void resume.run(), []);
  useEffect(() => {
    const before = document.title;
    document.title = t("documentTitle");
    return () => void (document.title = before);
  }, []);
  const operator = session.operator.value;
  if (operator === null) return <OperatorSignIn session={session} error={resume.error} busy={resume.busy} />;
  return (
    <OperatorContext.Provider value={operator}>
      <AdminFrame onLeave={() => session.leave()} />
    </OperatorContext.Provider>
  );
}
