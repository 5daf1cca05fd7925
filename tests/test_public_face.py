"""The public face: every name it promises is there, and none costs anything before it is used."""

import subprocess
import sys

import pytest

import fic2epub


@pytest.mark.parametrize("name", fic2epub.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(fic2epub, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        fic2epub.nothing  # noqa: B018


def test_the_import_loads_nothing_heavy() -> None:
    code = "import sys, fic2epub; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"lxml", "ebooklib", "typer", "PIL", "rich"} & set(loaded)


@pytest.mark.parametrize("asked", ["--version", "--help", "convert --help", "sites --help", "check --help"])
def test_help_loads_none_of_the_stages(asked: str) -> None:
    code = f"import sys; sys.argv = ['fic2epub', *{asked!r}.split()]\nfrom fic2epub.cli import main; main()"
    code += "\nprint(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(said.splitlines()[-1].split())
    stages = {"reading", "cleaning", "shaping", "typesetting", "bookbinding", "conversion", "batch"}
    assert not {f"fic2epub.{room}" for room in stages} & loaded
    assert not {"lxml", "ebooklib", "PIL", "uharfbuzz", "pebble"} & loaded
    assert asked != "--version" or "typer" not in loaded


def test_convert_is_the_function_even_after_its_module_was_imported() -> None:
    import fic2epub.conversion

    assert callable(fic2epub.convert)
