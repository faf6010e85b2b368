// A choice between a few options as a field of a form, with its label above it.
import { Segmented, type SegmentedProps } from "./segmented.tsx";
import "./field.css";

export function SegmentedField<Value extends string>(props: SegmentedProps<Value>) {
  return (
    <div class="field">
      <span class="field-label">{props.label}</span>
      <Segmented {...props} />
    </div>
  );
}
