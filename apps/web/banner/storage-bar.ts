// What the bar says and does where what is new is in this tab's memory only. Most starts need none of it: it comes behind the
// conversation's file.
import type { StoreLoss } from "@klatch/sdk/indexeddb";
import { signal } from "@preact/signals";
import { bothText } from "../text/limit-text.ts";
import { commonWords } from "../ui/common-words.ts";
import type { Banner } from "./banner.ts";
import { storageWords as t } from "./storage-words.ts";

/** It does not come back in this tab. */
const isPutAway = signal(false);

/** A start may find the storage as it should be. Whoever has signed in without it would be signed out. */
const helpsToReload = (loss: StoreLoss, isSignedIn: boolean): boolean =>
  loss === "newer" || (!isSignedIn && loss !== "blocked");

export function storageBar(loss: StoreLoss, isSignedIn: boolean): Banner | null {
  if (isPutAway.value) return null;
  return {
    label: t("storage"),
    icon: "info",
    isWarning: true,
    // What it means comes last, and must not be what is cut off.
    isWhole: true,
    text: bothText(t(loss), t("thisTabOnly")),
    actions: helpsToReload(loss, isSignedIn) ? [{ label: commonWords("retry"), run: () => location.reload() }] : [],
    dismiss: { label: t("hide"), run: () => (isPutAway.value = true) },
  };
}
