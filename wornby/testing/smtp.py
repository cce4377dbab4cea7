"""A mail server on loopback that keeps what it is sent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailBox:
    """What came, and how the server behaves."""

    port: int = 0
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    refuse: str = ""


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """A server that takes mail until the context ends. `refuse` names a verb that it answers with an error."""
    box = MailBox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            sender = to = ""
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                verb = line[:4].upper()
                if box.refuse and verb == box.refuse:
                    self._say("550 no")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                elif verb == "DATA":
                    self._say("354 go on")
                    box.mails.append((sender, to, self._data()))
                    self._say("250 kept")
                else:
                    sender = line[10:] if verb == "MAIL" else sender
                    to = line[8:] if verb == "RCPT" else to
                    self._say("250 fine")

        def _data(self) -> str:
            lines: list[str] = []
            for raw in self.rfile:
                line = raw.decode()
                if line == ".\r\n":
                    break
                lines.append(line)
            return "".join(lines)

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
