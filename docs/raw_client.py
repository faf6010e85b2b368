"""A client of Klatch without the SDK: the code of docs/raw-clients.md. Python 3.9 or newer, nothing else.
    python3 docs/raw_client.py http://localhost:8787 alice "correct horse" alice.journal
Sends each line of the standard input, `@bob text` or `group_… text`. Prints what arrives, once and in order."""
import base64, http.client, json, os, random, select, sys, threading, urllib.parse, uuid
from time import monotonic, sleep, time
AGAIN, LOGIN = {"RATE_LIMITED", "INTERNAL", "UNAVAILABLE", "TOO_SLOW"}, {"NOT_AUTHENTICATED", "TOKEN_EXPIRED", 4401}
class Refused(Exception): pass  # (code, retryAfterMs); a number is the close code of a socket
def ask(url, method, path, body=None, **headers):
    at, headers = urllib.parse.urlsplit(url), {"Content-Type": "application/json", **headers}
    link = (http.client.HTTPSConnection if at.scheme == "https" else http.client.HTTPConnection)(at.netloc, timeout=10)
    link.request(method, path, None if body is None else json.dumps(body), headers)
    answer = link.getresponse()
    result = json.load(answer) if answer.status != 101 else (link.sock, answer)
    if answer.status > 299: raise Refused(result["code"], result.get("retryAfterMs", 0))
    return result

