// What a file is shown as, by the type that the browser takes it for. Pure.
import type { FileKind } from "@klatch/sdk";

/** Pictures that every browser shows. Any other, as SVG, is a file to save. */
const pictures: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);
const films: ReadonlySet<string> = new Set(["video/mp4", "video/webm", "video/quicktime"]);

export function kindOfType(type: string): Exclude<FileKind, "voice"> {
  const [essence = ""] = type.toLowerCase().split(";");
  if (pictures.has(essence)) return "image";
  if (films.has(essence)) return "video";
  return essence.startsWith("audio/") ? "audio" : "file";
}
