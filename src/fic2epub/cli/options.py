"""The flags that several commands have, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fic2epub import lookup
from fic2epub.errors import RuleError
from fic2epub.model.book import Format
from fic2epub.settings import Settings
from fic2epub.settings.keys import KEYS
from fic2epub.settings.sidecar import NOTES


def located(text: str) -> Path:
    """Return the path of a file, or the URL of one in a store."""
    from fic2epub import stores

    return stores.located(text)


Texts = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH", help="Texts, or folders of texts; also in a store: s3://…", parser=located
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        parser=located,
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
NoCover = Annotated[
    bool | None,
    typer.Option("--no-cover/--with-cover", help="Make the book without a cover.", show_default=False),
]
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
Name = Annotated[
    str,
    typer.Option(
        "--name",
        metavar="TEMPLATE",
        help='What books and folders are called: "{author}/{series}/{index:02} {title}".',
    ),
]
KindleStrict = Annotated[
    bool | None,
    typer.Option(
        "--kindle-strict/--no-kindle-strict",
        help="Leave out what Send to Kindle may refuse.",
        show_default=False,
    ),
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
    int | None,
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
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        min=0,
        help="The longest that one of many stories may take.",
        show_default=str(KEYS["time_limit"].default),
    ),
]
MemoryLimit = Annotated[
    int | None,
    typer.Option(
        "--memory-limit",
        metavar="MB",
        min=0,
        help="The most memory that one of many stories may use.",
        show_default=str(KEYS["memory_limit"].default),
    ),
]
Dask = Annotated[
    str,
    typer.Option(
        "--dask", metavar="ADDRESS", help="Let a Dask cluster make the books: tcp://scheduler:8786."
    ),
]
Things = Annotated[
    list[Path],
    typer.Argument(metavar="BOOK_OR_TEXT", help="Books, texts, or folders of either.", parser=located),
]
Device = Annotated[
    str,
    typer.Option("--device", "-d", metavar="NAME", help="The e-reader: kobo, kindle, pocketbook…"),
]
To = Annotated[
    Path | None,
    typer.Option("--to", metavar="DIR", help="Where it is mounted, or any other folder to send to."),
]
Eject = Annotated[bool, typer.Option("--eject", help="Then let go of the e-reader's disk.")]
Rebuild = Annotated[
    bool,
    typer.Option("--rebuild", help="Make all books of a folder again, also those that would be the same."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what failed.")]
ReportPage = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="FILE", help="Write a page to look at: covers, and what was left out or doubted."
    ),
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
    no_cover: bool | None,
    kindle_strict: bool | None,
    smarten: bool | None,
    force: bool,
    rehearse: bool,
    name: str = "",
) -> Settings:
    """Return the settings that the flags come to, or raise the error of a wrong flag."""
    settings = Settings(
        title=title.strip(),
        authors=tuple(name.strip() for name in authors or () if name.strip()),
        language=_tag(language),
        cover=cover,
        no_cover=no_cover,
        encoding=encoding,
        notes=_policy(notes),
        theme=_theme(theme),
        css=css,
        format=_format(file_format, kindle_strict=kindle_strict),
        kindle_strict=kindle_strict,
        smarten=smarten,
        force=force,
        rehearse=rehearse,
        name=_template(name),
    )
    check_format(settings)
    return settings


def check_format(settings: Settings) -> None:
    """Say that a format can't be made at all before any text is read. Raises BindingError."""
    if settings.format is Format.AZW3:
        from fic2epub.bookbinding.calibre import converter

        converter()


def unless_named(name: str, output: Path | None) -> str:
    """Return the template of `--name`, or raise the error where `-o` names the book already."""
    from fic2epub.batch import is_book

    if name and is_book(output):
        raise typer.BadParameter("-o names the book already; give -o a folder", param_hint="--name")
    return name


def _template(name: str) -> str:
    from fic2epub.bookbinding.templates import parse

    try:
        parse(name)
    except RuleError as problem:
        raise typer.BadParameter(f"{problem.what}. {problem.advice}".strip(), param_hint="--name") from None
    return name


def _format(value: str, *, kindle_strict: bool | None) -> Format | None:
    """Return the format that a flag names."""
    known = {each.value: each for each in Format}
    if value and value.lower() not in known:
        raise typer.BadParameter(f"it is one of {', '.join(known)}", param_hint="--format")
    wanted = known.get(value.lower())
    if wanted is Format.KEPUB and kindle_strict:
        raise typer.BadParameter("a kepub is for a Kobo, and for no Kindle", param_hint="--kindle-strict")
    return wanted


def _policy(value: str) -> str:
    if value and value not in NOTES:
        raise typer.BadParameter(f"it is one of {', '.join(NOTES)}", param_hint="--notes")
    return value


def _theme(name: str) -> str:
    known = lookup.themes()
    if name and name not in known:
        raise typer.BadParameter(
            f"there is none called {name!r}; there are {', '.join(known)}", param_hint="--theme"
        )
    return name


def _tag(language: str) -> str:
    from fic2epub.shaping import tag_of

    tag = tag_of(language) if language else ""
    if tag is None:
        raise typer.BadParameter(
            f"there is no language called {language!r}; say en, pt-BR or Deutsch", param_hint="-l"
        )
    return tag
