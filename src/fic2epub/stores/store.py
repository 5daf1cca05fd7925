"""What a store can do: list, read, write a file whole, move, remove. What goes wrong is told in our words.

A file is written in one request, so that a store of objects has all of it or nothing; where a store has
folders and could show half of one, it is written under another name and then renamed (see `save`).
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from fic2epub.errors import BindingError, Fic2EpubError, SourceError
from fic2epub.lazy import regex
from fic2epub.model.noun import noun
from fic2epub.stores.urls import Url

_PACKAGES = {
    "s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs",
    "abfss": "adlfs", "sftp": "paramiko", "ssh": "paramiko", "smb": "smbprotocol",
}  # fmt: skip
"""What has to be installed for a store; for others, fsspec says it."""
_WITH_FOLDERS = frozenset({"sftp", "ssh", "ftp", "smb", "hdfs", "webhdfs", "arrow_hdfs"})
"""Stores that rename at once and need their folders made. Others have no folders, only names with slashes,
and must not be asked for one: s3fs would make a bucket."""
_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "checksum", "VersionId", "generation")
_TIMES = ("LastModified", "last_modified", "mtime", "modified", "updated", "created")
_SECRET = regex(r"//[^/\s@]*@")


@noun(frozen=True, slots=True)
class Held:
    """A file in a store, as the store told of it."""

    url: Url
    size: int
    modified: int
    """When it was written, in nanoseconds; 0 where the store does not say."""
    mark: str = ""
    """What the store tells its content by (an ETag, a checksum), if it does."""

    @property
    def is_told_apart(self) -> bool:
        """Whether it can be known that it has changed."""
        return bool(self.mark or self.modified)


def listed(folder: Url, *, deep: bool = True, odd: list[str] | None = None) -> list[Held]:
    """Return the files below a folder, or right in it; of one that is not there, none. Raises SourceError.

    The names that no path keeps as they are (`a//b`, `a/../b`) are put into `odd`.
    """
    with _plainly(folder, SourceError):
        fs, path = _opened(folder)
        fs.invalidate_cache()
        try:
            found = fs.find(path, maxdepth=None if deep else 1, detail=True)
        except (FileNotFoundError, NotADirectoryError):
            return []
        root = path.rstrip("/")
        held = []
        for name, info in found.items():
            below = name[len(root) + 1 :]
            if info.get("type") != "file" or not name.startswith(f"{root}/") or name.endswith("/"):
                continue
            if _is_plain(below):
                held.append(_held(folder.joinpath(*below.split("/")), info))
            elif odd is not None:
                odd.append(f"{folder}/{below}")
        return held


def looked_at(url: Url) -> Held | None:
    """Return a file as the store tells of it; None where there is none. Raises SourceError."""
    with _plainly(url, SourceError):
        fs, path = _opened(url)
        fs.invalidate_cache()
        try:
            info = fs.info(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return _held(url, info) if info.get("type") == "file" else None


def may_be_there(url: Url) -> bool:
    """Tell whether a file is there; where the store does not answer, it may be."""
    try:
        return looked_at(url) is not None
    except Fic2EpubError:
        return True


def read(url: Url, end: int | None = None) -> bytes:
    """Return a file's bytes, or the first of them. Raises SourceError."""
    with _plainly(url, SourceError):
        fs, path = _opened(url)
        data: bytes = fs.cat_file(path, start=0, end=end) if end else fs.cat_file(path)
        return data


def write(url: Url, data: bytes) -> None:
    """Write a file in one go. Raises BindingError; a store with folders may then show half of it."""
    with _plainly(url, BindingError):
        fs, path = _opened(url)
        _make_folder(url, fs, path)
        fs.pipe_file(path, data)


def save(url: Url, data: bytes) -> None:
    """Write a file whole or not at all. Raises BindingError."""
    if _has_folders(url):
        aside = url.with_name(_aside())
        try:
            write(aside, data)
            move(aside, url)
        except Fic2EpubError:
            remove(aside)
            raise
    else:
        write(url, data)


def _aside() -> str:
    """Return a name for a file that is not whole yet: a name of staged books, so that dead runs' are swept.

    Its number is drawn, since two computers may write to one store, with processes of the same number.
    """
    return f".fic2epub-{os.getpid()}-{secrets.randbits(48)}.part"


