#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens exported pages in a headless Chromium, as a reader sees them.

usage: check_pages.py BIN [--pages FOLDER] [--shots FOLDER]
BIN is the folder of legenda-cli, which exports the demo's dev split; --pages: a folder that was exported before.
Every page is well-formed, loads nothing but files of its folder, runs no script and links to pages that are there. At
the width of a screen and of a telephone, light and dark, nothing is wider than the window and all text is readable. A
text under the mouse or with the keyboard's focus lights its box, and a box its text. Exit status: 0 all is well, 1
something is not, 77 there is no Chromium.
"""
import argparse
import base64
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

sys.dont_write_bytecode = True
from browser import Browser, installed  # noqa: E402

SCREENS = [(width, height, dark) for width, height in ((1280, 800), (390, 844)) for dark in (False, True)]
LOOKED_AT = 8  # image pages under the mouse; all pages are opened

# The sources of pictures that cannot be decoded; all others are there afterwards, also those further down.
BROKEN = """Promise.all([...document.images].map(image => {
  image.loading = 'eager';
  return image.decode().then(() => null, () => image.src);
})).then(found => found.filter(source => source).join(', '))"""

# The ratio of luminances of a text and what is behind it, the least of the page.
CONTRAST = """(() => {
  const light = c => c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = light(getComputedStyle(document.body).backgroundColor);
  let least = 99;
  for (const each of document.querySelectorAll('h1, h2, p, a, .note, footer, .text, li span')) {
    const ink = light(getComputedStyle(each).color);
    least = Math.min(least, (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05));
  }
  return least;
})()"""

# Of each view the numbers of its texts that light up: "n0", "n1".
VIEWS = """[...document.querySelectorAll('.view')].map(view => [...view.querySelectorAll('.text')]
  .flatMap(text => [...text.classList].filter(name => /^n\\d+$/.test(name))))"""
SHOW = """document.querySelectorAll('.view')[%d].querySelector('.%s.%s').scrollIntoView({block: 'center'})"""
# The middle of the first line of a text, and a point of a box where no other one lies above it.
TEXT_POINT = """(() => {
  const r = document.querySelectorAll('.view')[%d].querySelector('.text.%s').getClientRects()[0];
  return [r.left + r.width / 2, r.top + r.height / 2];
})()"""
BOX_POINT = """(() => {
  const box = document.querySelectorAll('.view')[%d].querySelector('.box.%s');
  const r = box.getBoundingClientRect();
  for (let y = 1; y < 40; ++y) for (let x = 1; x < 40; ++x) {
    const at = [Math.round(r.left + r.width * x / 40), Math.round(r.top + r.height * y / 40)];
    const hit = (dx, dy) => document.elementFromPoint(at[0] + dx, at[1] + dy) === box;
    if (hit(0, 0) && hit(-1, 0) && hit(1, 0) && hit(0, -1) && hit(0, 1)) return at;
  }
  return null;
})()"""
STATE = """(() => {
  const view = document.querySelectorAll('.view')[%d], text = view.querySelector('.text.%s'), box = view.querySelector('.box.%s');
  const label = box.querySelector('.label'), colour = getComputedStyle(box).borderTopColor, r = label.getBoundingClientRect();
  return {text: getComputedStyle(text).backgroundColor === colour, box: getComputedStyle(box).borderTopWidth === '4px' &&
    getComputedStyle(box).opacity === '1', others: [...view.querySelectorAll('.box')].filter(b => b !== box)
    .every(b => getComputedStyle(b).opacity === '0.15'), label: getComputedStyle(label).display === 'block',
    seen: r.left >= 0 && r.right <= innerWidth && document.documentElement.scrollWidth <= innerWidth};
})()"""
FOCUS = """document.querySelectorAll('.view')[%d].querySelector('.%s.%s').focus({preventScroll: true})"""
BLUR = "document.activeElement.blur()"


class Check:
    def __init__(self, pages, browser):
        self.pages, self.browser, self.problems, self.looked = pages.resolve(), browser, [], 0

    def wrong(self, page, what):
        self.problems.append(f"{page.relative_to(self.pages)}: {what}")

    def written(self, page):
        try:
            tree = ElementTree.fromstring(page.read_text(encoding="utf-8"))
        except ElementTree.ParseError as problem:
            return self.wrong(page, f"not well-formed: {problem}")
        names = [element.tag.rpartition("}")[2] for element in tree.iter()]
        if "script" in names or any(key.startswith("on") for element in tree.iter() for key in element.attrib):
            self.wrong(page, "has a script")
        for element in tree.iter():
            for target in (element.get("href"), element.get("src")):
                if target is None:
                    continue
                parts = urlsplit(target)
                to = (page.parent / unquote(parts.path)).resolve()
                if parts.scheme or parts.netloc or not to.is_relative_to(self.pages) or not to.is_file():
                    self.wrong(page, f"{target} is no file of the folder")

    def loaded(self, page):
        for event in self.browser.open(page):
            method, told = event["method"], event["params"]
            if method == "Network.requestWillBeSent":
                url = urlsplit(told["request"]["url"])
                if url.scheme != "file" or not Path(unquote(url.path)).is_relative_to(self.pages):
                    self.wrong(page, f"asks for {told['request']['url']}")
            elif method == "Network.loadingFailed" and not told.get("canceled"):
                self.wrong(page, f"something is not loaded: {told['errorText']}")
            elif method == "Log.entryAdded":
                self.wrong(page, told["entry"]["text"])
        if broken := self.browser.ask(BROKEN):
            self.wrong(page, f"{broken} cannot be shown")
        if self.browser.ask("document.compatMode") != "CSS1Compat":
            self.wrong(page, "is shown in quirks mode")
        if self.browser.ask("document.scripts.length"):
            self.wrong(page, "has a script")

    def shown(self, page, screen):
        name = "{}x{} {}".format(*screen[:2], "dark" if screen[2] else "light")
        if self.browser.ask("document.documentElement.scrollWidth > innerWidth"):
            self.wrong(page, f"is wider than {name}")
        least = self.browser.ask(CONTRAST)
        if least < 4.5:
            self.wrong(page, f"has text of a contrast of {least:.1f} in {name}")

    def under_mouse(self, place, view, number, wanted):
        """What is lit once the mouse is there; the browser follows a scrolled page with its next frame."""
        for _ in range(20):
            self.browser.point(*place)
            state = self.browser.ask(STATE % (view, number, number))
            if all(state[key] for key in wanted):
                break
            time.sleep(0.05)
        return state

    def lit(self, page):
        ask = self.browser.ask
        for view, numbers in enumerate(ask(VIEWS)):
            for number in numbers:
                what = f"view {view + 1}, {number}"
                ask(SHOW % (view, "text", number))
                state = self.under_mouse(ask(TEXT_POINT % (view, number)), view, number, ("text", "box", "others"))
                if not (state["text"] and state["box"] and state["others"]):
                    self.wrong(page, f"{what}: the text under the mouse does not light its box: {state}")
                self.browser.point(0, 0)  # a text under the mouse lifts its box above smaller ones
                ask(SHOW % (view, "box", number))
                if place := ask(BOX_POINT % (view, number)):
                    state = self.under_mouse(place, view, number, ("text", "box", "others", "label", "seen"))
                    if not all(state.values()):
                        self.wrong(page, f"{what}: the box under the mouse does not light its text: {state}")
                    self.looked += 1
                self.browser.point(0, 0)
                for kind in ("text", "box"):
                    ask(FOCUS % (view, kind, number))
                    state = ask(STATE % (view, number, number))
                    if not (state["text"] and state["box"]):
                        self.wrong(page, f"{what}: the {kind} with the focus does not light the other: {state}")
                    ask(BLUR)

    def shot(self, folder, page, screen):
        folder.mkdir(parents=True, exist_ok=True)
        picture = self.browser.call("Page.captureScreenshot", format="png")["data"]
        name = "{}-{}x{}-{}.png".format(page.stem, *screen[:2], "dark" if screen[2] else "light")
        (folder / name).write_bytes(base64.b64decode(picture))


def run(pages, shots):
    browser = Browser(installed())
    try:
        check = Check(pages, browser)
        everything = sorted(pages.rglob("*.html"))
        if not (pages / "index.html").is_file():
            sys.exit(f"{pages} has no index.html")
        for page in everything:
            check.written(page)
        first = [page for page in everything if page.parent.name == "image"][:LOOKED_AT]
        for screen in SCREENS:
            browser.screen(*screen)
            for page in everything if screen == SCREENS[0] else [pages / "index.html", *first]:
                check.loaded(page)
                check.shown(page, screen)
                if shots and page in [pages / "index.html", *first[:2]]:
                    check.shot(shots, page, screen)
                if page in first and not screen[2]:
                    check.lit(page)
    finally:
        browser.close()
    for problem in check.problems:
        print(problem)
    print(f"{len(everything)} pages, {check.looked} boxes under the mouse, {len(check.problems)} problems")
    return bool(check.problems) or not check.looked


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args()
    if not installed():
        print("There is no Chromium to open the pages in: apt install chromium.")
        return 77
    if given.pages:
        return run(given.pages, given.shots)
    with tempfile.TemporaryDirectory() as folder:
        cli, folder = given.bin / "legenda-cli", Path(folder)
        subprocess.run([cli, "--quiet", "demo", folder], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([cli, "--quiet", "export", "pages", folder / "demo.legenda", "--split", "dev", folder / "pages"],
                       check=True, stdout=subprocess.DEVNULL)
        return run(folder / "pages", given.shots)


if __name__ == "__main__":
    sys.exit(main())
