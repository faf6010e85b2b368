// The window in which the square of a picture is chosen, with a picture that is drawn here.
import { useEffect, useState } from "preact/hooks";
import CropDialog from "../../../avatar/crop-dialog.tsx";
import { drawnHills } from "../made-up/drawn-hills.ts";

const cropping = (group: boolean) =>
  function Cropping() {
    const [file, setFile] = useState<Blob | null>(null);
    useEffect(() => void drawnHills().then(setFile), []);
    return file && <CropDialog file={file} group={group} onSend={async () => {}} onClose={() => {}} />;
  };

export const CropOfPerson = cropping(false);
export const CropOfGroup = cropping(true);
