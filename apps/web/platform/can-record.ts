// Whether this page could record a voice message, before it asks anybody.

/** Of pages without TLS, and of old browsers, there is nothing to record with, whatever the types say. */
export const canRecord = (): boolean =>
  typeof MediaRecorder === "function" && "mediaDevices" in navigator && "getUserMedia" in navigator.mediaDevices;
