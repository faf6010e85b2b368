// What a load needs of a connection, whatever carries its frames.
export interface LoadConnection {
  /** @param text one frame, or an array of frames */
  send(text: string): void;
  close(): void;
}