class WebSocket:  # RFC 6455, the client's side
    def __init__(self, url, headers):
        key = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode()}
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Protocol": "klatch.v1", **key}
        self.sock, answer = ask(url, "GET", "/ws", **headers, **upgrade)
        self.data, self.parts = answer.fp.peek(), []  # `welcome` follows at once
    def send(self, payload, opcode=1):
        n, mask = len(payload), os.urandom(4)
        size = bytes([n]) if n < 126 else b"~" + n.to_bytes(2, "big") if n < 65536 else b"\x7f" + n.to_bytes(8, "big")
        masked = bytes(a ^ b for a, b in zip(payload, mask * (n // 4 + 1)))
        self.sock.sendall(bytes([128 + opcode, 128 + size[0]]) + size[1:] + mask + masked)
    def receive(self):  # waits a little; yields the texts that are complete
        if getattr(self.sock, "pending", int)() or select.select([self.sock], [], [], 0.1)[0]:
            self.data += self.sock.recv(65536) or b"\x88\0"  # the end counts as a close frame
        while len(self.data) > 1:
            size, start = self.data[1], {126: 4, 127: 10}.get(self.data[1], 2)
            if start > 2: size = int.from_bytes(self.data[2:start], "big")
            if len(self.data) < start + size: break
            first, payload, self.data = self.data[0], self.data[start:start + size], self.data[start + size:]
            if first & 15 == 8: raise Refused(int.from_bytes(payload[:2], "big"), 0)
            if first & 15 == 9: self.send(payload, 10)
            if first & 15 < 3: self.parts.append(payload)
            if first & 15 < 3 and first & 128: yield b"".join(self.parts).decode(); self.parts = []

class Client:
    def __init__(self, url, username, password, journal):
        self.url, self.account, self.ahead, self.failures = url, {"username": username, "password": password}, 0, 0
        self.me, self.cursors, self.outbox, self.ids = {}, {}, {}, {}
        self.file = os.fdopen(os.open(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+", buffering=0)
        *lines, torn = self.file.read().split(b"\n")
        self.file.truncate(self.file.tell() - len(torn))  # a crash cut it off
        for line in lines: self.keep(*json.loads(line), again=True)
    def keep(self, table, key, value, event=None, again=False):  # one write has an event and the cursor behind it
        if not again: self.file.write(json.dumps([table, key, value, event]).encode() + b"\n")
        getattr(self, table).pop(key, None)  # what was kept last stands last
        if value is not None: getattr(self, table)[key] = value
    def signed_in(self):  # the access token, refreshed a minute before it ends; who has the password may sign in anew
        old = self.me.get("session", {})
        if old.get("until", 0) > time(): return {"Authorization": "Bearer " + old["accessToken"]}
        account = {**self.account, "device": {"platform": "bot", **({"id": old["device"]["id"]} if old else {})}}
        path, body = ("refresh", {"refreshToken": old["refreshToken"]}) if old else ("register", account)
        try: new = ask(self.url, "POST", "/api/auth/" + path, body)
        except Refused as refused:  # but not on a device that somebody has signed out
            if refused.args[0] in AGAIN | {"DEVICE_SIGNED_OUT"}: raise
            new = ask(self.url, "POST", "/api/auth/login", account)
        self.keep("me", "session", {**old, **new, "until": time() + new["expiresIn"] - 60})  # before it is used
        return {"Authorization": "Bearer " + new["accessToken"]}
    def write(self, to, text):  # kept before it is sent, under a UUIDv7 (RFC 9562) of the server's time
        client_msg_id = str(uuid.UUID(f"{int((time() + self.ahead) * 1000):012x}7{uuid.uuid4().hex[13:]}"))
        self.keep("outbox", client_msg_id, {"to": to, "content": {"type": "text", "text": text}})
    def conversation(self, to):
        if to[0] == "@" and to not in self.ids:
            path, login = "/api/users/by-username/" + urllib.parse.quote(to[1:]), self.signed_in()
            body = {"kind": "direct", "userId": ask(self.url, "GET", path, **login)["user"]["id"]}
            self.ids[to] = ask(self.url, "POST", "/api/conversations", body, **login)["conversation"]["id"]
        return self.ids.get(to, to)
    def send(self, **frame): self.ws.send(json.dumps(frame).encode())
    def wait(self, wait_ms): self.not_before = monotonic() + max(1, (wait_ms or 0) / 1000)
    def flush(self):
        if monotonic() < self.not_before or not self.welcome: return
        if self.asked is None and (self.behind or self.first):  # the first names all, later ones what lacks
            self.asked = {it: self.cursors[it] for it in (list(self.cursors)[-2000:] if self.first else self.behind)}
            self.send(type="sync", requestId="sync", cursors=self.asked, **self.first)
        if self.outbox and self.flying is None:  # one at a time: none overtakes another
            self.flying, message = list(self.outbox.items())[0]
            try: to = self.conversation(message["to"])
            except Refused as refused: return self.settle(self.flying, *refused.args)
            self.send(type="send-message", conversationId=to, clientMsgId=self.flying, content=message["content"])
    def settle(self, client_msg_id, code=None, wait_ms=0):  # acked if there is no code
        if client_msg_id == self.flying: self.flying = None
        if code in LOGIN | {"DEVICE_SIGNED_OUT"}: raise Refused(code, 0)  # of this device, not of the message
        if code in AGAIN: return self.wait(wait_ms)  # any other code, known or not: do not repeat
        if code: print("refused:", code, client_msg_id, file=sys.stderr, flush=True)
        if client_msg_id in self.outbox: self.keep("outbox", client_msg_id, None)
    def head(self, it, seq, must=False):  # an entry may come before its first event: what is new starts at 0
        if it not in self.cursors: self.keep("cursors", it, 0)
        if must or seq > self.cursors[it]: self.behind[it] = max(seq, self.behind.get(it, 0))
    def forget(self, it, cursor=None): self.behind.pop(it, None); self.keep("cursors", it, cursor)
    def event(self, frame):
        conversation, seq, kind, sender = map(frame.get, ("conversationId", "seq", "type", "senderId"))
        last, cursor = frame["toSeq"] if kind == "void" else seq, self.cursors.get(conversation, 0)
        if seq > cursor + 1: return self.head(conversation, last)  # a gap: the sync brings this event again
        if last > cursor:  # else it came before
            self.keep("cursors", conversation, last, frame)
            content = frame.get("content", frame)  # what this version does not know is shown by its `fallback`
            text = content["text"] if content["type"] == "text" else content.get("fallback", kind)
            if kind != "void": print(conversation, seq, sender, json.dumps(text), flush=True)
        if sender == self.welcome["userId"]: self.settle(frame.get("clientMsgId"))  # as good as its ack
    def handle(self, frame):
        kind, conversation, sent, code, ms = map(frame.get, "type conversationId clientMsgId code retryAfterMs".split())
        if kind == "welcome": self.welcome, self.ahead = frame, frame["serverTime"] / 1000 - time()
        elif kind == "probe": self.send(type="echo", nonce=frame["nonce"])
        elif sent and kind in ("message-ack", "error"): self.settle(sent, code, ms)
        elif kind in ("conversation-changed", "sync-required"):
            if frame.get("setBack"): self.forget(conversation, frame["headSeq"])  # what lay beyond is gone
            if kind == "sync-required": (self.asked or {}).pop(conversation, None)  # only a later sync answers it
            self.head(conversation, frame["headSeq"], kind == "sync-required")
        elif kind == "sync-done":
            if self.first: self.keep("me", "inbox", {"inboxVersion": frame["inboxVersion"]})
            lacks = {it: seq for it, seq in self.behind.items() if it not in self.asked or seq > self.cursors[it]}
            if lacks and not self.first: self.wait(1000)  # the server cannot give it now
            self.asked, self.behind, self.first, self.failures = None, lacks, {}, 0
        elif kind == "error" and code == "CONVERSATION_NOT_FOUND" and conversation: self.forget(conversation)
        elif kind == "error" and frame.get("requestId") == "sync": self.asked = self.wait(ms)
        elif kind == "error": raise Refused(1006, 0)  # nobody knows what it answers: begin again
        elif conversation and "createdAt" in frame and type(frame.get("seq")) is int: self.event(frame)  # of any type
    def serve(self):
        self.ws = WebSocket(self.url, self.signed_in())
        self.welcome, self.asked, self.flying, self.behind, self.not_before = None, None, None, {}, 0
        heard, ponged, pinged, chars = monotonic(), monotonic(), False, 0
        while True:
            for text in self.ws.receive():
                heard, chars = monotonic(), chars + len(text)
                if text == "pong": ponged, pinged = heard, False; continue
                for frame in json.loads(text if text[0] == "[" else f"[{text}]"): self.handle(frame)
            if monotonic() - heard > 35: raise Refused(1006, 0)  # ten seconds after a ping
            if not pinged and (monotonic() - ponged > 25 or chars > 1e6): self.ws.send(b"ping"); pinged, chars = True, 0
            self.flush()
    def run(self):
        while True:
            code, self.first, self.failures = 1006, {"features": [], **self.me.get("inbox", {})}, self.failures + 1
            try: self.serve()
            except Refused as refused: code = refused.args[0]
            except (OSError, ValueError, http.client.HTTPException) as problem: print(problem, file=sys.stderr)
            if code == "DEVICE_SIGNED_OUT": self.keep("me", "session", None)  # the next start signs in anew
            if code in LOGIN: self.me["session"]["until"] = 0
            elif code in (4403, 4409) or type(code) is str and code not in AGAIN: sys.exit(f"closed for good: {code}")
            spread_s = self.welcome["reconnectDelayMs"] / 1000 if not self.first else min(60, 2 ** self.failures)
            sleep(random.uniform(10, 30) if code == 4429 else random.uniform(0, spread_s))

if __name__ == "__main__":
    me = Client(*sys.argv[1:])
    lines = (line.rstrip("\n").split(" ", 1) for line in sys.stdin if " " in line)
    threading.Thread(target=lambda: [me.write(*line) for line in lines], daemon=True).start(); me.run()
