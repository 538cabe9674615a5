"""A person's walk through the notebooks in a real browser: open JupyterLab, run all, move a slider, look.

Run by `make test-browser`, with Playwright and Debian's Chromium. Pictures of what was seen are kept in
build/browser. PITFALLS_FAST=1 is set for the kernels.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
SEEN = ROOT / "build" / "browser"
STEMS = ("1_the_cheating_network", "2_shortcuts", "8_the_claims")
SLIDER = ".jp-OutputArea .noUi-handle"
STATUS = ".jp-Notebook-ExecutionIndicator"
ERRORS = ("application/vnd.jupyter.stderr", "application/vnd.jupyter.error")
IMAGE = ".jp-OutputArea img.widget-image, .jp-OutputArea .widget-image"


def main() -> int:
    given = argparse.ArgumentParser()
    given.add_argument("--chromium", default="/usr/bin/chromium")
    given.add_argument("--minutes", type=float, default=10, help="that a notebook may take")
    given.add_argument("stems", nargs="*", default=STEMS)
    asked = given.parse_args()
    SEEN.mkdir(parents=True, exist_ok=True)
    port = free()
    server = served(port)
    try:
        awaited(port)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1300, "height": 1600})
            wrong = [told for stem in asked.stems for told in walked(page, port, stem, asked.minutes)]
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    for told in wrong:
        print(told, file=sys.stderr)
    return 1 if wrong else 0


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def served(port: int) -> subprocess.Popen:
    """JupyterLab on copies of the notebooks, so that running them writes nothing into the repository."""
    folder = SEEN / "notebooks"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns("results", "rendered", ".*"))
    words = ["lab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
    settings = SEEN / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True, exist_ok=True)
    # every cell stays in the page, whether it is in sight or not
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    quick = {
        "JUPYTERLAB_SETTINGS_DIR": str(SEEN / "settings"),
        "PITFALLS_FAST": "1",
        "OMP_NUM_THREADS": "1",
        "JUPYTER_CONFIG_DIR": str(SEEN / "config"),
    }
    log = (SEEN / "server.log").open("w")
    own = [sys.executable, "-m", "jupyter", *words, f"--ServerApp.root_dir={folder}"]
    return subprocess.Popen(own, env=os.environ | quick, cwd=folder, stdout=log, stderr=log)


def awaited(port: int) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5) as told:
                json.load(told)
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("JupyterLab did not start; see build/browser/server.log")


def walked(page: Page, port: int, stem: str, minutes: float) -> list[str]:
    """Open a notebook, run all its cells, move its first picture's slider; what was wrong, in sentences."""
    page.goto(f"http://127.0.0.1:{port}/lab/tree/{stem}.ipynb?reset", wait_until="domcontentloaded")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=240_000)
    page.wait_for_selector(f"{STATUS}[data-status='idle']", timeout=240_000)  # the kernel is there
    page.wait_for_timeout(3000)
    accept(page)
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
    began = time.monotonic()
    page.wait_for_timeout(2000)
    accept(page)
    waiting = page.locator(".jp-InputPrompt:has-text('[*]')")
    page.wait_for_timeout(4000)
    while waiting.count() or page.locator(f"{STATUS}[data-status='busy']").count():
        if time.monotonic() - began > 60 * minutes:
            page.screenshot(path=SEEN / f"{stem}_late.png")
            return [f"{stem}: still running after {minutes:g} minutes"]
        page.wait_for_timeout(1000)
    page.wait_for_timeout(1500)
    print(f"{stem}: ran in {time.monotonic() - began:.0f} s", flush=True)
    said = page.locator(", ".join(f".jp-OutputArea-output[data-mime-type='{each}']" for each in ERRORS))
    wrong = [f"{stem}: error output: {each[:300]}" for each in said.all_inner_texts()]
    if not page.locator(".jp-RenderedImage img, " + IMAGE).count():
        wrong.append(f"{stem}: no picture")
    pictures(page, stem)
    wrong += moved(page, stem)
    return wrong


def accept(page: Page) -> None:
    """Say yes where JupyterLab asks which kernel to take."""
    asked = page.locator(".jp-Dialog button:has-text('Select')").last
    if asked.count():
        asked.click()
        page.wait_for_timeout(3000)


def moved(page: Page, stem: str) -> list[str]:
    """Move every kind of control that the notebook has, once; what did not answer."""
    wrong = []
    handle = page.locator(SLIDER).first
    if handle.count():
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        before = page.locator(".jp-OutputArea .widget-readout").first.inner_text()
        handle.focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)
        if box is None or page.locator(".jp-OutputArea .widget-readout").first.inner_text() == before:
            wrong.append(f"{stem}: the first slider does not move")
        button = page.locator("button:has-text('I predict this')").first
        if button.count():
            button.click()
            page.wait_for_selector("text=Recorded", timeout=20_000)
    live = page.locator(".widget-vbox:has(> .widget-image), .jp-OutputArea .widget-vbox:has(.widget-image)").first
    if live.count():
        image = live.locator("img").first
        image.scroll_into_view_if_needed()
        before = image.get_attribute("src")
        control = live.locator(".noUi-handle").first
        if control.count():
            control.focus()
            for _ in range(3):
                page.keyboard.press("ArrowLeft")
        else:
            choice = live.locator("select").first
            choice.select_option(index=choice.locator("option").count() - 1)
        for _ in range(60):
            page.wait_for_timeout(1000)
            if live.locator("img").first.get_attribute("src") != before:
                break
        else:
            wrong.append(f"{stem}: the picture does not change when its control is moved")
        page.wait_for_timeout(500)
        page.screenshot(path=SEEN / f"{stem}_moved.png")
    menu = page.locator(".jp-OutputArea select")
    if stem.startswith("8") and menu.count():
        page.locator(".jp-OutputArea label:has-text('claim') + select").first.select_option("crop_colors")
        page.wait_for_selector("text=Do crops give each other away", timeout=30_000)
        page.locator(".jp-OutputArea label:has-text('claim') + select").first.scroll_into_view_if_needed()
        page.screenshot(path=SEEN / f"{stem}_browsed.png")
    return wrong


def pictures(page: Page, stem: str) -> None:
    """Screenshots down the notebook, a screen each."""
    page.evaluate("[...document.querySelectorAll('.jp-WindowedPanel-outer')].pop().scrollTop = 0")
    page.wait_for_timeout(1000)
    for number in range(40):
        page.screenshot(path=SEEN / f"{stem}_{number:02}.png")
        end = page.evaluate(
            """() => { const box = [...document.querySelectorAll('.jp-WindowedPanel-outer')].pop();
            const before = box.scrollTop; box.scrollTop += 1300; return box.scrollTop === before; }"""
        )
        page.wait_for_timeout(400)
        if end:
            return


if __name__ == "__main__":
    sys.exit(main())
