"""Where things are and how large they may be: read from the environment (`CLAIMS_…`), with defaults that just work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Every setting of the house; `CLAIMS_UPLOAD_LIMIT=1048576` in the environment sets `upload_limit`."""

    model_config = SettingsConfigDict(env_prefix="CLAIMS_", env_file=None, extra="ignore", frozen=True)

    database_url: str = Field("sqlite:///var/claims.sqlite", description="SQLAlchemy address of the database")
    files_dir: Path = Field(Path("var/files"), description="where photographs and papers are kept")
    out_dir: Path = Field(Path("out"), description="where the demo and the samples write their papers")
    host: str = Field("127.0.0.1", description="address the server listens on")
    port: Annotated[int, Field(ge=0, le=65535)] = 8000

    upload_limit: Annotated[int, Field(gt=0)] = Field(20 * MIB, description="largest uploaded file, bytes")
    uploads_at_once: Annotated[int, Field(gt=0, le=100)] = Field(12, description="most files in one request")
    body_limit: Annotated[int, Field(gt=0)] = Field(MIB, description="largest request without files, bytes")
    image_side_limit: Annotated[int, Field(gt=0)] = Field(12_000, description="longest side of a photograph, pixels")
    image_pixel_limit: Annotated[int, Field(gt=0)] = Field(60_000_000, description="most pixels of a photograph")

    token_life: timedelta = Field(timedelta(hours=12), description="how long a bearer token holds")
    session_life: timedelta = Field(timedelta(hours=10), description="how long a browser session holds")
    secure_cookies: bool = Field(True, description="send session cookies over HTTPS only")
    login_failures: Annotated[int, Field(gt=0)] = Field(5, description="failures of one login before it must wait")
    login_wait: timedelta = Field(timedelta(seconds=30), description="first wait after too many failures; it doubles")

    job_lease: timedelta = Field(timedelta(minutes=2), description="how long a worker may hold a job")
    job_attempts: Annotated[int, Field(gt=0)] = Field(8, description="attempts before a job counts as failed")

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    @property
    def request_limit(self) -> int:
        """The largest request with files, bytes: all files at once and a little for the form around them."""
        return self.upload_limit * self.uploads_at_once + MIB
