"""Whose mobiles may hang in full: a consent that was withdrawn since a notice was made holds no
more (《个人信息保护法》第十五条)."""

from sqlalchemy import select

from db.models import Cadre, CheckIn
from db.reading import Reader
from domain.masks import Secret, scan


def on_record(connection: Reader) -> frozenset[str]:
    """The mobiles of cadres and of party members who reported whose consent is on record now."""
    phones = (
        connection.scalars(select(model.phone).where(model.consented_on.is_not(None)))
        for model in (Cadre, CheckIn)
    )
    found = (finding for some in phones for phone in some for finding in scan(phone))
    return frozenset(finding.digits for finding in found if finding.kind is Secret.MOBILE)
