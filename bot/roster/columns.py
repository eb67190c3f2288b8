"""The columns of a roster file and the headers that they may have, Dutch and English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.model import Role

HEADERS: dict[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "e-mailadres", "emailadres"),
    "name": ("name", "naam"),
    "roles": ("roles", "rollen", "role", "rol"),
    "language": ("language", "taal"),
    "school": ("school",),
    "region": ("region", "regio"),
    "number": ("number", "nummer", "studentnummer", "student_number"),
    "programme": ("programme", "opleiding"),
    "form": ("form", "vorm"),
    "start_year": ("start_year", "startjaar"),
    "level": ("level", "niveau"),
    "opleidingsschool": ("opleidingsschool", "training_school"),
    "wpb": ("wpb", "werkplekbegeleider", "workplace_supervisor"),
    "so": ("so", "schoolopleider"),
    "io": ("io", "instituutsopleider", "institute_supervisor"),
    "slc": ("slc", "studieloopbaancoach"),
    "regiocoordinator": ("regiocoordinator", "regional_coordinator"),
    "vakgroepcoordinator": ("vakgroepcoordinator", "department_coordinator"),
}


@dataclass(frozen=True)
class Columns:
    """The columns that a kind of file may have, with what their headers may be. `what` is its name in a sentence."""

    what: str
    headers: Mapping[str, tuple[str, ...]]

    @cached_property
    def allowed(self) -> str:
        return ", ".join("/".join(dict.fromkeys(headers[:2])) for headers in self.headers.values())

    @cached_property
    def _by_header(self) -> dict[str, str]:
        return {header: column for column, headers in self.headers.items() for header in headers}

    def of(self, header: str) -> str | None:
        """Capitals, accents and the choice between space, hyphen and underscore do not matter."""
        plain = unaccented(header).strip().lower()
        return self._by_header.get(plain) or self._by_header.get(plain.replace(" ", "_").replace("-", "_"))


ROSTER = Columns("roster", HEADERS)
REQUIRED = ("email", "name", "roles")
SUPERVISING = {column: Role(column) for column in ("wpb", "so", "io", "slc", "regiocoordinator", "vakgroepcoordinator")}
OF_STUDENTS = ("number", "programme", "form", "start_year", "level", "opleidingsschool", *SUPERVISING)
NEEDED_OF_STUDENTS = ("number", "programme", "form", "start_year", "level")


def unaccented(text: str) -> str:
    """ "regiocoördinator" as "regiocoordinator"."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
