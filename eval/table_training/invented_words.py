"""What invented tables are about: names, measures with words for both ends, yes and no, groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Names(NamedTuple):
    """What the rows of a table are: one, several, and the nouns of their names, in one string."""

    one: str
    several: str
    nouns: str


class Measure(NamedTuple):
    """A column of numbers.

    Args:
        columns: What it may be called.
        most: What is said of the row with the most; `least` of that with the least.
        ask: Asks for one cell, of a `{name}` in a `{column}`.
        nothing: What is said of a row with 0; empty where none has it.
        bound: What is said of rows with more or less than a number; empty where nothing is.
    """

    columns: Sequence[str]
    forms: Sequence[Callable[[int], str]]
    most: Sequence[str]
    least: Sequence[str]
    ask: str = "What is the {column} of the {name}?"
    nothing: str = ""
    bound: str = ""


def _money(value: int) -> str:
    return f"€{value:,}.00"


def _clock(value: int) -> str:
    return f"{6 + value // 60:02d}:{value % 60:02d}"


def _day(value: int) -> str:
    return f"{2020 + value // 336}-{1 + value % 336 // 28:02d}-{1 + value % 28:02d}"


def _year(value: int) -> str:
    return str(1020 + value)


#: Numbers with units.
_KG, _CM, _MIN = ("{} kg".format, "{} cm".format, "{} minutes".format)

NAMES = (
    Names("product", "products", "kettle jug shelf stool clock mat rug bin tray mug frame basket"),
    Names("article", "articles", "bolt clamp hinge valve hose switch cable plug fuse gasket nut pin"),
    Names("room", "rooms", "studio loft suite hall parlour den study cabin annex lounge attic cell"),
    Names("course", "courses", "pottery yoga drawing singing cooking sewing chess dance welding"),
    Names("team", "teams", "drivers nurses clerks cleaners guards cooks pilots tutors welders"),
    Names("dish", "dishes", "soup stew pie salad curry pasta roast pudding omelette risotto"),
    Names("site", "sites", "mill park harbour market bridge square garden quarry station"),
    Names("plan", "plans", "start team basic family campus flex trial studio office"),
)
ADJECTIVES = "amber north grey river cedar silver upper blue stone maple coral ivory green lower"
MEASURES = (
    Measure(
        ("Price", "Cost", "Unit price", "Fee", "Price per month", "Rate", "Charge"),
        ("€{}".format, "${}".format, "£ {}.50".format, "{}.20 EUR".format),
        ("is the most expensive", "costs the most", "is the dearest", "is the priciest"),
        ("is the cheapest", "costs the least", "is the least expensive"),
        "How much does the {name} cost?",
        bound="cost {side} than {bound}",
    ),
    Measure(
        ("Stock", "In stock", "Units in stock", "Quantity", "On hand", "Available"),
        (str, "{} pcs".format),
        ("has the most stock", "do we have most of"),
        ("has the least stock", "do we have fewest of"),
        "How many of the {name} are in stock?",
        "are out of stock",
        "have {side} than {bound} in stock",
    ),
    Measure(
        ("Weight", "Mass", "Weight in kg"),
        (_KG, str, "{} g".format),
        ("is the heaviest", "weighs the most"),
        ("is the lightest", "weighs the least"),
        "How heavy is the {name}?",
        bound="weigh {side} than {bound}",
    ),
    Measure(
        ("Length", "Height", "Width"),
        (_CM, str, "{} mm".format),
        ("is the longest", "is the largest", "is the tallest"),
        ("is the shortest", "is the smallest"),
    ),
    Measure(
        ("Duration", "Time", "Minutes", "Lead time", "Waiting time"),
        (_MIN, str, "{} days".format),
        ("takes the longest", "is the slowest", "takes the most time"),
        ("is the quickest", "is the fastest", "takes the least time"),
        "How long does the {name} take?",
        bound="take {side} than {bound} minutes",
    ),
    Measure(
        ("Places", "Seats", "Capacity", "Members", "Visitors", "Staff", "Participants"),
        (str,),
        ("has the most {column}", "is the biggest", "is the largest"),
        ("has the fewest {column}", "is the smallest"),
        "How many {column} does the {name} have?",
        "have no {column}",
        "have {side} than {bound} {column}",
    ),
    Measure(
        ("Days of leave", "Holiday days", "Sick days", "Days of training", "Vacation"),
        (str, "{} days".format),
        ("has the most {column}", "gets the most {column}"),
        ("has the fewest {column}", "gets the fewest {column}", "gets the least {column}"),
        "How many {column} does the {name} get?",
        "get no {column}",
        "get {side} than {bound} {column}",
    ),
    Measure(
        ("Weekly hours", "Hours", "Working hours"),
        (str, "{} h".format),
        ("works the longest", "works the most hours", "works the longest hours"),
        ("works the fewest hours", "works the shortest hours"),
        "How many hours does the {name} work?",
        bound="work {side} than {bound} hours",
    ),
    Measure(
        ("Opens", "Opening time", "Starts", "Start time"),
        (_clock,),
        ("starts last", "opens last", "opens latest"),
        ("starts first", "opens first", "opens earliest", "starts earliest"),
        "When does the {name} open?",
    ),
    Measure(
        ("Closes", "Closing time", "Ends"),
        (_clock,),
        ("closes last", "ends last", "closes latest"),
        ("closes first", "ends first", "closes earliest"),
        "When does the {name} close?",
    ),
    Measure(
        ("Delivered", "Ordered", "Last checked", "Launched"),
        (_day,),
        ("is the newest", "was {column} last", "is the latest", "was {column} most recently"),
        ("is the oldest", "was {column} first", "was {column} earliest"),
        "When was the {name} {column}?",
    ),
    Measure(
        ("Built", "Founded", "Opened"),
        (_year,),
        ("is the newest", "is the youngest", "is the most recent"),
        ("is the oldest", "is the earliest"),
        "When was the {name} {column}?",
    ),
    Measure(
        ("Salary", "Pay", "Wage", "Bonus", "Budget"),
        (_money, "${}".format),
        ("earns the most", "has the most {column}", "is the best paid"),
        ("earns the least", "has the least {column}", "is the worst paid"),
        bound="have {side} than {bound} {column}",
    ),
    Measure(
        ("Distance", "Kilometres", "Range"), ("{} km".format,), ("is the farthest",), ("is the nearest",)
    ),
    Measure(("Days carried over", "Notice", "Warranty", "Age limit"), (str, "{} days".format), (), ()),
)
#: The name of a column, what is said of a row with yes, and with no.
TRUTHS = (
    ("Refundable", "are refundable", "are not refundable"),
    ("Receipt needed", "need a receipt", "need no receipt"),
    ("Vegetarian", "are vegetarian", "are not vegetarian"),
    ("Insured", "are insured", "are not insured"),
    ("Sold online", "can be sold online", "are not sold online"),
    ("Wheelchair access", "have wheelchair access", "have no wheelchair access"),
    ("Includes support", "include support", "do not include support"),
    ("Open on Sunday", "are open on Sunday", "are not open on Sunday"),
    ("Approved", "are approved", "have not been approved"),
    ("Night shift", "work the night shift", "do not work the night shift"),
    ("Heated", "are heated", "are not heated"),
    ("Fragile", "are fragile", "are not fragile"),
    ("Recyclable", "are recyclable", "are not recyclable"),
    ("Deposit", "need a deposit", "need no deposit"),
)
#: The name of a column, what is asked of a group, and the groups.
GROUPS = (
    (
        "Supplier",
        (
            "Which {several} does {group} supply?",
            "Which {several} are supplied by {group}?",
            "How many {several} does {group} supply?",
        ),
        ("Lumen", "Orbit", "Feld", "Tarn"),
    ),
    (
        "Colour",
        ("Which {several} are {group}?", "How many {several} are {group}?"),
        ("red", "black", "white", "yellow"),
    ),
    (
        "City",
        ("Which {several} are in {group}?", "How many {several} are in {group}?"),
        ("Lisbon", "Graz", "Oslo", "Turin"),
    ),
    (
        "Manager",
        (
            "Which {several} does {group} manage?",
            "Which {several} are managed by {group}?",
            "How many {several} does {group} manage?",
        ),
        ("Adams", "Okoro", "Lindt", "Rossi"),
    ),
)
