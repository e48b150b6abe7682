"""Browsers in words a person knows."""

# Order matters: Edge and Opera also call themselves Chrome, Chrome also Safari, an iPhone also Mac OS X.
_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def describe_browser(user_agent: str) -> str:
    """「Windows の Edge」 for a User-Agent line, or 「不明な端末」."""
    program = next((name for sign, name in _PROGRAMS if sign in user_agent), "")
    machine = next((name for sign, name in _MACHINES if sign in user_agent), "")
    if program and machine:
        return f"{machine} の {program}"
    return program or machine or "不明な端末"
