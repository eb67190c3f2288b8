"""A roster of any size in which the first schools are alike, so that what is asked of them can be compared.

Forty students a school, but for one school of a thousand in a roster that is large enough for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.roster.row import Row

OF_A_SCHOOL, OF_THE_LARGEST = 40, 1000
STUDENTS_OF = {"wpb": 10, "io": 30, "slc": 120, "regiocoordinator": 6000}
DOMAIN = "school.example"
FIRST = ("Daan", "Sanne", "Mohamed", "Lotte", "Bram", "Esra", "Finn", "Noor", "Timo", "Iris", "Ravi", "Femke", "Jesse")
LAST = ("Bakker", "de Vries", "Yildiz", "Jansen", "van den Berg", "Smit", "el Amrani", "Visser", "Mulder", "de Boer",
        "Kok", "Peters", "van Dijk", "Hendriks", "Dekker", "Postma", "Vos")  # fmt: skip


def roster_rows(students: int) -> list[Row]:
    """That many students, and everybody who supervises them: about one for every six."""
    rows = [_student(number, students) for number in range(students)]
    return [*_supervisors(rows), *rows]


def address(role: str, number: int) -> str:
    return f"{role}{number}@{DOMAIN}"


def name(number: int) -> str:
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"


def largest_school(students: int) -> int:
    """The number of the school of a thousand: the last one."""
    return (students - OF_THE_LARGEST) // OF_A_SCHOOL


def _school(number: int, students: int) -> int:
    school = number // OF_A_SCHOOL
    return min(school, largest_school(students)) if students > OF_THE_LARGEST else school


def _student(number: int, students: int) -> Row:
    school = _school(number, students)
    cells = {
        "email": address("student", number),
        "name": name(number),
        "roles": "student",
        "school": f"School {school}",
    }
    cells |= {role: address(role, number // many) for role, many in STUDENTS_OF.items()} | {"so": address("so", school)}
    cells |= {
        "number": f"{number:07}",
        "programme": "Nederlands",
        "form": "voltijd",
        "start_year": "2025",
        "level": "2",
    }
    region = number // STUDENTS_OF["regiocoordinator"]
    return Row.model_validate(cells | {"opleidingsschool": f"Samen {school % 50}", "region": f"Regio {region}"})


def _supervisors(students: list[Row]) -> Iterator[Row]:
    """Each once, with the school or region of the first of their students."""
    seen: set[str] = set()
    for student in students:
        for role in (*STUDENTS_OF, "so"):
            (link,) = getattr(student, role)
            if link.email not in seen:
                seen.add(link.email)
                cells = {"email": link.email, "name": name(len(seen)), "roles": role}
                cells |= {"school": student.school} if role in {"wpb", "so"} else {}
                cells |= {"region": student.region} if role == "regiocoordinator" else {}
                yield Row.model_validate(cells)
