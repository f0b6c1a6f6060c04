"""Calls a platform whose tokens soon end, for so many seconds: ``python3 -m tests.endurance 25``. Prints its numbers as JSON."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import time

from oauthhub import AsyncHub, Hub

PAUSE = 0.02


class Retries(logging.Handler):
    """Counts the library's retries: of a thread's call under way, and all."""

    def __init__(self) -> None:
        super().__init__()
        self.here = threading.local()
        self.all = 0

    def emit(self, record: logging.LogRecord) -> None:
        with self.lock or threading.Lock():
            self.all += 1
        self.here.count = getattr(self.here, "count", 0) + 1


class Run:
    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.hub = Hub()
        self.me = f"{self.hub.url}/sandbox/api/me"
        self.retries = Retries()
        self.gate = threading.Lock()
        self.calls, self.most, self.failures = 0, 0, list[str]()

    def note(self, status: int | str, retries: int = 0) -> None:
        with self.gate:
            self.calls += 1
            self.most = max(self.most, retries)
            if status != 200:
                self.failures.append(str(status))

    def thread(self) -> None:
        while time.monotonic() < self.end:
            self.retries.here.count = 0
            try:
                status: int | str = self.hub.get("sandbox", self.me).status
            except Exception as error:
                status = repr(error)
            self.note(status, self.retries.here.count)
            time.sleep(PAUSE)

    async def task(self, hub: AsyncHub) -> None:
        while time.monotonic() < self.end:
            try:
                self.note((await hub.get("sandbox", self.me)).status)
            except Exception as error:
                self.note(repr(error))
            await asyncio.sleep(PAUSE)

    async def tasks(self) -> None:
        async with AsyncHub(hub=self.hub) as hub:
            await asyncio.gather(self.task(hub), self.task(hub))


def main() -> None:
    run = Run(float(sys.argv[1]))
    logging.getLogger("oauthhub").addHandler(run.retries)
    logging.getLogger("oauthhub").setLevel(logging.DEBUG)
    threads = [threading.Thread(target=run.thread) for _ in range(2)]
    for thread in threads:
        thread.start()
    asyncio.run(run.tasks())
    for thread in threads:
        thread.join()
    print(json.dumps({"calls": run.calls, "retries": run.retries.all, "most": run.most, "failures": run.failures[:10]}))


if __name__ == "__main__":
    main()
