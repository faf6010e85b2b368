// Makes a file ready to be sent, by what the browser takes it for.
import { kindOfType } from "./file-kind.ts";
import { prepareFilm, prepareSound } from "./prepare-film.ts";
import { preparePicture } from "./prepare-picture.ts";
import { asPlainFile, type Prepared } from "./prepared.ts";

/** What cannot be shown is sent as a file. */
export async function prepareFile(file: File): Promise<Prepared> {
  const kind = kindOfType(file.type);
  const made =
    kind === "image"
      ? await preparePicture(file).catch(() => null)
      : kind === "video"
        ? await prepareFilm(file).catch(() => null)
        : kind === "audio"
          ? await prepareSound(file).catch(() => null)
          : null;
  return made ?? asPlainFile;
}
