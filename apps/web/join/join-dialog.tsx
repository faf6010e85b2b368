// The dialog for a group that was opened by a link or an address: its profile, and how to join. Closed before that, it
// leaves an invitation in the list of conversations.
import { isBlank, type GroupProfile, type GroupViewResult } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { tameText } from "../../text/tame-text.ts";
import { useAccount, useChat } from "../model/chat-context.ts";
import { groupOf } from "../model/invitations.ts";
import { close, fromHere } from "../route/navigation.ts";
import { errorText } from "../text/error-text.ts";
import { tameName } from "../../text/tame-name.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogSubject } from "../ui/dialog-subject.tsx";
import { Notice } from "../ui/notice.tsx";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { useTask } from "../ui/use-task.ts";
import { isFollowed } from "./is-followed.ts";
import { joinState } from "./join-state.ts";
import { joinWords as t } from "./join-words.ts";
import { isLinkToken, linkToken } from "./link-token.ts";
import { AskedToJoin, WayIn } from "./way-in.tsx";
import "./join-dialog.css";

/** `token`: the token of a link, or the id of a group, which is joined as its settings allow. */
export default function JoinDialog({ token }: { readonly token: string }) {
  const chat = useChat();
  const { invitations } = useAccount();
  const [view, setView] = useState<Pick<GroupViewResult, "profile" | "banned" | "requested"> | null>(null);
  /** The server has refused to let the user in. */
  const [refused, setRefused] = useState<unknown>(null);
  const which = { kind: "group", token } as const;
  const isIn = isFollowed(which, chat);

  const look = useTask(async () => {
    const { groups } = chat.client;
    setRefused(null);
    const found = isLinkToken(token) ? { profile: await groups.openLink(token) } : await groups.get(groupOf(token));
    setView(found);
    if (!isIn) invitations.keep(chat.me, { ...which, name: tameName(found.profile.name), asked: asks(found) });
  });
  const isLive = chat.connection.value.state === "live";
  // At once, and again when the network is back.
  useEffect(() => {
    if (view === null) void look.run();
  }, [isLive]);
  useEffect(() => {
    if (isIn) invitations.drop(chat.me, which);
    else if (linkToken(token) === token) invitations.keep(chat.me, which);
  }, [isIn]);

  const state = joinState({ token, view, error: refused ?? look.error, isIn });
  // Whoever still presses Enter, as after signing up, must neither close the dialog nor join.
  const body = useRef<HTMLDivElement>(null);
  useAutoFocus(body, true);
  // What had the focus, as the form that was sent, may have given way to something else.
  useEffect(() => {
    if (document.activeElement === document.body) body.current?.focus({ preventScroll: true });
  }, [state.kind]);
  const [here] = useState(fromHere);
  const enter = (): void => {
    invitations.drop(chat.me, which);
    here.replace({ name: "conversation", id: groupOf(token), side: null });
  };
  const setAsked = (requested: boolean): void => {
    invitations.keep(chat.me, { ...which, asked: requested });
    if (view === null) return;
    const { requested: _, ...rest } = view;
    setView(requested ? { ...rest, requested } : rest);
  };
  const remove = (): void => {
    invitations.drop(chat.me, which);
    close();
  };

  return (
    <Dialog title={t("title")} isPlace>
      <div ref={body} class="join-body" tabIndex={-1}>
        {view !== null && <Profile profile={view.profile} />}
        {state.kind === "loading" && <p class="join-note" aria-busy="true" />}
        {state.kind === "dead" && (
          <>
            <Notice kind="warning">{t(state.why)}</Notice>
            <Button wide onClick={remove}>
              {t("remove")}
            </Button>
          </>
        )}
        {state.kind === "later" && (
          <>
            <Notice kind="danger">{state.why === "full" ? t("full") : errorText(look.error)}</Notice>
            <Button wide busy={look.busy} onClick={() => void look.run()}>
              {commonWords("retry")}
            </Button>
          </>
        )}
        {state.kind === "in" && (
          <>
            <p class="join-note">{t("alreadyIn")}</p>
            <Button kind="primary" wide onClick={enter}>
              {t("enter")}
            </Button>
          </>
        )}
        {state.kind === "asked" && <AskedToJoin id={groupOf(token)} onWithdrawn={() => setAsked(false)} />}
        {(state.kind === "free" || state.kind === "password" || state.kind === "approval") && (
          <WayIn
            way={state.kind}
            token={token}
            onIn={enter}
            onAsked={() => setAsked(true)}
            onRefused={setRefused}
            onOtherWay={() => void look.run()}
          />
        )}
      </div>
    </Dialog>
  );
}

const asks = ({ requested }: { readonly requested?: true }): boolean => requested === true;

function Profile({ profile }: { readonly profile: GroupProfile }) {
  const name = tameName(profile.name);
  return (
    <DialogSubject id={profile.id} name={name} group avatar={profile.avatar}>
      <p class="join-note">{t("memberCount", { count: profile.memberCount })}</p>
      {!isBlank(profile.description) && <p class="join-description">{tameText(profile.description)}</p>}
    </DialogSubject>
  );
}
