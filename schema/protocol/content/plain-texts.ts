// Contents as plain text, for the server's previews and fallbacks and for clients alike. Pure, without shapes.
import { cutWithMark } from "../cut-text.ts";
import type { AudioContent } from "./audio.ts";
import type { CardContent } from "./card.ts";
import type { ReceivedContent } from "./content.ts";
import type { FileContent } from "./file.ts";
import type { ForwardContent } from "./forward.ts";
import type { ImageContent } from "./image.ts";
import type { LinkContent } from "./link.ts";
import type { LocationContent } from "./location.ts";
import type { PollContent } from "./poll.ts";
import type { VideoContent } from "./video.ts";
import type { VoiceContent } from "./voice.ts";

/** Five digits are a metre. */
const digits = 5;

/** "52.51627, 13.37771": what every map understands. */
const coordinatesOf = ({ latitude, longitude }: LocationContent): string =>
  `${latitude.toFixed(digits)}, ${longitude.toFixed(digits)}`;

const lines = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join("\n");

export const locationLine = (content: LocationContent): string =>
  content.name ?? content.address ?? coordinatesOf(content);
export const locationText = (content: LocationContent): string =>
  lines(`📍 ${content.name ?? ""}`.trim(), content.address, coordinatesOf(content));

export const cardText = ({ name }: CardContent): string => `👤 ${name}`;

/** The address first: whoever follows it must have seen where it leads. */
export const linkText = ({ url, title, description }: LinkContent): string => lines(url, title, description);

/** The question, and one option a line. */
export const pollText = ({ question, options }: PollContent): string =>
  lines(`📊 ${question}`, ...options.map((option, index) => `${index + 1}. ${option}`));

const withCaption = (sign: string, said: string | undefined): string => (said === undefined ? sign : `${sign} ${said}`);

/** The same in every language; what was said with it, if anything was. */
export const imageText = ({ caption }: ImageContent): string => withCaption("📷", caption);
export const videoText = ({ caption }: VideoContent): string => withCaption("🎞️", caption);
export const audioText = ({ name, caption }: AudioContent): string => lines(`🎵 ${name}`, caption);
export const fileText = ({ name, caption }: FileContent): string => lines(`📎 ${name}`, caption);

/** "🎤 0:04". */
export const voiceText = ({ durationMs }: VoiceContent): string => {
  const seconds = Math.round(durationMs / 1_000);
  return `🎤 ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/** UTF-16 units of a message within a forward, and of all of them. */
const forwardedLineChars = 200;
const forwardedChars = 2_000;

/** "Alice: Coffee at three?", one message a line. */
export function forwardText({ items }: ForwardContent): string {
  const said = items.map(
    ({ senderName, content }) => `${senderName}: ${cutWithMark(saidBy(content), forwardedLineChars)}`,
  );
  return cutWithMark(said.join("\n"), forwardedChars);
}

const saidBy = (content: ReceivedContent): string => contentText(content).replaceAll(/\s+/g, " ");

/** A text, or what clients show that do not know the content: every content that members get has it. */
export function contentText(content: ReceivedContent): string {
  const text: unknown = content.type === "text" ? content.text : "fallback" in content ? content.fallback : "";
  return typeof text === "string" ? text : "";
}
