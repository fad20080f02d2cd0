"""Rendering in another process gives the same bytes, brings refusals back, and survives a process that dies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import pytest

from claims.documents.form import PaperUnreadable
from claims.documents.render import FileNotHandedIn, render_pdf
from claims.documents.worker import NICENESS, Job, Press, PressStuck, render_job
from tests.documents import make


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.close()


def make_job(lang: str = "zh") -> Job:
    return {"data": json.loads(make.make_quote().to_json()), "lang": lang, "files": {}}


def test_a_job_of_plain_data_is_rendered() -> None:
    assert render_job(make_job("es")) == render_pdf(make.make_quote(), "es")


def test_another_process_gives_the_same_bytes(press: Press) -> None:
    assert press.print(make_job()) == render_pdf(make.make_quote(), "zh")


def test_the_other_process_steps_back_behind_the_desk(press: Press) -> None:
    assert press.pool.submit(os.nice, 0).result() >= NICENESS
    assert press.pool.submit(os.getpid).result() != os.getpid()


def test_a_refusal_comes_back_as_itself_with_its_faults(press: Press) -> None:
    with pytest.raises(PaperUnreadable) as refused:
        press.print({"data": {"kind": "quote"}, "lang": "zh", "files": {}})
    assert len(refused.value.faults) > 5
    quote = replace(make.make_quote(), head=replace(make.make_quote().head, logo="logo.png"))
    with pytest.raises(FileNotHandedIn):
        press.print({"data": json.loads(quote.to_json()), "lang": "zh", "files": {}})


def test_a_process_that_dies_is_replaced() -> None:
    press = Press()
    before: ProcessPoolExecutor = press.pool
    victim = before.submit(os.getpid).result()
    os.kill(victim, signal.SIGKILL)
    while press.pool is before:  # until the death is noticed a paper may still come out
        with contextlib.suppress(PressStuck):
            press.print(make_job())
    assert press.print(make_job()).startswith(b"%PDF")
    press.close()


def test_a_paper_that_takes_too_long_is_given_up() -> None:
    press = Press()
    with pytest.raises(PressStuck):
        press.print(make_job(), timeout_s=0.01)
    assert press.print(make_job()).startswith(b"%PDF")
    press.close()
