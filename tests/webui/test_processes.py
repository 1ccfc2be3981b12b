"""The server's processes: all answer, one that dies is begun anew, and none outlives the command."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

SERVING = """
import os
from webui.cli import main

os.cpu_count = lambda: 2
if __name__ == "__main__":
    main()
"""


@contextmanager
def served(root: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`backfile serve` on a machine of two cores: its process, and its port."""
    program = tmp_path / "program.py"
    program.write_text(SERVING)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", str(program), "-a", str(root), "serve", "--port", str(port)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert run.stdout
        assert f":{port}/" in run.stdout.readline()
        yield run, port
    finally:
        run.kill()
        run.communicate(timeout=60)


def answered(port: int, name: str = "127.0.0.1") -> tuple[int, str]:
    """The status of the page's answer, and what it says of its connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/healthz", headers={"Host": f"{name}:{port}"})
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers["Connection"]


def answering(pid: int) -> list[int]:
    """The processes of a server that answer."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if "multiprocessing-fork" in _command(child)]


def _command(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def until_gone(pids: list[int]) -> bool:
    """Whether these processes end within a minute."""
    for _ in range(600):
        if not any("multiprocessing-fork" in _command(str(pid)) for pid in pids):
            return True
        time.sleep(0.1)
    return False


pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks at processes as Linux shows them")


def test_each_answer_ends_its_connection_so_that_the_next_goes_to_a_free_process(
    corpus_root: Path, tmp_path: Path
) -> None:
    with served(corpus_root, tmp_path) as (run, port):
        assert [answered(port) for _ in range(4)] == [(200, "close")] * 4
        assert answered(port, "evil.example")[0] == 400
        assert len(answering(run.pid)) == 2


def test_a_process_that_dies_is_begun_anew(corpus_root: Path, tmp_path: Path) -> None:
    with served(corpus_root, tmp_path) as (run, port):
        assert answered(port)[0] == 200
        before = answering(run.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert answered(port)[0] == 200
        assert not set(before) & set(answering(run.pid))


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129), (signal.SIGKILL, -9)]
)
def test_no_process_outlives_the_command(corpus_root: Path, tmp_path: Path, number: signal.Signals, code: int) -> None:
    with served(corpus_root, tmp_path) as (run, port):
        assert answered(port)[0] == 200
        children = answering(run.pid)
        os.kill(run.pid, number)
        assert run.wait(timeout=60) == code
        assert len(children) == 2
        assert until_gone(children)
        with pytest.raises(ConnectionRefusedError):
            answered(port)
