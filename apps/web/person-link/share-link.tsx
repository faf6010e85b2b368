// One's own link, to be scanned, copied or passed on.
import type { User } from "@klatch/sdk";
import { Suspense } from "preact/compat";
import { nameOfUser } from "../model/people.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { copy } from "../ui/copy.ts";
import { Field } from "../ui/field.tsx";
import { personAddress } from "./person-address.ts";
import { personLinkWords as t } from "./person-link-words.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";

const QrCode = lazyLayer(() => import("./qr-code.tsx"));

export function ShareLink({ user }: { readonly user: User }) {
  const address = personAddress(location.origin, user.username);
  return (
    <>
      <p class="person-note">
        <bdi>{nameOfUser(user)}</bdi> · @{user.username}
      </p>
      <div class="qr-place">
        <Suspense fallback={null}>
          <QrCode text={address} label={t("code", { address })} />
        </Suspense>
      </div>
      <Field label={t("link")} hint={t("ownText")} value={address} onInput={() => {}} isReadOnly verbatim />
      <Button kind="primary" wide icon="copy" onClick={() => void copy(address, "link")}>
        {commonWords("copyLink")}
      </Button>
      {"share" in navigator && (
        // A sheet of the system's. Whoever closes it has decided.
        <Button wide onClick={() => void navigator.share({ url: address }).catch(() => {})}>
          {t("share")}
        </Button>
      )}
    </>
  );
}
