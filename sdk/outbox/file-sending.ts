// The outbox's door to the uploads: what they need is loaded with the first message that has a file.
import type { OutgoingFiles, OutgoingFilesHost } from "../files/outgoing-files.ts";
import type { UserFiles } from "../files/user-files.ts";
import type { MessageEntry } from "./outgoing-message.ts";

export class FileSending {
  readonly #files: UserFiles;
  readonly #host: OutgoingFilesHost;
  #loading: Promise<OutgoingFiles> | null = null;
  #isStopped = false;

  constructor(files: UserFiles, host: Omit<OutgoingFilesHost, "userId" | "kept">) {
    this.#files = files;
    this.#host = { ...host, userId: files.userId, kept: files.kept };
  }

  /** Something has changed: of this message, or with null of the connection. */
  look(entry: MessageEntry | null): void {
    const isAbout = entry === null ? this.#host.entries().some(({ file }) => file !== null) : entry.file !== null;
    if (isAbout) void this.#with((outgoing) => outgoing.look());
  }

  /** It has left the outbox. */
  dropped(entry: MessageEntry): void {
    if (entry.file !== null) void this.#with((outgoing) => outgoing.dropped(entry));
  }

  stop(): void {
    this.#isStopped = true;
    void this.#loading?.then((outgoing) => outgoing.stop()).catch(() => {});
  }

  /** If it cannot be loaded now, the next look tries again: after each change, and with each connection. */
  async #with(run: (outgoing: OutgoingFiles) => void): Promise<void> {
    this.#loading ??= this.#files.work().then((work) => work.outgoing(this.#host));
    const loading = this.#loading;
    try {
      const outgoing = await loading;
      if (!this.#isStopped) run(outgoing);
    } catch {
      if (this.#loading === loading) this.#loading = null;
    }
  }
}
