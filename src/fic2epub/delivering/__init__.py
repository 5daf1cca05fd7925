"""Books onto an e-reader: which are there, where books go on each, and how they get there whole."""

from __future__ import annotations

from fic2epub.delivering.choosing import chosen
from fic2epub.delivering.ejecting import eject
from fic2epub.delivering.kind import Kind, Marker, kinds
from fic2epub.delivering.parcels import Delivered, Delivery, Parcel, Undelivered
from fic2epub.delivering.recognition import Device, recognised, words_for_the_hidden
from fic2epub.delivering.sending import send
from fic2epub.delivering.web import on_the_web

__all__ = [
    "Delivered",
    "Delivery",
    "Device",
    "Kind",
    "Marker",
    "Parcel",
    "Undelivered",
    "chosen",
    "eject",
    "kinds",
    "on_the_web",
    "recognised",
    "send",
    "words_for_the_hidden",
]
