"""Months and days of the week."""

from __future__ import annotations

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: Alternatives for a regular expression: units of time.
TIME_UNITS = "(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies))"
#: The same: whole names.
MONTH_NAMES = "|".join(MONTHS)
WEEKDAY_NAMES = "|".join(WEEKDAYS)
#: Names of months and their abbreviations: "September", "Sep", "Sept", "Jun".
MONTH_FORMS = "|".join(
    ("Sept?(?:ember)?" if name == "September" else f"{name[:3]}(?:{name[3:]})?") for name in MONTHS
).replace("May(?:)?", "May")
