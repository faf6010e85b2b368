// The page's words: the same in both languages, none empty, and every value that one names named by the other.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Words } from "../../apps/web/i18n/catalogue.ts";
import { avatarWords } from "../../apps/web/avatar/avatar-words.ts";
import { attachWords } from "../../apps/web/attach/attach-words.ts";
import { deletionWords } from "../../apps/web/settings/deletion-words.ts";
import { profileWords } from "../../apps/web/profile/profile-words.ts";
import { blockWords } from "../../apps/web/blocks/block-words.ts";
import { reportWords } from "../../apps/web/report/report-words.ts";
import { notificationWords } from "../../apps/web/notifications/notification-words.ts";
import { presenceWords } from "../../apps/web/presence/presence-words.ts";
import { storageWords } from "../../apps/web/banner/storage-words.ts";
import { unsentWords } from "../../apps/web/sign-in/unsent-words.ts";
import { chooseLocale } from "../../apps/web/i18n/locale.ts";
import { mentionWords } from "../../apps/web/composer/mention-names.ts";
import { emailWords } from "../../apps/web/notifications/email-words.ts";
import { emojiWords } from "../../apps/web/composer/emoji-list.ts";
import { forwardWords } from "../../apps/web/forward/forward-words.ts";
import { kindWords } from "../../apps/web/kinds/kind-words.ts";
import { richWords } from "../../apps/web/kinds/rich-words.ts";
import { mediaWords } from "../../apps/web/media/media-words.ts";
import { filesWords } from "../../apps/web/files-page/files-words.ts";
import { trayWords } from "../../apps/web/tray/tray-words.ts";
import { voiceWords } from "../../apps/web/voice/voice-words.ts";
import { linkWords } from "../../apps/web/markdown/link-words.ts";
import { composerWords } from "../../apps/web/composer/composer-words.ts";
import { stripWords } from "../../apps/web/composer/strip-words.ts";
import { noticeWords } from "../../apps/web/composer/notice-words.ts";
import { notifyAllWords } from "../../apps/web/composer/notify-all-words.ts";
import { conversationWords } from "../../apps/web/conversation/conversation-words.ts";
import { readersWords } from "../../apps/web/conversation/readers-words.ts";
import { starredWords } from "../../apps/web/starred/starred-words.ts";
import { stateWords } from "../../apps/web/conversation/state-words.ts";
import { editsWords } from "../../apps/web/conversation/edits-words.ts";
import { actWords } from "../../apps/web/conversation/act-words.ts";
import { changeWords } from "../../apps/web/changes/change-words.ts";
import { failedWords } from "../../apps/web/changes/failed-words.ts";
import { goneWords } from "../../apps/web/changes/gone-words.ts";
import { removeWords } from "../../apps/web/changes/remove-words.ts";
import { pinWords } from "../../apps/web/pins/pin-words.ts";
import { pollWords } from "../../apps/web/polls/poll-words.ts";
import { threadWords } from "../../apps/web/threads/thread-words.ts";
import { reactionWords } from "../../apps/web/reactions/reaction-words.ts";
import { selectionWords } from "../../apps/web/selection/selection-words.ts";
import { detailsWords } from "../../apps/web/details/details-words.ts";
import { logWords } from "../../apps/web/admin/log-words.ts";
import { operatorWords } from "../../apps/web/admin/operator-words.ts";
import { actionWords } from "../../apps/web/actions/action-words.ts";
import { registrationWords } from "../../apps/web/admin/registration-words.ts";
import { adminWords } from "../../apps/web/details/admin-words.ts";
import { memberWords } from "../../apps/web/details/member-words.ts";
import { emptyWords } from "../../apps/web/inbox/empty-words.ts";
import { inboxWords } from "../../apps/web/inbox/inbox-words.ts";
import { muteWords } from "../../apps/web/inbox/mute-words.ts";
import { announcerWords } from "../../apps/web/announcer/announcer-words.ts";
import { formatWords } from "../../apps/web/composer/format-words.ts";
import { notifyWords } from "../../apps/web/inbox/notify-words.ts";
import { invitationWords } from "../../apps/web/join/invitation-words.ts";
import { invitedWords } from "../../apps/web/invited/invited-words.ts";
import { joinWords } from "../../apps/web/join/join-words.ts";
import { newChatWords } from "../../apps/web/new-chat/new-chat-words.ts";
import { peopleSearchWords } from "../../apps/web/people-search/people-search-words.ts";
import { peopleWords } from "../../apps/web/people/people-words.ts";
import { privacyWords } from "../../apps/web/settings/privacy-words.ts";
import { securityWords } from "../../apps/web/settings/security-words.ts";
import { personLinkWords } from "../../apps/web/person-link/person-link-words.ts";
import { signOutWords } from "../../apps/web/settings/sign-out-words.ts";
import { retentionWords } from "../../apps/web/details/retention-words.ts";
import { scheduledWords } from "../../apps/web/scheduled/scheduled-words.ts";
import { settingsWords } from "../../apps/web/settings/settings-words.ts";
import { bannerWords } from "../../apps/web/banner/banner-words.ts";
import { shellWords } from "../../apps/web/shell/shell-words.ts";
import { connectionWords } from "../../apps/web/shell/connection-words.ts";
import { signInWords } from "../../apps/web/sign-in/sign-in-words.ts";
import { switcherWords } from "../../apps/web/switcher/switcher-words.ts";
import { errorWords } from "../../apps/web/text/error-words.ts";
import { settingWords, systemWords } from "../../apps/web/text/system-words.ts";
import { unknownWords } from "../../apps/web/text/unknown-words.ts";
import { copiedWords } from "../../apps/web/ui/copied-words.ts";
import { commonWords } from "../../apps/web/ui/common-words.ts";

