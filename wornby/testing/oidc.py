"""An OpenID provider on loopback: real HTTP, real keys, and every fault that a test asks it for."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT_ID = "wornby-console"
SECRET = "a secret: with/signs"  # noqa: S105 - of a provider that lives for one test

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def encode_part(content: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def make_private(algorithm: str) -> PrivateKey:
    """A key for RS256 or ES256."""
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def to_jwk(key: PrivateKey, *, kid: str) -> dict[str, str]:
    """The public half as a JWK."""
    if isinstance(key, rsa.RSAPrivateKey):
        held = key.public_key().public_numbers()
        numbers = {"n": held.n.to_bytes((held.n.bit_length() + 7) // 8), "e": held.e.to_bytes(3)}
        return {"kty": "RSA", "kid": kid, "use": "sig"} | {name: encode_part(each) for name, each in numbers.items()}
    point = key.public_key().public_numbers()
    corners = {"x": encode_part(point.x.to_bytes(32)), "y": encode_part(point.y.to_bytes(32))}
    return {"kty": "EC", "crv": "P-256", "kid": kid} | corners


def sign_token(claims: Mapping[str, Any], key: PrivateKey, *, header: Mapping[str, Any]) -> str:
    """A token, signed as its header says: also by nothing, or with the public key taken for a shared secret."""
    head, body = (encode_part(json.dumps(part).encode()) for part in (header, claims))
    signed = f"{head}.{body}".encode()
    if header["alg"] == "none":
        signature = b""
    elif header["alg"] == "HS256":
        pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        signature = hmac.new(pem, signed, hashlib.sha256).digest()
    elif isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(signed, padding.PKCS1v15(), SHA256())
    else:
        r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(SHA256())))
        signature = r.to_bytes(32) + s.to_bytes(32)
    return f"{head}.{body}.{encode_part(signature)}"


class OwnProvider:
    """Somebody who always signs in, as `subject` with `claims` beside it.

    Attributes:
        claims: What the next tokens say otherwise; a value of None leaves a claim out.
        header: What their header says otherwise.
        asked: Paths that were asked for.
    """

    def __init__(self, *, algorithm: str = "RS256") -> None:
        self.algorithm = algorithm
        self.url = ""
        self.subject = "person-1"
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.said: dict[str, Any] = {}
        self.asked: list[str] = []
        self.status = 200
        self._codes: dict[str, dict[str, str]] = {}
        self.rotate("key-1")

    def rotate(self, kid: str, *, publish: bool = True) -> None:
        """Sign with a new key from now on; `publish` also has the set of keys say so."""
        self.key, self.kid = make_private(self.algorithm), kid
        if publish:
            self.keys = [to_jwk(self.key, kid=kid)]

    def authorize(self, address: str) -> str:
        """Follow a browser that was sent here; gives the address that it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
        assert (asked["code_challenge_method"], "openid" in asked["scope"].split()) == ("S256", True)
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, path: str, *, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """What is said to a request."""
        self.asked.append(path)
        if self.status != 200:
            return self.status, {}
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            told = {name: f"{self.url}/{place}" for name, place in places.items()}
            return 200, {"issuer": self.url} | told | self.said
        if path == "/keys":
            return 200, {"keys": self.keys}
        return self._redeem(form, headers) if path == "/token" else (404, {})

    def _redeem(self, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = encode_part(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        secret = base64.b64encode(f"{CLIENT_ID}:{urlencode({'': SECRET})[1:]}".encode()).decode()
        is_client = headers.get("Authorization") == f"Basic {secret}" or form.get("client_secret") == SECRET
        if asked is None or not is_client or challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "x", "id_token": self.token(nonce=asked["nonce"])}

    def token(self, *, nonce: str) -> str:
        """An ID token for an attempt."""
        now = int(time.time())
        usual = {"iss": self.url, "sub": self.subject, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.kid} | self.header
        return sign_token(claims, self.key, header={name: value for name, value in header.items() if value is not None})


@contextmanager
def run_provider(*, algorithm: str = "RS256") -> Iterator[OwnProvider]:
    """A provider that answers until the context ends."""
    provider = OwnProvider(algorithm=algorithm)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/authorize?"):  # a browser, which is sent back at once
                self.send_response(302)
                self.send_header("Location", provider.authorize(self.path))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: Mapping[str, str]) -> None:
            status, said = provider.answer(self.path, form=form, headers=dict(self.headers.items()))
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
