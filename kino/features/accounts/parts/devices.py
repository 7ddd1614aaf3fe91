"""A name for a device that its owner recognises in a list, from what its browser says of itself."""

import re

UNKNOWN_DEVICE = "Unknown device"
NAME_LENGTH = 128

# The order decides: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("VLC/", "VLC"),
    ("Kodi/", "Kodi"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("AppleTV", "Apple TV"),
    ("Tizen", "Samsung TV"),
    ("Web0S", "LG TV"),
    ("webOS", "LG TV"),
    ("CrKey", "Chromecast"),
    ("PlayStation", "PlayStation"),
    ("Xbox", "Xbox"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
)
_PROGRAM = re.compile(r"[A-Za-z][\w.+-]{0,40}(?=/)")


def name_device(user_agent: str) -> str:
    """Such as "Chrome on Linux", "Safari on iPhone" or "curl"; at most 128 characters.

    A program that is not known gives its own first word; nothing usable gives "Unknown device".
    """
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    if not browser and (program := _PROGRAM.match(user_agent)) and program.group() != "Mozilla":
        browser = program.group()
    named = f"{browser} on {system}" if browser and system else browser or system
    return named or UNKNOWN_DEVICE
