"""Settings: from the environment with the prefix WORNBY_, or from arguments."""

import stat
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

IN_FILES = (
    "client_key",
    "database_url",
    "id_key",
    "image_key",
    "ledger_key",
    "oidc_client_secret",
    "link_key",
    "smtp_password",
)
"""Settings that may hold a secret: for each there is one more, `NAME_file`, that names a file with its value."""

MOST_DAYS = 36_500
"""Longest time for which a class of data is held by a clock."""


class Settings(BaseSettings):
    """Everything that an operator can set. A library's folder is `home`; what is not set lies below it."""

    model_config = SettingsConfigDict(env_prefix="WORNBY_", extra="ignore", frozen=True, hide_input_in_errors=True)

    home: Path = Field(default=Path("wornby-home"), description="Folder of the library.")
    database_url: str = Field(
        default="", repr=False, description="SQLAlchemy URL of the records; SQLite below `home` if empty."
    )
    blobs_url: str = Field(default="", description="fsspec URL of the pictures; a folder below `home` if empty.")
    index: str = Field(default="scan", description="Vector index: exact, qdrant or scan.")
    qdrant_url: str = Field(default="", description="Address of a Qdrant server; its local mode below `home` if empty.")
    tagger: str = Field(
        default="builtin",
        description="Tagger that ingest uses: builtin, router, zero-shot, or a rented service (`wornby providers`).",
    )
    generator: str = Field(default="studio", description="Who makes generated pictures: studio.")
    max_generated: int = Field(default=16, ge=1, le=100, description="Most generated pictures in one request.")
    max_generated_side_px: int = Field(
        default=1536, ge=256, le=2048, description="Longest side of a generated picture in pixels."
    )
    generate_parallel: int = Field(
        default=1, ge=1, le=64, description="Requests for generated pictures that the server works on at once."
    )
    generate_on_demand: bool = Field(
        default=False, description="Let shoppers ask the shop page for a generated picture where no photo is left."
    )
    generate_per_minute: int = Field(
        default=6, ge=1, le=1000, description="Pictures a minute that all shoppers together may have generated."
    )
    generate_per_product: int = Field(
        default=200, ge=1, le=100_000, description="Pictures of one product that shoppers may have generated in all."
    )
    encoder: str = Field(
        default="",
        description="Joint text-image encoder: a preset's name, onnx:FOLDER or open-clip:FOLDER; none if empty.",
    )
    encoder_variant: str = Field(
        default="", description="Weights of the encoder, such as fp16; with open-clip:FOLDER the architecture's name."
    )
    detector: str = Field(
        default="",
        description="Finds the wearers for the tagger zero-shot: yolox:FILE or detr:FILE; the built-in one if empty.",
    )
    print_reader: str = Field(
        default="", description="Reads the words on prints: rapidocr (extra `ocr`); nobody does if empty."
    )
    zero_shot: list[str] = Field(default=[], description="Attributes that the tagger zero-shot states.")
    routes: str = Field(default="", description="Routes of the tagger router; `routes.json` below `home` if empty.")
    models_dir: str = Field(default="", description="Folder of pulled models; `models` below `home` if empty.")
    accept_licences: list[str] = Field(
        default=[], description="Licences of weights that limit their use, and that you accept, such as apple-amlr."
    )
    c2pa_certificate: str = Field(
        default="",
        description="PEM file of the certificate chain that signs generated pictures; a test one of its own if empty.",
    )
    c2pa_key: str = Field(default="", description="PEM file of the key of `c2pa_certificate`, without a passphrase.")
    c2pa_timestamp_url: str = Field(
        default="", description="Timestamp authority (RFC 3161) asked at each signature; nobody is asked if empty."
    )
    min_facet_count: int = Field(
        default=5, ge=1, le=1000, description="Least number of real people that a count tells of, and its step."
    )
    blur_bystanders: bool = Field(
        default=True, description="Hide everybody but the wearer in the copies of photos that are shown."
    )
    face_detector: str = Field(
        default="",
        description="Finds bystanders' faces: yunet:FILE; all behind the wearers is hidden if empty.",
    )
    threads: int = Field(default=0, ge=0, le=256, description="Threads for tagging; 0 takes every core.")
    max_upload_bytes: int = Field(default=40_000_000, gt=0, description="Largest photo file or request body.")
    max_pixels: int = Field(default=80_000_000, gt=0, description="Largest picture, width times height.")
    max_batch: int = Field(default=50, gt=0, description="Most photos in one request.")
    fetch_timeout_s: float = Field(default=20.0, gt=0, description="Time limit of one fetch from an address.")
    fetch_private: bool = Field(default=False, description="Allow addresses of private networks (tests only).")
    allow_remote: bool = Field(default=False, description="Allow taggers that send photos out of the house.")
    max_cost: float = Field(
        default=5.0,
        ge=0,
        le=1_000_000,
        description="US dollars, at list price, that rented services may cost in one run of a command or the server.",
    )
    keep_answers: bool = Field(
        default=True, description="Keep what rented services answered, so that nobody pays twice for one photo."
    )
    ask_for: dict[str, list[str]] = Field(
        default={},
        description='What rented services are asked for, such as {"rekognition": ["labels", "faces"]}; what '
        "`wornby providers` marks as usual if empty.",
    )
    allowed_hosts: list[str] = Field(default=[], description="Host names served; those of loopback if empty.")
    log_level: str = Field(default="info", description="debug, info, warning or error.")
    job_lease_s: float = Field(default=60.0, gt=0, description="Time after which a silent worker's job is taken over.")
    image_minutes: int = Field(
        default=60,
        ge=1,
        le=10_080,
        description="Minutes that a signed address of a picture lasts, or a little longer.",
    )
    image_key: SecretStr = Field(
        default=SecretStr(""),
        description="Secret that signs addresses of pictures; the file `images.key` of the keys if empty.",
    )
    image_key_file: str = Field(default="", description="File that holds `image_key`.")
    id_key: SecretStr = Field(
        default=SecretStr(""),
        description="Secret that ids of photos are derived with, for good; the file `ids.key` of the keys if empty.",
    )
    id_key_file: str = Field(default="", description="File that holds `id_key`.")
    database_url_file: str = Field(default="", description="File that holds `database_url`.")

    session_hours: int = Field(default=12, ge=1, le=168, description="Hours after which staff sign in again.")
    session_idle_minutes: int = Field(
        default=120, ge=1, le=10_080, description="Minutes without a request after which staff sign in again."
    )
    oidc_issuer: str = Field(
        default="", description="Address of the OpenID provider where staff may sign in; only passwords if empty."
    )
    oidc_client_id: str = Field(default="", description="Id that the OpenID provider gave this server.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret that the OpenID provider gave this server; none if empty."
    )
    oidc_client_secret_file: str = Field(default="", description="File that holds `oidc_client_secret`.")
    oidc_private: bool = Field(default=False, description="Allow an OpenID provider in a private network.")
    shop_origins: list[str] = Field(
        default=[],
        description="Sites whose pages may show the gallery, such as https://shop.example; then it asks for no key.",
    )
    hsts_s: int = Field(
        default=0,
        ge=0,
        description="Seconds for which browsers are told to come back over HTTPS alone; 0 tells nothing.",
    )
    rate_per_minute_key: int = Field(
        default=600, ge=1, description="Requests a minute with one API key or of one user."
    )
    rate_per_minute_address: int = Field(
        default=120, ge=1, description="Requests a minute from one address without a key; small pictures count a tenth."
    )
    trusted_proxies: list[str] = Field(
        default=[], description="Addresses or networks of proxies whose X-Forwarded-For is believed; nobody's if empty."
    )
    secrets_dir: str = Field(default="", description="Folder of the library's keys; `secrets` below `home` if empty.")
    ledger_key: SecretStr = Field(
        default=SecretStr(""),
        description="Ed25519 private key (PEM) that signs the ledger; the file `ledger.pem` of the keys if empty.",
    )
    ledger_key_file: str = Field(default="", description="File that holds `ledger_key`.")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$",
        description="Where this server is reached from outside, such as https://photos.shop.example; for links.",
    )
    link_key: SecretStr = Field(
        default=SecretStr(""),
        description="Secret that signs links for wearers; the file `links.key` of the keys if empty.",
    )
    link_key_file: str = Field(default="", description="File that holds `link_key`.")
    compat: list[str] = Field(
        default=[],
        description="Drop-in endpoints that are served, such as rekognition; docs/compat.md lists them.",
    )
    compat_purposes: list[str] = Field(
        default=[],
        description="Purposes that pictures sent to the drop-in endpoints may be used for, such as appearance: "
        "your statement.",
    )
    compat_rights: str = Field(
        default="discovered",
        description="Rights of photos that drop-in endpoints keep and that say none: discovered shows nothing, "
        "licensed and others show what WORNBY_COMPAT_PURPOSES allows.",
    )
    client_key: SecretStr = Field(
        default=SecretStr(""),
        description="Secret that client secrets of API keys are derived from; the file `clients.key` of the keys "
        "if empty.",
    )
    client_key_file: str = Field(default="", description="File that holds `client_key`.")
    shop_name: str = Field(
        default="The shop", max_length=100, description="Name that messages to people are signed with."
    )
    request_days: int = Field(default=14, ge=1, le=365, description="Days after which a request for rights expires.")
    remind_days: int = Field(default=7, ge=1, le=365, description="Days after which a request is reminded of, once.")
    retain_days: dict[str, int] = Field(
        default={},
        description='Days for which classes of data are held, such as {"done-jobs": 7}; 0 holds for good. '
        "`wornby retention show` lists classes and defaults.",
    )
    smtp_host: str = Field(default="", description="Mail server for requests; only texts to copy if empty.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the way to the mail server is secured: starttls, tls or none."
    )
    smtp_user: str = Field(default="", description="User of the mail server; nobody signs in if empty.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password of the mail server's user.")
    smtp_password_file: str = Field(default="", description="File that holds `smtp_password`.")
    smtp_from: str = Field(default="", description="Address that mail comes from.")

    @field_validator("shop_origins")
    @classmethod
    def _check_origins(cls, given: list[str]) -> list[str]:
        """Take origins as browsers write them."""
        return [_origin(each) for each in given]

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, given: list[str]) -> list[str]:
        """Take addresses and networks."""
        return [str(ip_network(each.strip())) for each in given]

    @field_validator("retain_days")
    @classmethod
    def _check_days(cls, given: dict[str, int]) -> dict[str, int]:
        """Take days that a clock can count."""
        if not all(0 <= days <= MOST_DAYS for days in given.values()):
            message = f"give days from 0 to {MOST_DAYS}"
            raise ValueError(message)
        return given

    @model_validator(mode="before")
    @classmethod
    def _read_files(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Take secrets from the files that were named for them."""
        values = dict(given)
        for name in IN_FILES:
            path = values.get(f"{name}_file")
            if not path:
                continue
            if values.get(name):
                message = f"{name} and {name}_file are both set: set one of them"
                raise ValueError(message)
            values[name] = _secret_in(str(path), name=f"{name}_file")
        return values


def _origin(given: str) -> str:
    parts = urlsplit(given.strip().lower())
    plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and "*" not in parts.netloc
    if not plain or parts.path.strip("/") or parts.query or parts.fragment:
        message = "give each site as https://NAME or https://NAME:PORT"
        raise ValueError(message)
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in {None, usual} else "")


def _secret_in(path: str, *, name: str) -> str:
    place = Path(path).expanduser()
    try:
        held, secret = place.stat(), place.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        message = f"the file of {name} cannot be read"
        raise ValueError(message) from exc
    # What root put there is the operator's own choice: a container's secrets are readable for its every user.
    if held.st_uid != 0 and held.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = f"others may read or change the file of {name}: `chmod 600` it"
        raise ValueError(message)
    return secret
