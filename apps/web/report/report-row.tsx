// Reports whom or what the page around it is about.
import { useChat } from "../model/chat-context.ts";
import { commonWords } from "../ui/common-words.ts";
import { Row } from "../ui/row.tsx";
import { report, takesReports, type Reporting } from "./report-state.ts";

export function ReportRow(what: Reporting) {
  const { client } = useChat();
  if (!takesReports(client)) return null;
  return (
    <section>
      <Row icon="flag" title={commonWords("report")} danger onClick={() => report(what)} />
    </section>
  );
}
