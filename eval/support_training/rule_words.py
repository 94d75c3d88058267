"""Words that rules are made of, for `eval.support_training.rules`."""

from __future__ import annotations

from typing import NamedTuple


class Group(NamedTuple):
    """People, in the plural and as one."""

    many: str
    one: str


class Act(NamedTuple):
    """Something that is done to something: "use", "using", "used", "the north entrance"."""

    do: str
    doing: str
    done: str
    object: str

    @property
    def plain(self) -> str:
        """As behind "may"."""
        return f"{self.do} {self.object}"

    @property
    def gerund(self) -> str:
        """As before "is allowed"."""
        return f"{self.doing} {self.object}"


_GROUPS = """
employees an employee; contractors a contractor; visitors a visitor; guests a guest; tenants a tenant;
volunteers a volunteer; students a student; interns an intern; members a member; drivers a driver; nurses a
nurse; pupils a pupil; teachers a teacher; managers a manager; residents a resident; customers a customer;
passengers a passenger; participants a participant; trainees a trainee; supervisors a supervisor; apprentices
an apprentice; part-time_workers a part-time_worker; temporary_staff a temporary_worker; editors an editor;
developers a developer; administrators an administrator; patients a patient; parents a parent; children a
child; minors a minor; subscribers a subscriber; anonymous_users an anonymous_user; moderators a moderator;
owners an owner; lodgers a lodger; technicians a technician; pregnant_women a pregnant_woman;
first-year_students a first-year_student
"""
GROUPS = tuple(
    Group(many.replace("_", " "), f"{article} {one.replace('_', ' ')}")
    for many, article, one in (entry.split() for entry in _GROUPS.split(";"))
)
_ACTS = """
use using used: the north entrance, the company car, the gym, the kitchen, the laser cutter, a private laptop,
  the freight lift, the printer on the second floor, the shared calendar, the API, mobile phones in the hall;
bring bringing brought: pets, food into the library, their own equipment, visitors after six, bicycles inside,
  sharp objects, friends to the course, luggage on board, glass bottles;
take taking taken: photographs of the machines, files home, a second day off, the keys home, unpaid leave,
  samples out of the building, the medicine with food, books abroad, a dog on the bus;
enter entering entered: the cold store, the building at night, the archive, the boiler room, the ward, the
stage; change changing changed: the settings, the dose, the filter, the password of a colleague, the order,
the locks,
  the filing system, the booking;
open opening opened: the control cabinet, the windows on the top floor, a bank account, the valve, the parcel;
sell selling sold: tickets on the street, used parts, alcohol at the event, their shares, home-made cakes;
cancel cancelling cancelled: the order, the subscription, a lesson, the contract, a booking by telephone;
borrow borrowing borrowed: tools, reference books, a projector, more than one key, a bicycle;
install installing installed: software, an antenna on the roof, a heater, plug-ins, a satellite dish;
park parking parked: trailers in the yard, cars in front of the gate, a van overnight, motorcycles on the
pavement; sign signing signed: contracts, the delivery note, an invoice, the visitors' book;
wear wearing worn: sandals in the workshop, jewellery, a helmet, gloves, a badge, ear protection;
approve approving approved: expenses, overtime, a refund, their own reports, new suppliers;
work working worked: from home, on Sundays, at night, from abroad, overtime;
smoke smoking smoked: on the balcony, in the yard, inside the tent;
store storing stored: petrol in the garage, personal data on a stick, paint in the cellar, boxes in the
corridor; share sharing shared: the password, the recording, the draft with clients, a room;
delete deleting deleted: old backups, comments, an account, log files, records;
feed feeding fed: the birds, the animals, the ducks in the park;
rent renting rented: a boat, the hall for parties, skis, a second garage;
swim swimming swum: in the lake, without a cap, after dark;
attend attending attended: the meeting, the safety training, evening classes, the board's session;
return returning returned: opened goods, sale items, the device, the uniform;
operate operating operated: the crane, the forklift, a drone over the site, the press;
report reporting reported: accidents, lost cards, absences by nine, side jobs
"""


def _acts() -> list[Act]:
    found = []
    for entry in _ACTS.split(";"):
        verbs, objects = entry.split(":")
        do, doing, done = verbs.split()
        found += [Act(do, doing, done, " ".join(one.split())) for one in objects.split(",")]
    return found


ACTS = _acts()
#: What a rule may depend on: with it, and without.
CONDITIONS = (
    ("with written permission", "without permission"),
    ("with the manager's approval", "without approval"),
    ("if a supervisor is present", "when no supervisor is there"),
    ("after the safety training", "before the safety training"),
    ("on weekdays", "at weekends"),
    ("with a valid badge", "without a badge"),
    ("if the door is locked", "when the door is open"),
    ("during opening hours", "outside opening hours"),
    ("in an emergency", "when there is no emergency"),
    ("under the supervision of an adult", "without an adult"),
)
#: A word for some things, and some of them.
KINDS = {
    "pets": ("a dog", "my cat", "a hamster", "my dog"),
    "vehicles": ("a van", "a motorcycle", "my car", "a truck"),
    "weapons": ("a knife", "a pistol", "a sword"),
    "electronic devices": ("a laptop", "a phone", "a tablet"),
    "alcoholic drinks": ("beer", "wine", "a bottle of whisky"),
    "musical instruments": ("a guitar", "my violin", "drums"),
    "sports equipment": ("skis", "a surfboard", "a football"),
    "flammable liquids": ("petrol", "lighter fluid", "paint thinner"),
    "family members": ("my wife", "my brother", "my daughter", "my son"),
    "bulky items": ("a sofa", "a wardrobe", "a mattress"),
    "hot meals": ("soup", "a pizza", "pasta"),
    "garden waste": ("leaves", "grass cuttings", "branches"),
}
#: Things of which something holds or not, with what holds and its opposite.
STATES = (
    (
        "the swimming pool; the museum; the canteen; the office; the help desk; the library; the car park",
        "open",
        "closed",
    ),
    (
        "breakfast; parking; insurance; delivery; installation; the service; wireless access",
        "included",
        "not included",
    ),
    (
        "breakfast; parking; delivery; entry; the shuttle bus; the first lesson",
        "free of charge",
        "subject to a fee",
    ),
    ("the deposit; the ticket; the fee; the booking; the advance payment", "refundable", "non-refundable"),
    (
        "the training; registration; a helmet; insurance; attendance; a deposit; vaccination",
        "mandatory",
        "optional",
    ),
    ("the device; the bracket; the cable; the detergent; the coating", "waterproof", "not waterproof"),
    ("the feature; the export; the older version; the lift; the spare part", "available", "not available"),
    ("water damage; theft; dental treatment; accidental damage; wear", "covered", "excluded"),
    ("the plant; the glue; the paint; the fluid; the toy", "safe for children", "dangerous for children"),
    ("the document; the list; the report; the price list", "public", "confidential"),
    ("the warranty; the offer; the discount; the permit", "transferable", "not transferable"),
    ("the app; the portal; the newsletter; the manual", "in English", "only in German"),
)
