// A challenge that a person must meet, in a frame: the provider's script never runs in this page.
import { useEffect, useRef } from "preact/hooks";
import { signInWords as t } from "./sign-in-words.ts";

/** The server's page with the provider's widget. It tells this page the token. */
const path = "/challenge";

interface Met {
  readonly challengeToken: string;
}
const isMet = (data: unknown): data is Met =>
  typeof data === "object" && data !== null && "challengeToken" in data && typeof data.challengeToken === "string";

export default function ChallengeFrame({ onMet }: { readonly onMet: (token: string) => void }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const told = useRef(onMet);
  told.current = onMet;
  useEffect(() => {
    const onMessage = ({ origin, source, data }: MessageEvent<unknown>): void => {
      if (origin !== location.origin || source !== frame.current?.contentWindow) return;
      if (isMet(data)) told.current(data.challengeToken);
    };
    addEventListener("message", onMessage);
    return () => removeEventListener("message", onMessage);
  }, []);
  return <iframe ref={frame} class="sign-in-challenge" src={path} title={t("challenge")} />;
}
