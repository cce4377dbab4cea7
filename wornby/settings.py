"""Settings: from the environment with the prefix WORNBY_, or from arguments."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that an operator can set. A library's folder is `home`; what is not set lies below it."""

    model_config = SettingsConfigDict(env_prefix="WORNBY_", extra="ignore", frozen=True)

    home: Path = Field(default=Path("wornby-home"), description="Folder of the library.")
    database_url: str = Field(default="", description="SQLAlchemy URL of the records; SQLite below `home` if empty.")
    blobs_url: str = Field(default="", description="fsspec URL of the pictures; a folder below `home` if empty.")
    index: str = Field(default="scan", description="Vector index: exact, qdrant or scan.")
    qdrant_url: str = Field(default="", description="Address of a Qdrant server; its local mode below `home` if empty.")
    tagger: str = Field(default="builtin", description="Tagger that ingest uses.")
    threads: int = Field(default=0, ge=0, le=256, description="Threads for tagging; 0 takes every core.")
    max_upload_bytes: int = Field(default=40_000_000, gt=0, description="Largest photo file or request body.")
    max_pixels: int = Field(default=80_000_000, gt=0, description="Largest picture, width times height.")
    max_batch: int = Field(default=50, gt=0, description="Most photos in one request.")
    fetch_timeout_s: float = Field(default=20.0, gt=0, description="Time limit of one fetch from an address.")
    fetch_private: bool = Field(default=False, description="Allow addresses of private networks (tests only).")
    allow_remote: bool = Field(default=False, description="Allow taggers that send photos out of the house.")
    allowed_hosts: list[str] = Field(default=[], description="Host names served; those of loopback if empty.")
    log_level: str = Field(default="info", description="debug, info, warning or error.")
    job_lease_s: float = Field(default=60.0, gt=0, description="Time after which a silent worker's job is taken over.")
