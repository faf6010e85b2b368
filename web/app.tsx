// Which screen is shown: the way in, or the conversations.
export function App() {
  return (
    <main>
      <h1>Klatch</h1>
    </main>
  );
}
