"""The system's Chromium: its path and its arguments."""

import os
import shutil
from functools import cache

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
USUAL_PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
]


@cache
def chromium_path() -> str | None:
    """Return the path of the browser named by CHROMIUM, or of the first one found, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = [path for name in NAMES if (path := shutil.which(name))]
    return (found + [path for path in USUAL_PLACES if os.path.exists(path)] + [None])[0]


def chromium_arguments() -> list[str]:
    """Return arguments that keep the browser itself from using the network."""
    arguments = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
    ]
    # Chromium refuses to start its sandbox as root.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return arguments
