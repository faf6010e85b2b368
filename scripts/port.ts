// Where the local server listens: the variable PORT.

/** @throws Error when it is set to anything but a port number */
export function readPort(text: string | undefined): number {
  const port = text === undefined || text === "" ? 8787 : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT must be 0 to 65535, not "${text}"`);
  return port;
}
