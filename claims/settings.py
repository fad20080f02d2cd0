"""Where things are and how large they may be: read from the environment (`CLAIMS_…`), with defaults that just work."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024
Limit = Annotated[timedelta, Field(gt=timedelta(0))]


def workers_for() -> int:
    """How many papers are printed at once: half the cores, but two where there are two."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(min(2, cores), cores // 2)


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

    job_lease: Annotated[timedelta, Field(ge=timedelta(seconds=1))] = Field(
        timedelta(minutes=1), description="a job whose worker was not heard of for so long is taken over"
    )
    job_attempts: Annotated[int, Field(gt=0)] = Field(8, description="attempts before a job counts as failed")

    paper_workers: Annotated[int, Field(ge=0, le=64)] = Field(
        default_factory=workers_for, description="papers printed at once by this machine; 0: others print them"
    )
    paper_attempts: Annotated[int, Field(gt=0)] = Field(3, description="attempts at a paper before it counts as failed")
    paper_limit: Limit = Field(timedelta(minutes=2), description="longest time for one paper")
    long_paper_limit: Limit = Field(timedelta(minutes=10), description="longest time for a packet or decision report")
    paper_memory: Annotated[int, Field(ge=128 * MIB)] = Field(
        1024 * MIB, description="most memory of a printing process, bytes"
    )
    papers_per_process: Annotated[int, Field(gt=0)] = Field(200, description="papers until a fresh process prints")

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    @property
    def request_limit(self) -> int:
        """The largest request with files, bytes: all files at once and a little for the form around them."""
        return self.upload_limit * self.uploads_at_once + MIB
