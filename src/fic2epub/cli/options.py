"""The flags that several commands have, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fic2epub import lookup
from fic2epub.model.book import Format
from fic2epub.settings import Settings
from fic2epub.settings.sidecar import NOTES
from fic2epub.shaping import tag_of

Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR_OR_FILE",
        help="Where books go; a name that ends as a book's does is the book.",
    ),
]
Title = Annotated[str, typer.Option("--title", "-t", help="The work's title, instead of the one found.")]
Authors = Annotated[
    list[str] | None, typer.Option("--author", "-a", help="The author; again for each further one.")
]
Language = Annotated[
    str, typer.Option("--language", "-l", "--lang", help="The language: en, pt-BR, Deutsch.")
]
Cover = Annotated[Path | None, typer.Option("--cover", "-c", help="A picture for the cover.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="How the text was saved: cp1252, utf-16.")]
Notes = Annotated[
    str,
    typer.Option(
        "--notes",
        metavar="keep|end|back|drop",
        help="The author's notes: in their place, at the chapter's end, at the book's back, or left out.",
    ),
]
Theme = Annotated[
    str, typer.Option("--theme", help="How the book looks: classic, modern, manuscript, clear, or your own.")
]
Css = Annotated[
    Path | None, typer.Option("--css", metavar="FILE", help="A stylesheet of your own, behind the theme's.")
]
FileFormat = Annotated[
    str,
    typer.Option(
        "--format", metavar="epub|kepub|azw3", help="What to write: kepub for a Kobo; azw3 needs calibre."
    ),
]
KindleStrict = Annotated[
    bool, typer.Option("--kindle-strict", help="Leave out what Send to Kindle may refuse.")
]
Smarten = Annotated[
    bool | None,
    typer.Option(
        "--smarten/--no-smarten",
        help="Quotation marks, dashes and spaces: as the language is printed, or as the author typed them.",
        show_default=False,
    ),
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Overwrite a file that is not this book.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do all but save, and say what would be written.")]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        min=0,
        help="How many stories at a time.",
        show_default="one for each core",
    ),
]
TimeLimit = Annotated[
    float,
    typer.Option(
        "--time-limit", metavar="SECONDS", min=0, help="The longest that one of many stories may take."
    ),
]
MemoryLimit = Annotated[
    int,
    typer.Option(
        "--memory-limit", metavar="MB", min=0, help="The most memory that one of many stories may use."
    ),
]
Rebuild = Annotated[
    bool,
    typer.Option("--rebuild", help="Make all books of a folder again, also those that would be the same."),
]
Prune = Annotated[
    bool, typer.Option("--prune", help="Then remove books of a folder whose texts are gone, after asking.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the results as JSON, for programs.")]


def chosen(  # noqa: PLR0913, PLR0917  a value for each flag
    title: str,
    authors: Sequence[str] | None,
    language: str,
    cover: Path | None,
    encoding: str | None,
    notes: str,
    theme: str,
    css: Path | None,
    *,
    file_format: str,
    kindle_strict: bool,
    smarten: bool | None,
    force: bool,
    rehearse: bool,
) -> Settings:
    """Return the settings that the flags come to, or raise the error of a wrong flag."""
    return Settings(
        title=title.strip(),
        authors=tuple(name.strip() for name in authors or () if name.strip()),
        language=_tag(language),
        cover=cover,
        encoding=encoding,
        notes=_policy(notes),
        theme=_theme(theme),
        css=css,
        format=_format(file_format, kindle_strict=kindle_strict),
        kindle_strict=kindle_strict,
        smarten=smarten,
        force=force,
        rehearse=rehearse,
    )


def _format(value: str, *, kindle_strict: bool) -> Format | None:
    """Return the format that a flag names; what can't be made at all is said before any text is read."""
    known = {each.value: each for each in Format}
    if value and value.lower() not in known:
        raise typer.BadParameter(f"it is one of {', '.join(known)}", param_hint="--format")
    wanted = known.get(value.lower())
    if wanted is Format.KEPUB and kindle_strict:
        raise typer.BadParameter("a kepub is for a Kobo, and for no Kindle", param_hint="--kindle-strict")
    if wanted is Format.AZW3:
        from fic2epub.bookbinding.calibre import converter

        converter()
    return wanted


def _policy(value: str) -> str:
    if value and value not in NOTES:
        raise typer.BadParameter(f"it is one of {', '.join(NOTES)}", param_hint="--notes")
    return value


def _theme(name: str) -> str:
    known = lookup.themes()
    if name not in known:
        raise typer.BadParameter(
            f"there is none called {name!r}; there are {', '.join(known)}", param_hint="--theme"
        )
    return name


def _tag(language: str) -> str:
    tag = tag_of(language) if language else ""
    if tag is None:
        raise typer.BadParameter(
            f"there is no language called {language!r}; say en, pt-BR or Deutsch", param_hint="-l"
        )
    return tag
