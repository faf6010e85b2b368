// Asks before the person is signed out on this device.
import { useAccount } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { commonWords } from "../ui/common-words.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { signOutWords as t } from "./sign-out-words.ts";

export default function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const account = useAccount();
  return (
    <ConfirmDialog
      title={t("title")}
      text={t("text")}
      action={commonWords("signOut")}
      onConfirm={async () => {
        await account.signOut();
        // Who signs in next begins at the inbox.
        go({ name: "chats" });
      }}
      onClose={onClose}
    />
  );
}
