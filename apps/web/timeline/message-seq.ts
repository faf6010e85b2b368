// The seq in a message's id, which is `<conversationId>:<seq>`. Pure.
export const seqOf = (messageId: string): number => Number(messageId.slice(messageId.lastIndexOf(":") + 1));
