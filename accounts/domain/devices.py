"""What a browser says of itself, in the few words a person recognises."""

from __future__ import annotations

#: The first word found counts: Edge and WeChat say they are Chrome too, and Chrome says it is Safari.
BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("DingTalk/", "钉钉"),
    ("Edg/", "Edge"),
    ("QIHU", "360"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("UOS", "UOS"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """`Chrome · Windows`; a dash for what nobody would recognise."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or "—"
