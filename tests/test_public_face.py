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


def test_convert_is_the_function_even_after_its_module_was_imported() -> None:
    import fic2epub.conversion

    assert callable(fic2epub.convert)
