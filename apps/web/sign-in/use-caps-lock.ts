// Whether Caps Lock is on while somebody types a password, as the last key told.
import { useState } from "preact/hooks";

export function useCapsLock(): readonly [isOn: boolean, watchKeys: (event: KeyboardEvent) => void] {
  const [isOn, setOn] = useState(false);
  const watchKeys = (event: KeyboardEvent): void => {
    const { target } = event;
    // Programs that fill in a form make events without that method.
    if (typeof event.getModifierState !== "function" || !(target instanceof HTMLInputElement)) return;
    setOn(target.type === "password" && event.getModifierState("CapsLock"));
  };
  return [isOn, watchKeys];
}
