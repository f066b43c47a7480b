# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The running program as a screen reader and a person with a mouse have it: controls by role and name."""
import re
import sqlite3
from pathlib import Path

from gi.repository import Gio, GLib

from screen import until

ATSPI = "org.a11y.atspi."
CHECKED, ENABLED, FOCUSED, SELECTED, SHOWING = 4, 8, 12, 23, 25  # bits of a control's state


class NotThere(Exception):
    """What a user would look for cannot be found."""


def bus_at(address):
    kind = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address, kind, None, None)


class Control:
    """One object of the accessibility tree, and what it lies in."""

    def __init__(self, bus, owner, path, holder=None):
        self._bus, self.owner, self.path, self.holder = bus, owner, path, holder

    def _call(self, interface, method, signature="", *values):
        arguments = GLib.Variant(f"({signature})", values) if signature else None
        reply = self._bus.call_sync(self.owner, self.path, interface, method, arguments, None, 0, 10000, None)
        return reply.unpack()[0]

    def _property(self, interface, name):
        return self._call("org.freedesktop.DBus.Properties", "Get", "ss", ATSPI + interface, name)

    @property
    def role(self):
        return self._call(ATSPI + "Accessible", "GetRoleName")

    @property
    def name(self):
        return self._property("Accessible", "Name").strip()

    @property
    def place(self):
        """x, y, width and height on the screen."""
        return self._call(ATSPI + "Component", "GetExtents", "u", 0)

    @property
    def middle(self):
        x, y, width, height = self.place
        return x + width // 2, y + height // 2

    @property
    def text(self):
        return self._call(ATSPI + "Text", "GetText", "ii", 0, -1)

    def has(self, state):
        low, high = self._call(ATSPI + "Accessible", "GetState")
        return bool((low | high << 32) >> state & 1)

    def children(self):
        return [Control(self._bus, owner, path, self)
                for owner, path in self._call(ATSPI + "Accessible", "GetChildren")]

    def shown(self):
        """All that is shown in it, itself left out."""
        for child in self.children():
            try:
                if child.has(SHOWING):
                    yield child
                    yield from child.shown()
            except GLib.Error:
                continue  # it went while it was looked at

    def holders(self):
        holder = self.holder
        while holder:
            yield holder
            holder = holder.holder

    def act(self):
        self._call(ATSPI + "Action", "DoAction", "i", 0)

    def __str__(self):
        return f'{self.role} "{self.name}"'


class Program:
    """Legenda in its window on a screen. `where` is what it is started with."""

    def __init__(self, screen, binary, home, *where):
        self.screen, self._log = screen, Path(home) / "legenda.log"
        with self._log.open("ab") as log:
            self.process = screen.start([str(binary), *map(str, where)], stdout=log, stderr=log,
                                        env=screen.environment | {"HOME": str(home)})
        session = bus_at(screen.environment["DBUS_SESSION_BUS_ADDRESS"])
        address = Control(session, "org.a11y.Bus", "/org/a11y/bus")._call("org.a11y.Bus", "GetAddress")
        self._bus = bus_at(address)
        self.root = until(self._connected, 60)
        self.window = until(self._main_window, 60)
        if not self.root or not self.window:
            raise NotThere("no window after 60 s: " + self.said()[-300:])
        until(lambda: screen.xdotool("windowactivate", self.window) or
              screen.xdotool("getactivewindow") == [self.window], 5)

    def _connected(self):
        desktop = Control(self._bus, ATSPI + "Registry", "/org/a11y/atspi/accessible/root")
        bus = Control(self._bus, "org.freedesktop.DBus", "/org/freedesktop/DBus")
        for each in desktop.children():
            if bus._call("org.freedesktop.DBus", "GetConnectionUnixProcessID", "s", each.owner) == self.process.pid:
                return each
        return None

    def _main_window(self):
        found = self.screen.xdotool("search", "--all", "--onlyvisible", "--pid", self.process.pid, "--name", "Legenda$")
        return found[0] if found else None

    def said(self):
        return self._log.read_text(errors="replace")

    def resize(self, width, height):
        self.screen.xdotool("windowmove", self.window, 20, 20, "windowsize", self.window, width, height)
        until(lambda: self.frame().place[2:] == (width, height), 5)
        if tuple(self.frame().place[2:]) != (width, height):
            raise NotThere(f"a window of {width}x{height}: it is {self.frame().place}")

    def frame(self):
        return next(each for each in self.root.children() if each.role == "frame")

    def close(self):
        """By its own key; whether it ended."""
        self.screen.keys("ctrl+q")
        return bool(until(lambda: self.process.poll() is not None, 20))

    # --- controls

    def all(self, role=None, name=None):
        roles = (role,) if isinstance(role, str) else role
        fits = lambda each: (not roles or each.role in roles) and (not name or re.search(name, each.name, re.I))
        found = []
        for each in self.root.shown():
            try:
                if fits(each):
                    found.append(each)
            except GLib.Error:
                continue
        return found

    def find(self, role, name, seconds=20):
        found = until(lambda: self.all(role, name), seconds)
        if not found:
            raise NotThere(f"no {role} \"{name}\" after {seconds} s")
        return found[0]

    def press(self, role, name, seconds=20):
        """Clicks it once it is enabled and stands still."""
        control = self.find(role, name, seconds)
        if not until(lambda: control.has(ENABLED), seconds):
            raise NotThere(f"{control} is not enabled after {seconds} s")
        places = [control.place]
        until(lambda: places.append(control.place) or places[-1] == places[-2], 3)
        self.screen.click(control.middle)
        return control

    def page(self, number, mark):
        """Ctrl+1 … 4, until what the page is known by is shown."""
        if not until(lambda: self.screen.keys(f"ctrl+{number}") or until(lambda: self.all(None, mark), 5), 30):
            raise NotThere(f"Ctrl+{number} does not show \"{mark}\"")

    def command(self, words):
        """An action by the palette."""
        self.screen.keys("ctrl+k")
        self.find("text", "^what do you want to do")
        self.screen.type(words)
        self.screen.keys("Return")


def rows(project, sql, *values):
    with sqlite3.connect(f"file:{project}/project.sqlite?mode=ro", uri=True, timeout=10) as store:
        return store.execute(sql, values).fetchall()