def move(old: Url, new: Url) -> None:
    """Give a file another name, in place of what has it. Raises BindingError.

    A store of objects does so by a copy of its own, which it shows when it is whole; nothing is sent here.
    """
    with _plainly(new, BindingError):
        fs, there = _opened(old)
        here = _opened(new)[1]
        _make_folder(new, fs, here)
        if _has_folders(new):
            fs.mv(there, here)
            return
        fs.cp_file(there, here)
    remove(old)


def remove(url: Url) -> None:
    """Remove a file, if it is there and the store lets us: what stays does no harm."""
    with contextlib.suppress(Exception):
        fs, path = _opened(url)
        fs.rm_file(path)


def _opened(url: Url) -> tuple[Any, str]:
    """Return a store, which fsspec keeps for further use, and what the file is called in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        what = "a program for stores, fsspec, is not installed"
        advice = 'Install it with: pip install "fic2epub[remote]".'
        raise Fic2EpubError(what, where=str(url), advice=advice) from None
    fs, path = url_to_fs(url.full)
    return fs, path


def _make_folder(url: Url, fs: Any, path: str) -> None:
    if _has_folders(url):
        fs.makedirs(path.rpartition("/")[0], exist_ok=True)


def _has_folders(url: Url) -> bool:
    return url.parts[0].rstrip(":") in _WITH_FOLDERS


def _is_plain(name: str) -> bool:
    """Whether a name below a folder is one that a path keeps as it is."""
    return all(part not in {"", ".", ".."} and "\0" not in part for part in name.split("/"))


def _held(url: Url, info: Mapping[str, Any]) -> Held:
    mark = next((str(info[key]) for key in _MARKS if info.get(key)), "")
    time = next((info[key] for key in _TIMES if info.get(key)), 0)
    return Held(url, int(info.get("size") or 0), _nanoseconds(time), mark)


def _nanoseconds(time: object) -> int:
    """Return a time in whole microseconds: stores tell it as they like."""
    with contextlib.suppress(ValueError, OverflowError):
        if isinstance(time, str):
            time = datetime.fromisoformat(time)
        if isinstance(time, datetime):
            time = time.timestamp()
        if isinstance(time, (int, float)):
            return round(time * 1_000_000) * 1000
    return 0


@contextlib.contextmanager
def _plainly(url: Url, kind: type[Fic2EpubError]) -> Iterator[None]:
    try:
        yield
    except Fic2EpubError:
        raise
    except Exception as problem:  # each store has errors of its own
        raise _in_our_words(problem, url, kind) from None


def _in_our_words(problem: Exception, url: Url, kind: type[Fic2EpubError]) -> Fic2EpubError:
    protocol, where = url.parts[0].rstrip(":"), str(url)
    said = _without_secrets(f"{type(problem).__name__}: {problem}".removesuffix(": "), url)
    if isinstance(problem, ImportError):
        package = _PACKAGES.get(protocol)
        advice = f"Install it with: pip install {package}." if package else said
        return Fic2EpubError(f"the package for {protocol}:// is not installed", where=where, advice=advice)
    if isinstance(problem, ValueError) and "Protocol not known" in str(problem):
        advice = "Look at the part before ://, such as s3 or gs."
        return Fic2EpubError(f"no store is known as {protocol}://", where=where, advice=advice)
    if isinstance(problem, (FileNotFoundError, NotADirectoryError)):
        what, advice = "there is no such file or folder in the store", "Look at its name, and the bucket's."
    elif isinstance(problem, PermissionError) or "Credentials" in type(problem).__name__:
        what = f"the store gives no permission ({said})"
        advice = "Are the store's keys set for this program, and may they list, read and write here?"
    elif isinstance(problem, NotImplementedError):
        what, advice = "this store can't do that", "Choose another place for the books with -o."
    else:
        what = f"the store failed ({said})"
        advice = "Is it reachable? What was finished is kept: say the same command again."
    return kind(what, where=where, advice=advice)


def _without_secrets(said: str, url: Url) -> str:
    """Return the store's own words on one line, without users and passwords."""
    login = url.full.partition("//")[2].partition("/")[0].rpartition("@")[0]
    spelled = {each for part in (login, login.partition(":")[2]) for each in (part, unquote(part))}
    spelled |= {quote(each, safe="") for each in spelled}
    for part in sorted(spelled, key=len, reverse=True):
        if len(part) >= _LEAST:
            said = said.replace(part, "…")
    return " ".join(_SECRET.sub("//…@", said).split())[:_LONGEST]


_LONGEST = 300
_LEAST = 3
"""Letters of what is left out of a store's words: one or two are in every other word."""
