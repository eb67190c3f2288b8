"""A warning for medical words: few false alarms, and what matters is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.medical import medical_words
from knowledge.check import check_content
from knowledge.library import CONTENT
from knowledge.medical_words import load_medical_words

WORDS = load_medical_words()

ORDINARY = """
Mijn student is de hele week ziek en ik weet niet wie dat doorgeeft.
Ze is moe en ziet bleek, maar ze wil graag doorgaan.
Hij heeft hoofdpijn van de drukte in de klas.
We bespreken het functioneren samen met de IO.
De student behandelt de stof te snel.
De les is opgenomen op video en we kijken hem samen terug.
Ik maak me zorgen over de orde in klas 2.
Hij komt elke week te laat en meldt zich niet af.
Ze ervaart veel stress door de toetsweek.
Coöperatief leren ging deze keer erg goed.
De operationalisering van de leerdoelen is nog vaag.
We stellen een plan van aanpak op met drie leerdoelen.
Is er een diagnostische toets voor taalvaardigheid?
De student geeft natuurkunde en scheikunde, chemie dus.
Ze heeft faalangst voor de groep, dat bespreken we in het driegesprek.
Psychologie is haar tweede studie.
We kijken naar de psychosociale ontwikkeling van de leerlingen.
Zijn privésituatie vraagt even aandacht.
De collega gaat met zwangerschapsverlof, wie begeleidt haar dan?
Kan de student de zwangerschapsvervanging overnemen?
Hij heeft een specialist in klassenmanagement als coach.
In MS Teams staat het formulier klaar.
De concertagenda van de muziekklas is vol.
Ze koos traumasensitief lesgeven als onderzoeksthema.
De fysiologie van de spier komt in de gymles aan bod.
De beperking van dit rooster is dat er geen vrije uren zijn.
Door corona liep deze lichting een jaar achter.
Afspraak: volgende week maandag een lesbezoek en nabespreking.
Meneer Pfeiffer is de nieuwe schoolopleider.
Hij voelt zich niet gehoord door zijn werkplekbegeleider.
Please add the student to the list for the next meeting.
She was absent twice and did not tell anyone.
He finds the second year depressing but the pupils like him.
It was a borderline pass, so we agreed on a retake.
The hospitality of the school is great.
She is tired and worried about her study points.
He uses visual aids and the class is calm.
We agreed to operate as one team from now on.
The disorder in class was less than last week.
He is an ass in meetings, but a fine teacher.
""".strip().splitlines()

TELLING = """
ADHD: Ze heeft ADHD en krijgt daar begeleiding voor.
autistisch: Ik denk dat hij autistisch is.
Dyslexie: Dyslexie speelt ook mee bij de taaltoets.
depressief: Ze is al maanden depressief.
burn-out: Hij zit thuis met een burn-out.
Burnout: Burnout, al drie maanden.
angststoornis: De student vertelde over een angststoornis.
eetstoornis: Er speelt een eetstoornis.
antidepressiva: Ze slikt antidepressiva.
medicatie: De medicatie maakt hem suf.
slaapmedicatie: Door de slaapmedicatie komt ze te laat.
Ritalin: Zonder Ritalin lukt het niet.
psycholoog: Op dinsdag gaat ze naar de psycholoog.
fysiotherapeut: Hij moet elke week naar de fysiotherapeut.
ziekenhuis: Ze lag een week in het ziekenhuis.
geopereerd: Hij wordt in mei geopereerd aan zijn knie.
knie-operatie: Na de knie-operatie loopt hij met krukken.
kanker: Zijn behandeling voor kanker begint maandag.
Epilepsie: Epilepsie, dus geen nachtdienst op kamp.
diabetes: Vanwege diabetes moet ze op tijd eten.
PTSS: Hij heeft PTSS na een ongeluk.
ADD: Er is ADD vastgesteld.
zwanger: Ze is zwanger en wil het nog niet zeggen.
suïcidale: Hij had suïcidale gedachten.
chronische pijnklachten: Ze heeft chronische pijnklachten.
long covid: Sinds long covid is hij snel op.
panic attacks: She has panic attacks before class.
medication|depression: He takes medication for depression.
diagnosed|autism: She was diagnosed with autism last year.
miscarriage: She had a miscarriage in March.
""".strip().splitlines()


def test_there_are_enough_of_both() -> None:
    assert (len(ORDINARY), len(TELLING)) == (40, 30)


@pytest.mark.parametrize("sentence", ORDINARY)
def test_ordinary_sentences_pass(sentence: str) -> None:
    assert medical_words(sentence, WORDS) == ()


@pytest.mark.parametrize("line", TELLING)
def test_medical_details_are_noticed_as_they_were_typed(line: str) -> None:
    expected, sentence = line.split(": ", 1)
    assert medical_words(sentence, WORDS) == tuple(expected.split("|"))


def test_each_word_once_and_in_order() -> None:
    text = "Ze heeft adhd, is\nburn out geweest, en ADHD en long covid."
    assert medical_words(text, WORDS) == ("adhd", "burn out", "ADHD", "long covid")
    assert medical_words("", WORDS) == ()
    assert medical_words("depressief e\u0301n Depressief".replace("D", "d"), WORDS) == ("depressief",)


def test_supervisors_questions_rarely_get_a_warning() -> None:
    """Topics that are not about health, out of the example questions: fewer than one in two hundred."""
    about_health = {"ziekte", "beperking", "extra-hulp", "decaan", "privacy", "outside"}
    asked = [
        line
        for path in sorted((CONTENT / "examples").glob("*.txt"))
        if path.name.split(".")[0] not in about_health
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    warned = [line for line in asked if medical_words(line, WORDS)]
    assert len(warned) * 200 < len(asked), warned


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("medical-words.yaml", "  - adhd\n", "  - ADHD\n", "does not have the required form"),
        ("medical-words.yaml", "  - adhd\n", "  - adhd\n  - adhd\n", "stand here twice: adhd"),
        ("retention.yaml", "turn: 30", "turn: 0", "retention.yaml:5: turn: input should be greater"),
        ("retention.yaml", "turn: 30", "turns: 30", "not known here; allowed: account,"),
        ("retention.yaml", "person: 800", "person: 100", "may not be shorter than `dossier`"),
    ],
)
def test_an_owner_is_told_what_is_wrong(tmp_path: Path, file: str, old: str, new: str, expected: str) -> None:
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    text = (content / file).read_text(encoding="utf-8")
    assert old in text
    (content / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert expected in "\n".join(map(str, check_content(content)))
