// The window in which the square of a picture is chosen, with a picture that is drawn here.
import { useEffect, useState } from "preact/hooks";
import CropDialog from "../../../avatar/crop-dialog.tsx";

async function hills(): Promise<Blob> {
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

const cropping = (group: boolean) =>
  function Cropping() {
    const [file, setFile] = useState<Blob | null>(null);
    useEffect(() => void hills().then(setFile), []);
    return file && <CropDialog file={file} group={group} onSend={async () => {}} onClose={() => {}} />;
  };

export const CropOfPerson = cropping(false);
export const CropOfGroup = cropping(true);
