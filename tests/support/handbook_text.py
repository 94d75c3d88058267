"""The text of the staff handbook in `seeds/`: our own, of an invented practice."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Heading(NamedTuple):
    """A heading of the first level."""

    text: str


class Items(NamedTuple):
    """A list."""

    entries: tuple[str, ...]
    numbered: bool = False


class Table(NamedTuple):
    """Rows of cells; the first row is the header."""

    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Items | Table | str

TITLE = "Harrow Lane Dental Practice: staff handbook"
BLOCKS: tuple[Block, ...] = (
    "This handbook applies to everybody who is employed by Harrow Lane Dental Practice. It does not apply to "
    "locum dentists, whose terms are in their own contracts. Edition of 15 January 2024.",
    Heading("Working hours"),
    "The practice is open from 8 am to 6 pm on weekdays and from 9 am to 1 pm on Saturdays. A full working week has "
    "37.5 hours. Nobody works more than two Saturdays a month. Overtime is paid at one and a half times the hourly "
    "rate if the practice manager, Colette Hargreaves, has approved it beforehand.",
    Heading("Probation and notice"),
    "The first six months of employment are a probation period. During probation either side may end the contract "
    "with one week's notice. After probation the notice is one month, and three months for dentists. Notice must be "
    "given in writing.",
    Heading("Holidays"),
    "Full-time staff have 28 days of paid holiday a year, bank holidays not included. Part-time staff have the same "
    "share of it as of the working week. Up to five days may be carried over, but they lapse on 31 March. Ask for "
    "holidays at least four weeks ahead. No holidays are granted in the first two weeks of January, because most "
    "patients have their check-ups then.",
    Heading("Illness"),
    "If you are ill, ring the reception before 7.30 am; an e-mail is not enough. From the fourth day on a doctor's "
    "note is needed. Sick pay is full for the first six weeks and half for another six.",
    Heading("Hygiene"),
    "Cross-infection means that germs pass from one patient to another, mostly by hands or instruments. To prevent it, "
    "every instrument goes through these steps:",
    Items(
        (
            "Rinse the instrument under cold water.",
            "Clean it in the ultrasonic bath for ten minutes.",
            "Look at it under the magnifying lamp.",
            "Seal it in a pouch and write the date on it.",
            "Sterilise it in the autoclave at 134 °C.",
        ),
        numbered=True,
    ),
    "An autoclave is a vessel that sterilises instruments with steam under pressure. It is tested every morning before "
    "the first patient. A pouch that is older than 60 days must be sterilised again. Gloves are changed after every "
    "patient. Rings, watches and nail varnish are not allowed in the treatment rooms.",
    Heading("Needle-stick injuries"),
    "If you prick yourself with a used needle:",
    Items(
        (
            "Let the wound bleed and wash it with soap.",
            "Do not suck it.",
            "Tell the infection lead, Dr Naveed Aslam, at once.",
            "Go to the emergency department of St Brannoc's Hospital within two hours.",
            "Fill in the accident book.",
        ),
        numbered=True,
    ),
    Heading("Expenses"),
    "The practice pays expenses up to these limits. Send claims to Colette Hargreaves by the fifth of the next month.",
    Table(
        (
            ("Expense", "Limit", "Receipt needed", "Approved by"),
            ("Train", "second class fare", "Yes", "Nobody"),
            ("Own car", "45p a mile", "No", "Nobody"),
            ("Taxi", "£60", "Yes", "Practice manager"),
            ("Hotel", "£110 a night", "Yes", "Practice manager"),
            ("Meals", "£25 a day", "No", "Nobody"),
            ("Course fees", "£900 a year", "Yes", "Lead dentist"),
        )
    ),
    "Fines for parking or speeding are never paid.",
    Heading("Training"),
    "Everybody must take these courses every year:",
    Items(("Basic life support", "Fire safety", "Data protection", "Safeguarding of children and adults")),
    "Dental nurses also need 50 hours of further training in five years to keep their registration; dentists need 100.",
    Heading("Patients' records"),
    "Records of adults are kept for 11 years after the last treatment. Records of children are kept until the 25th "
    "birthday. Records must not leave the practice, whether on paper or on a memory stick. Only the data protection "
    "officer, Moira Tennant, may answer requests from the police. If a record is lost, tell her within 24 hours.",
    Heading("Complaints"),
    "A patient's complaint is acknowledged within three working days and answered within twenty. The lead dentist, "
    "Dr Yvonne Castell, signs every answer. Complaints are not noted in the clinical record.",
    Heading("Pensions and benefits"),
    "Staff join the pension scheme after three months. The practice pays 5% of the salary, and the employee 4%. "
    "Other benefits are:",
    Items(
        (
            "free dental treatment after probation, except cosmetic treatment",
            "a season ticket loan of up to £1,500",
            "two paid days a year for voluntary work",
            "a flu jab every autumn",
        )
    ),
    Heading("Working from home"),
    "Receptionists and nurses cannot work from home, since their work is with patients. Accounts staff may do so on two "
    "days a week.",
)
