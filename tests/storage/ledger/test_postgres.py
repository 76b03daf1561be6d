"""The PostgreSQL server that the tests run on does not outlive them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

RUN = "from tools.postgres import server\nwith server() as url: print(url, flush=True); input()"


def test_a_server_is_stopped_and_its_folder_removed_also_if_whoever_started_it_is_killed(root):
    child = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    folder = Path(child.stdout.readline().strip().partition("host=")[2])
    server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    left = [folder, Path(f"/proc/{server}")]
    for _ in range(600):
        if not any(map(Path.exists, left)):
            break
        time.sleep(0.1)
    assert [path for path in left if path.exists()] == []
