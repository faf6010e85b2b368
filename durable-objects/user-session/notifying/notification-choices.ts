// What the user has chosen for their notifications. Whoever has never chosen has no row.
import {
  defaultNotificationSettings,
  type NotificationPatch,
  type NotificationSettings,
} from "../../../schema/protocol/notifications.ts";

export class NotificationChoices {
  readonly #sql: SqlStorage;
  /** Read once, when somebody is to be told. */
  #known: NotificationSettings | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get all(): NotificationSettings {
    if (this.#known === null) {
      const query = "SELECT settings FROM notification_setting";
      const row = this.#sql.exec<{ settings: string }>(query).toArray()[0];
      const chosen = row === undefined ? {} : (JSON.parse(row.settings) as Partial<NotificationSettings>);
      this.#known = { ...defaultNotificationSettings, ...chosen };
    }
    return this.#known;
  }

  /** One row; none if nothing changes. */
  edit(patch: NotificationPatch): NotificationSettings {
    const settings: NotificationSettings = { ...this.all, ...patch };
    if (JSON.stringify(settings) === JSON.stringify(this.all)) return settings;
    this.#known = null;
    this.#sql.exec("INSERT OR REPLACE INTO notification_setting VALUES (1, ?)", JSON.stringify(settings));
    return settings;
  }

  /** The account has ended, and all rows are gone. */
  forget(): void {
    this.#known = null;
  }
}
