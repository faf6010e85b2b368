// The bars above a conversation, each kind by itself.
import type { Banner } from "../../../banner/banner.ts";
import { Bar } from "../../../banner/bar.tsx";
import { Sample } from "../sample.tsx";

const nothing = (): void => {};

const bars: readonly Banner[] = [
  {
    label: "Connection",
    icon: "devices",
    text: "Klatch is open in another window",
    isWarning: true,
    actions: [{ label: "Use it here", run: nothing }],
  },
  {
    label: "Limit",
    icon: "clock",
    text: "You are sending too fast. It goes on by itself in 12 seconds.",
    isWarning: true,
  },
  {
    label: "People who ask to join",
    icon: "person",
    text: "2 people ask to join",
    open: nothing,
    actions: [{ label: "Review", run: nothing }],
  },
  {
    label: "Announcement",
    icon: "megaphone",
    text: "The boats leave at nine from the jetty below the mill, and whoever comes later swims behind them until noon",
    open: nothing,
    dismiss: { label: "Hide announcement", run: nothing },
  },
  {
    label: "New version",
    icon: "retry",
    text: "A new version is ready",
    actions: [
      { label: "Update", run: nothing },
      { label: "Later", run: nothing },
    ],
  },
];

export function Bars() {
  return (
    <>
      {bars.map((banner) => (
        <Sample key={banner.label} of={banner.label} narrow>
          <Bar banner={banner} />
        </Sample>
      ))}
    </>
  );
}
