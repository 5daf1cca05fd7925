"""fic2epub sites: which sites are known, and whether a site's file keeps its word."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fic2epub import lookup
from fic2epub.cli.show import counted, safe, say
from fic2epub.errors import RuleError

app = typer.Typer(
    help="List the sites that are known, or check a site's file.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@app.callback()
def listed(context: typer.Context) -> None:
    """List the sites that are known, by name.

    \b
    Examples:
      fic2epub sites
      fic2epub sites check my-archive.toml
    """
    if context.invoked_subcommand:
        return
    from fic2epub.conversion import sites as known_sites

    for site in sorted(known_sites(), key=lambda site: (site.kind.value, site.name.casefold())):
        mine = "" if Path(site.origin).name == site.origin else "  (yours)"
        say(f"{site.kind.value:<6} {safe(site.name)}: {counted(len(site.rules), 'rule')}{mine}")
    say(f"\nYour own files go in {safe(lookup.user_folder() / 'sites')}")


@app.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A site's TOML file.")],
) -> None:
    """Hold a site's file to its own examples, and say what is wrong with it.

    \b
    Example:
      fic2epub sites check my-archive.toml
    """
    from fic2epub.cleaning import check_examples, parse_site

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RuleError("there is no such file", where=str(path)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise RuleError(f"the file can't be read: {problem}", where=str(path)) from None
    site = parse_site(text, str(path))
    check_examples(site)
    rules = counted(len(site.rules), "rule")
    examples = counted(sum(len(rule.takes) + len(rule.spares) for rule in site.rules), "example")
    say(f"{safe(site.name)}: {rules}, {examples}, all as they say.")
