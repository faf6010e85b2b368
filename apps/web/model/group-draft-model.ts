// The draft of a group as a signal, and the making of the group. The SDK keeps the draft with those of conversations: it is
// the same in all tabs, survives everything but a sign-out, and no other account gets it.
import { asConversationId, type ConversationId, type Group, type KlatchClient, type UserId } from "@klatch/sdk";
import { computed, signal } from "@preact/signals";
import { randomId } from "../platform/random-id.ts";
import { allMembers } from "./all-members.ts";
import type { Chat } from "./chat.ts";
import {
  differenceTo,
  emptyDraft,
  formatDraft,
  parseDraft,
  planOf,
  type GroupDraft,
  type GroupPlan,
} from "./group-draft.ts";

/** No conversation has it. */
const draftKey = asConversationId("new-group");

export class GroupDraftModel {
  readonly #client: KlatchClient;
  readonly #me: UserId;
  readonly #text;
  readonly #newId = signal(randomId());
  #making: Promise<ConversationId> | null = null;
  readonly draft = computed<GroupDraft>(() => parseDraft(this.#text.value) ?? emptyDraft(this.#newId.value));
  readonly isMaking = signal(false);
  /** Of the group that was made last: who has to agree first. */
  invited: readonly UserId[] = [];

  constructor(client: KlatchClient, me: UserId) {
    this.#client = client;
    this.#me = me;
    this.#text = signal(client.drafts.get(draftKey));
    // Emitted for other tabs too.
    client.on("draft", ({ conversationId, text }) => {
      if (conversationId === draftKey) this.#text.value = text;
    });
  }

  change(to: (draft: GroupDraft) => GroupDraft): void {
    this.#keep(to(this.draft.peek()));
  }

  discard(): void {
    this.#newId.value = randomId();
    this.#client.drafts.set(draftKey, "");
  }

  /** However often it is called and whatever answers are lost, one group is made. @throws KlatchError */
  make(): Promise<ConversationId> {
    this.#making ??= this.#make().finally(() => {
      this.#making = null;
      this.isMaking.value = false;
    });
    this.isMaking.value = true;
    return this.#making;
  }

  async #make(): Promise<ConversationId> {
    const draft = this.draft.peek();
    const plan = planOf(draft);
    // Kept before the call, which the page may not outlive.
    this.#keep({ ...draft, asked: draft.asked ?? plan });
    const group = await this.#client.groups.create({
      name: plan.name,
      description: plan.description,
      memberIds: plan.people.map(({ id }) => id),
      clientGroupId: draft.clientGroupId,
    });
    this.invited = group.invited ?? [];
    if (draft.asked !== null) await this.#bringTo(group, plan);
    if (this.draft.peek().clientGroupId === draft.clientGroupId) this.discard();
    return group.id;
  }

  /** The group may have been made by an earlier call, whose answer was lost, as it was wanted then. */
  async #bringTo(group: Group, plan: GroupPlan): Promise<void> {
    const { groups } = this.#client;
    const members = await allMembers(this.#client, group.id);
    const memberIds = members.map(({ userId }) => userId).filter((userId) => userId !== this.#me);
    const { info, added, removed } = differenceTo(plan, { ...group, memberIds });
    if (info) await groups.edit(group.id, { name: plan.name, description: plan.description });
    if (added.length > 0) await groups.addMembers(group.id, added);
    for (const id of removed) await groups.removeMember(group.id, id);
  }

  #keep(draft: GroupDraft): void {
    this.#client.drafts.set(draftKey, formatDraft(draft));
  }
}

const models = new WeakMap<Chat, GroupDraftModel>();

/** The one of a chat, made at first use: most starts need none. */
export function groupDraftOf(chat: Chat): GroupDraftModel {
  let model = models.get(chat);
  if (model === undefined) models.set(chat, (model = new GroupDraftModel(chat.client, chat.me)));
  return model;
}
