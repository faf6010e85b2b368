// The payload of the jobs `scan-file` and `preview-file`: which file. What is to be done to it its object is asked for.
import * as v from "valibot";
import { fileIdShape } from "../protocol/files.ts";

export const fileWorkShape = v.object({ fileId: fileIdShape });
