// What a bar of the banner zone says and does.
import type { ConversationEntry } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";
import type { IconName } from "../ui/icon-paths.ts";

export interface BannerAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Banner {
  /** The bar's name for screen readers. */
  readonly label: string;
  readonly icon: IconName;
  /** One line. */
  readonly text: string;
  readonly isWarning?: boolean;
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

export interface BannerKind {
  readonly id: string;
  /** The lowest ones are shown. */
  readonly rank: number;
  /** Called in each rendering, which the signals that it reads repeat. Null: there is nothing to show. */
  readonly show: (place: BannerPlace) => Banner | null;
}
