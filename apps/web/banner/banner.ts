// What a bar of the banner zone says and does.
import type { ConversationEntry } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import type { IconName } from "../ui/icon-paths.ts";
import type { RankedKind } from "./ranked.ts";

export interface BannerAction {
  readonly label: string;
  /** Shown instead of the label. */
  readonly icon?: IconName;
  readonly run: () => void;
}

export interface Banner {
  /** The bar's name for screen readers. */
  readonly label: string;
  readonly icon: IconName;
  /** Two lines of it are shown at most, unless `isWhole`. */
  readonly text: string;
  readonly isWhole?: boolean;
  readonly isWarning?: boolean;
  /** It is one of several, which the bar shows one after the other. */
  readonly segments?: { readonly count: number; readonly at: number };
  /** What a click on the bar does. */
  readonly open?: () => void;
  readonly actions?: readonly BannerAction[];
  /** Puts the bar away: its ×. */
  readonly dismiss?: BannerAction;
}

/** Null: there is no chat, or no open conversation. */
export interface BannerPlace {
  readonly chat: Chat | null;
  readonly entry: ConversationEntry | null;
}

/** `show` is called in each rendering, which the signals that it reads repeat. */
export type BannerKind = RankedKind<BannerPlace, Banner>;
