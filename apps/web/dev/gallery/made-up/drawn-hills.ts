// A picture that is drawn here, for what reads the pixels of a file.
export async function drawnHills(): Promise<Blob> {
  const canvas = new OffscreenCanvas(900, 600);
  const context = canvas.getContext("2d");
  if (context !== null) {
    context.fillStyle = "#a9cfe0";
    context.fillRect(0, 0, 900, 600);
    context.fillStyle = "#fbe7a8";
    context.arc(650, 170, 90, 0, 7);
    context.fill();
    context.fillStyle = "#2f5d50";
    context.fillRect(0, 380, 900, 220);
  }
  return canvas.convertToBlob({ type: "image/jpeg" });
}
