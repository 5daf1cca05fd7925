"""fic2epub bind: several files become one book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from fic2epub.cli import options
from fic2epub.cli.convert import record, report
from fic2epub.cli.show import say


def bind(  # noqa: PLR0913, PLR0917  a command's flags are its arguments
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="The parts of one work, in their order.", parser=options.located),
    ],
    output: options.Output = None,
    name: options.Name = "",
    title: options.Title = "",
    author: options.Authors = None,
    language: options.Language = "",
    cover: options.Cover = None,
    no_cover: options.NoCover = None,
    encoding: options.Encoding = None,
    notes: options.Notes = "",
    theme: options.Theme = "",
    css: options.Css = None,
    file_format: options.FileFormat = "",
    kindle_strict: options.KindleStrict = None,
    smarten: options.Smarten = None,
    force: options.Force = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Bind several files into one book, in the order in which you name them.

    \b
    Examples:
      fic2epub bind "Rain ch1.txt" "Rain ch2.txt" -o rain.epub
      fic2epub bind rain/*.txt -t Rain -a fern
    """
    from fic2epub.batch import bind_parts

    settings = options.chosen(
        title,
        author,
        language,
        cover,
        encoding,
        notes,
        theme,
        css,
        file_format=file_format,
        no_cover=no_cover,
        kindle_strict=kindle_strict,
        smarten=smarten,
        force=force,
        rehearse=dry_run,
        name=options.unless_named(name, output),
    )
    outcome = bind_parts(paths, output, settings)
    if as_json:
        say(json.dumps(record(outcome), ensure_ascii=False, indent=2))
    else:
        report(outcome)
