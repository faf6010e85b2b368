// A poll where nobody votes, as in messages that were forwarded together: its question and what there was to choose from.
import type { PollContent } from "@klatch/sdk";
import "./poll.css";

export const QuotedPoll = ({ content: { question, options } }: { readonly content: PollContent }) => (
  <div class="poll">
    <b class="poll-question" dir="auto">
      {question}
    </b>
    <ul class="poll-options">
      {options.map((option) => (
        <li key={option} class="poll-option" dir="auto">
          {option}
        </li>
      ))}
    </ul>
  </div>
);
