// Shown when another window has replaced this one's connection. A button takes it back.
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { connectionWords as t } from "./connection-words.ts";
import "./bars.css";

export function TakeOver() {
  const { client, connection } = useChat();
  const status = connection.value;
  if (status.state !== "stopped") return null;
  return (
    <div class="bar" role="alert">
      <span>{t("stopped")}</span>
      <Button kind="primary" onClick={() => void client.connect()}>
        {t("takeOver")}
      </Button>
    </div>
  );
}
