"""Pieces of work in processes of their own."""

import os
from collections.abc import Callable, Sequence


def in_children(works: Sequence[Callable[[], str]]) -> list[str]:
    """Do pieces of work at the same time, each in a process of its own; what each of them says."""
    children = []
    for work in works:
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reads)
            status = 1
            try:
                os.write(writes, work().encode())
                status = 0
            finally:
                os._exit(status)  # a child ends here, and not in the test that forked it
        os.close(writes)
        children.append((child, reads))
    answers = []
    for child, reads in children:
        said = b""
        while more := os.read(reads, 1 << 16):
            said += more
        os.close(reads)
        _, status = os.waitpid(child, 0)
        assert status == 0, "a process failed"
        answers.append(said.decode())
    return answers
