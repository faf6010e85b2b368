// Polls, as messages show them, and the dialog in which one is made.
import { PollDialog } from "../../../polls/poll-dialog.tsx";
import { pollEvents } from "../made-up/polls.ts";
import { withMessages } from "./changed-messages.tsx";

export const Polls = withMessages(pollEvents, false);

export const NewPoll = () => <PollDialog onSend={() => {}} onClose={() => {}} />;
