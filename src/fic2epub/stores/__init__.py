"""Files that are in no folder of this computer, but in a store that has a URL: `s3://bucket/stories`.

`urls` says what a URL is, `store` what can be done with what is there. Nothing here knows of texts or books;
fsspec, which knows the stores, is loaded when the first of them is asked for something.
"""

from fic2epub.stores.urls import Url, located

__all__ = ["Url", "located"]
