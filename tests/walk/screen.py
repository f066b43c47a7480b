# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen without a display, with a window manager and an accessibility bus of its own, and a mouse and keys on it."""
import os
import shutil
import subprocess
import time

TOOLS = ("Xvfb", "openbox", "xdotool", "dbus-daemon")
ACCESSIBILITY = "/usr/share/dbus-1/services/org.a11y.Bus.service"


def missing():
    """What this machine lacks for it, by name."""
    lacking = [tool for tool in TOOLS if not shutil.which(tool)]
    if not os.path.exists(ACCESSIBILITY):
        lacking.append("at-spi2-core")
    try:
        from gi.repository import Gio  # noqa: F401
    except ImportError:
        lacking.append("python3-gi")
    return lacking


def until(answer, seconds=10.0, pause=0.1):
    """The first answer that is something, else the last one, after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        got = answer()
        if got or time.monotonic() >= end:
            return got
        time.sleep(pause)


class Screen:
    """Ends everything that was started on it when it is left."""

    def __init__(self, home, width=1600, height=1000):
        self._processes = []
        kept = {name: value for name, value in os.environ.items()
                if name in ("PATH", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OMP_NUM_THREADS", "OMP_WAIT_POLICY")
                or name.startswith("LEGENDA_")}
        self.environment = kept | {
            "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "NO_AT_BRIDGE": "0"}
        told, tells = os.pipe()
        self.start(["Xvfb", "-displayfd", str(tells), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
                   pass_fds=[tells])
        os.close(tells)
        with os.fdopen(told) as number:
            self.environment["DISPLAY"] = ":" + number.readline().strip()
        bus = self.start(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.start(["openbox"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        while self._processes:
            self.end(self._processes[-1])

    def start(self, command, **options):
        nothing = {name: subprocess.DEVNULL for name in ("stdin", "stdout", "stderr")}
        process = subprocess.Popen(command, **(nothing | {"env": self.environment} | options))
        self._processes.append(process)
        return process

    def end(self, process):
        self._processes.remove(process)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    # --- hands

    def xdotool(self, *words):
        done = subprocess.run(["xdotool", *map(str, words)], env=self.environment, capture_output=True, timeout=60,
                              text=True, check=False)
        return done.stdout.split()

    def keys(self, *names):
        self.xdotool("key", "--delay", 50, *names)

    def type(self, text):
        self.xdotool("type", "--delay", 25, text)

    def click(self, point, button=1, times=1):
        # Two moves: a menu or a list marks what is below the pointer once it moves there.
        x, y = point
        self.xdotool("mousemove", x - 1, y, "sleep", 0.05, "mousemove", x, y, "sleep", 0.1,
                     "click", "--repeat", times, "--delay", 60, button)
