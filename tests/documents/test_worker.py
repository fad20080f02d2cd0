"""Rendering in another process: the same bytes, refusals that come back, and processes that die, hang or eat memory."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claims.documents import worker
from claims.documents.form import PaperUnreadable
from claims.documents.render import FileNotHandedIn, render_pdf
from claims.documents.renderer import NICENESS
from claims.documents.worker import (
    Job,
    Press,
    PressDied,
    PressFull,
    PressStopped,
    PressStuck,
    RenderingFault,
    render_job,
)
from tests.documents import make


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    press = Press()
    press.print(make_job())
    yield press
    press.close()


def make_job(lang: str = "zh", lines: int = 0) -> Job:
    form = make.make_long_quote(lines) if lines else make.make_quote()
    return {"data": json.loads(form.to_json()), "lang": lang, "files": {}}


def process_of(press: Press) -> int:
    """The process that waits for the next paper."""
    (idle,) = press.idle
    assert idle.process.pid is not None
    return idle.process.pid


def gone(pid: int) -> bool:
    """Whether a process ends within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_a_job_of_plain_data_is_rendered() -> None:
    assert render_job(make_job("es")) == render_pdf(make.make_quote(), "es")


def test_another_process_gives_the_same_bytes(press: Press) -> None:
    assert press.print(make_job()) == render_pdf(make.make_quote(), "zh")
    assert process_of(press) != os.getpid()


def test_the_other_process_steps_back_behind_the_desk(press: Press) -> None:
    pid = process_of(press)
    assert os.getpriority(os.PRIO_PROCESS, pid) >= NICENESS
    assert Path(f"/proc/{pid}/oom_score_adj").read_text().strip() == "1000"


def test_a_refusal_comes_back_as_itself_with_its_faults(press: Press) -> None:
    pid = process_of(press)
    with pytest.raises(PaperUnreadable) as refused:
        press.print({"data": {"kind": "quote"}, "lang": "zh", "files": {}})
    assert len(refused.value.faults) > 5
    quote = replace(make.make_quote(), head=replace(make.make_quote().head, logo="logo.png"))
    with pytest.raises(FileNotHandedIn):
        press.print({"data": json.loads(quote.to_json()), "lang": "zh", "files": {}})
    assert process_of(press) == pid, "a refusal costs no process"


def test_a_fault_of_ours_comes_back_with_its_trace(press: Press) -> None:
    with pytest.raises(RenderingFault, match=r"(?s)Traceback.*print_job"):
        press.print({"data": make_job()["data"], "files": {}})  # type: ignore[typeddict-item]


def test_the_pages_are_told_as_they_are_laid_out(press: Press) -> None:
    seen: list[dict[str, Any]] = []

    class Seen(dict[str, Any]):
        def update(self, *said: Any, **_more: Any) -> None:
            seen.append(dict(said[0]))

    press.print(make_job(lines=90), doing=Seen())
    steps = [said["step"] for said in seen]
    assert [step for place, step in enumerate(steps) if step not in steps[:place]] == ["reading", "layout", "writing"]
    assert {1, 2, 3} <= {said["page"] for said in seen if "page" in said}


def test_a_process_that_dies_while_it_waits_is_replaced() -> None:
    press = Press()
    press.print(make_job())
    pid = process_of(press)
    os.kill(pid, signal.SIGKILL)
    press.idle[0].process.join(10)
    assert press.print(make_job()).startswith(b"%PDF")
    assert process_of(press) != pid
    press.close()


def test_a_process_that_dies_in_the_middle_is_said_so_and_replaced() -> None:
    press = Press()
    press.print(make_job())
    pid = process_of(press)
    os.kill(pid, signal.SIGSTOP)  # so that it certainly is in the middle
    long = make_job(lines=1500)  # more than a pipe holds: it is not even heard to its end

    def kill_it() -> None:
        while press.idle:  # until it is given the paper
            time.sleep(0.01)
        time.sleep(0.2)
        os.kill(pid, signal.SIGKILL)

    threading.Thread(target=kill_it).start()
    with pytest.raises(PressDied):
        press.print(long)
    assert press.print(make_job()).startswith(b"%PDF")
    press.close()


def test_a_process_that_hangs_is_killed_and_the_next_paper_printed_by_another() -> None:
    press = Press()
    press.print(make_job())
    pid = process_of(press)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(PressStuck, match="within 1 seconds"):
        press.print(make_job(lines=1500), timeout_s=1)
    assert gone(pid)
    assert press.print(make_job()).startswith(b"%PDF")
    press.close()


def test_one_that_hangs_does_not_hold_the_others() -> None:
    press = Press(workers=2)
    press.print(make_job())
    os.kill(process_of(press), signal.SIGSTOP)
    with ThreadPoolExecutor() as pool:
        stuck = pool.submit(press.print, make_job(), 15)
        while press.idle:
            time.sleep(0.01)
        assert press.print(make_job()).startswith(b"%PDF")
        assert not stuck.done()
        with pytest.raises(PressStuck):
            stuck.result(60)
    press.close()


def test_a_process_that_holds_too_much_memory_is_ended() -> None:
    press = Press(memory=8 * worker.MIB)
    with pytest.raises(PressFull, match="more than the 8 MiB"):
        press.print(make_job())
    assert press.idle == []


def test_a_process_is_replaced_after_so_many_papers() -> None:
    press = Press(papers=2)
    press.print(make_job())
    pid = process_of(press)
    press.print(make_job())
    assert press.idle == []
    assert gone(pid)
    press.close()


def test_printing_is_called_off_soon_after_somebody_asks_to_stop() -> None:
    press, stop = Press(), threading.Event()
    press.print(make_job())
    pid = process_of(press)
    os.kill(pid, signal.SIGSTOP)
    stop.set()
    with pytest.raises(PressStopped):
        press.print(make_job(), stop=stop)
    assert gone(pid)


def test_a_paper_that_is_nearly_printed_still_comes_out_when_somebody_asks_to_stop(press: Press) -> None:
    stop = threading.Event()
    stop.set()
    assert press.print(make_job(), stop=stop).startswith(b"%PDF")


def test_nobody_waits_longer_than_said_for_a_process() -> None:
    press = Press()
    press.seats.acquire()
    with pytest.raises(PressStuck):
        press.print(make_job(), timeout_s=0.05)
