"""Books by mail: over a connection that is secured, within what the receiver takes, and each book once.

Beside the door: `receivers` knows who takes what, `parcels` makes mails of books, `link` speaks to the
server, `record` remembers, `secrets` finds the password, and `troubles` has what can go wrong, in words.
"""

from __future__ import annotations

from fic2epub.delivering.mailing.parcels import Mail, Parcel, parcel_of
from fic2epub.delivering.mailing.receivers import Receiver, ending_of, receiver_of
from fic2epub.delivering.mailing.record import Record
from fic2epub.delivering.mailing.secrets import Password, has_keyring, keep, password_for
from fic2epub.delivering.mailing.sending import Postage, Posted, check_settings, planned, post, to_send
from fic2epub.delivering.mailing.troubles import InDoubt, MailError

__all__ = [
    "InDoubt",
    "Mail",
    "MailError",
    "Parcel",
    "Password",
    "Postage",
    "Posted",
    "Receiver",
    "Record",
    "check_settings",
    "ending_of",
    "has_keyring",
    "keep",
    "parcel_of",
    "password_for",
    "planned",
    "post",
    "receiver_of",
    "to_send",
]
