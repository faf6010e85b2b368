// The microphone, if the browser and the person allow it.

/** What this browser writes: the first that it knows. Chromium and Firefox have the first, Safari the last. */
const types = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
export const recordedType = (): string => types.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";

/** Asks the person the first time. `refused`: they do not allow it. `none`: there is none, or it is in use. */
export async function openMicrophone(): Promise<MediaStream | "refused" | "none"> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  } catch (error) {
    return error instanceof DOMException && error.name === "NotAllowedError" ? "refused" : "none";
  }
}