const catalogues = {
  actWords,
  editsWords,
  changeWords,
  failedWords,
  goneWords,
  pinWords,
  pollWords,
  threadWords,
  reactionWords,
  removeWords,
  selectionWords,
  actionWords,
  adminWords,
  profileWords,
  blockWords,
  reportWords,
  deletionWords,
  notificationWords,
  presenceWords,
  attachWords,
  avatarWords,
  mediaWords,
  trayWords,
  voiceWords,
  filesWords,
  bannerWords,
  commonWords,
  composerWords,
  noticeWords,
  notifyAllWords,
  connectionWords,
  copiedWords,
  conversationWords,
  detailsWords,
  emailWords,
  emojiWords,
  errorWords,
  emptyWords,
  inboxWords,
  muteWords,
  announcerWords,
  formatWords,
  notifyWords,
  forwardWords,
  logWords,
  memberWords,
  mentionWords,
  invitationWords,
  invitedWords,
  joinWords,
  kindWords,
  richWords,
  linkWords,
  newChatWords,
  personLinkWords,
  operatorWords,
  peopleSearchWords,
  registrationWords,
  peopleWords,
  privacyWords,
  readersWords,
  securityWords,
  settingWords,
  retentionWords,
  scheduledWords,
  settingsWords,
  signOutWords,
  storageWords,
  unsentWords,
  shellWords,
  signInWords,
  starredWords,
  stripWords,
  stateWords,
  switcherWords,
  systemWords,
  unknownWords,
};

const formsOf = (entry: Words[string] | undefined): readonly string[] =>
  typeof entry === "string" ? [entry] : Object.values(entry ?? {});
const valuesOf = (entry: Words[string] | undefined): readonly string[] =>
  [...new Set(formsOf(entry).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name)))]
    // A form of one thing may say it without its number.
    .filter((name) => name !== "count")
    .toSorted();

it.each(Object.entries(catalogues))("[WEB-1] %s: both languages say everything", (_, { words: { en, zh } }) => {
  expect(Object.keys(zh)).toEqual(Object.keys(en));
  for (const [key, entry] of Object.entries(en)) {
    for (const form of [...formsOf(entry), ...formsOf(zh[key])]) expect(form.trim(), key).not.toBe("");
    expect(valuesOf(zh[key]), key).toEqual(valuesOf(entry));
    expect(typeof zh[key], key).toBe(typeof entry);
  }
});

it("[WEB-140] the catalogues above are all that there are", () => {
  const root = `${import.meta.dirname}/../../apps/web`;
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  const exported = files.flatMap((file) => {
    const found = readFileSync(`${root}/${file}`, "utf8").matchAll(/^export const (\w+) = catalogue\(/gm);
    return [...found].map(([, name = ""]) => name);
  });
  expect(exported.toSorted()).toEqual(Object.keys(catalogues).toSorted());
});

/** What each word of ours is called in Chinese: an entry that has the one has the other. */
const vocabulary = [
  // One's own notifications.
  { en: /\b(un)?mut(e|es|ed|ing)\b/i, zh: /免打扰/, back: /\b(un)?mut(e|es|ed|ing)\b/i },
  // What admins do to others.
  { en: /\bsilenc(e|es|ed|ing)\b/i, zh: /禁言/, back: /silenc|write/i },
];
const retired =
  /put it up|take it down|taken down|links? to join|asks to come in|do not reply|was too fast|walk a list|how many may|works for|find somebody|used 0|let \{\w+\} in\b|todo|fixme|lorem|\?\?/i;

it.each(Object.entries(catalogues))(
  "[WEB-140] %s: a mute is one's own, a silence is an admin's, and no retired words are left",
  (_, { words: { en, zh } }) => {
    const textOf = (entry: Words[string] | undefined): string => formsOf(entry).join("\n");
    const keysOf = (words: Words, said: RegExp): string[] =>
      Object.keys(words).filter((key) => said.test(textOf(words[key])));
    for (const word of vocabulary) {
      expect(keysOf(zh, word.zh)).toEqual(expect.arrayContaining(keysOf(en, word.en)));
      expect(keysOf(en, word.back)).toEqual(expect.arrayContaining(keysOf(zh, word.zh)));
    }
    expect(keysOf(en, retired)).toEqual([]);
  },
);

it("[WEB-1] speaks the language that was chosen, else the first of the browser's that it knows, else English", () => {
  expect(chooseLocale("zh", ["en-GB"])).toBe("zh");
  expect(chooseLocale("system", ["fr", "zh-Hant-TW", "en"])).toBe("zh");
  expect(chooseLocale("system", ["de", "EN-au", "zh"])).toBe("en");
  expect(chooseLocale("system", ["fr"])).toBe("en");
});

it.each(Object.entries(catalogues))("[WEB-1] %s: Chinese stands with its own marks", (_, { words: { zh } }) => {
  for (const [key, entry] of Object.entries(zh)) {
    for (const form of formsOf(entry)) {
      expect(form, key).not.toMatch(/[\u3400-\u9fff”》}][,:;?!]/);
      expect(form, key).not.toMatch(/[,:;?!(][\u3400-\u9fff“《{]/);
    }
  }
});
