// The browser's permission for notifications, where it has any.

/** Null: this browser has no notifications, or none on pages like this. */
export function notificationPermission(): NotificationPermission | null {
  try {
    return Notification.permission;
  } catch {
    return null;
  }
}

/** Asks the person, who has just clicked. */
export async function askForNotifications(): Promise<NotificationPermission | null> {
  return notificationPermission() === null ? null : Notification.requestPermission();
}
