"""fic2epub devices: which e-readers are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fic2epub import lookup
from fic2epub.cli import options
from fic2epub.cli.show import as_json as json_of
from fic2epub.cli.show import safe, say, tell

if TYPE_CHECKING:
    from fic2epub.delivering import Device, Kind

Explain = Annotated[bool, typer.Option("--explain", help="Say what each was recognised by.")]


def devices(explain: Explain = False, as_json: options.AsJson = False) -> None:
    """List the e-readers that are plugged in, with what is free, what they read, and where books go.

    \b
    Examples:
      fic2epub devices
      fic2epub devices --explain
    """
    from fic2epub.delivering import kinds, on_the_web, recognised, words_for_the_hidden

    known = kinds()
    seen = (*recognised(known=known), *on_the_web(known))
    words = words_for_the_hidden(seen, known=known)
    if as_json:
        say(json_of([_record(device) for device in seen]))
    else:
        for device in seen:
            _tell_of(device, explain=explain)
        if not seen:
            say("No e-reader is mounted.")
        _tell_more(known, explain=explain)
    for word in words:
        tell(f"note:  {safe(word)}")


def _tell_of(device: Device, *, explain: bool) -> None:
    kind = device.kind
    say(f"{safe(kind.name)} (--device {safe(kind.slug)})")
    say(f"  {'where':<8}{safe(kind.web or device.root)}")
    if not kind.web:
        say(f"  {'books':<8}{safe(device.folder)}")
        say(f"  {'free':<8}{size(device.free)}")
    say(f"  {'format':<8}{kind.format.value}")
    if not (kind.web or device.can_be_written):
        say("  note    It can only be read. A damaged disk is, until its own computer or a check mends it.")
    if kind.asks:
        say("  note    It is used only when it is named: a telephone looks just the same.")
    if explain and device.marker:
        say(f"  seen    {safe(', '.join(device.marker.paths))}: {safe(device.marker.why)}")
    elif explain and kind.web:
        say(f"  seen    this computer has an address beside {safe(kind.web)}, on the cable's own network")


def _tell_more(known: dict[str, Kind], *, explain: bool) -> None:
    if not explain:
        return
    unmarked = sorted(kind.slug for kind in known.values() if not (kind.markers or kind.web))
    say()
    say(f"Known by their marks: {safe(', '.join(sorted(k.slug for k in known.values() if k.markers)))}")
    say(f"To be named with --device and --to: {safe(', '.join(unmarked))}")
    say(f"Your own files go in {safe(lookup.user_folder() / 'devices')}")


def size(count: int | None) -> str:
    """Return a number of bytes as a reader says it: `1.2 GB`."""
    if count is None:
        return "not known"
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit != "MB" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} GB"


def _record(device: Device) -> dict[str, object]:
    kind, marker = device.kind, device.marker
    return {
        "device": kind.slug,
        "name": kind.name,
        "root": None if kind.web else str(device.root),
        "web": kind.web or None,
        "folder": None if kind.web else str(device.folder),
        "format": kind.format.value,
        "free": None if kind.web else device.free,
        "writable": bool(kind.web) or device.can_be_written,
        "only_when_named": kind.asks or kind.guest,
        "marker": {"paths": marker.paths, "why": marker.why} if marker else None,
    }
