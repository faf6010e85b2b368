// The card on which somebody comes in, a person who chats or an operator: a form under the logo, and below it the language.
import type { ComponentChildren } from "preact";
import { LanguageSwitch } from "../preferences/language-switch.tsx";
import { Logo } from "./logo.tsx";
import "./sign-in.css";

interface SignInCardProps {
  readonly title: string;
  readonly text: string;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
}

export function SignInCard({ title, text, onSubmit, children }: SignInCardProps) {
  return (
    <main class="sign-in">
      <form
        class="sign-in-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <header class="sign-in-head">
          <Logo />
          <h1>{title}</h1>
          <p>{text}</p>
        </header>
        {children}
      </form>
      <footer class="sign-in-foot">
        <LanguageSwitch />
      </footer>
    </main>
  );
}
