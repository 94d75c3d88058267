"""Small invented documents with siblings, lists, bounds and exceptions, and a story around one question."""

from __future__ import annotations

from index.documents import Document

WARD = """# Ward rules

Do not give aspirin to children under 16. Paracetamol may be given to children from three months \
on.

No one except the head nurse may change the dose. Visitors are welcome from 2 pm to 7 pm.

## Staff

CEO (Chief Executive Officer): Marta Lindqvist. The pharmacy is run by Jonas Weber. A crash cart \
is a trolley with everything that a stopped heart needs.

During probation, nurses are paid 2,900 euros a month. After probation, nurses are paid 3,400 \
euros a month.
"""
PARTS = """# Spare parts

The filter HX-410 weighs 12 kg and fits the blue pump. The filter HX-420 weighs 19 kg and fits the \
grey pump. Every filter is changed once a year.

The pump costs 480 euros, the stand costs 75 euros, and the hose costs 30 euros.
"""
FERRIES = """# Quarterly figures of Tarnholt Ferries

In the first quarter of 2023 the ferries carried 41,000 passengers. In the second quarter of 2023 \
the ferries carried 67,500 passengers. In 2022 the company bought two new ships. The shareholders \
met on 4 May 2023 in Tarnholt.

Tarnholt Ferries employs 1,250 people. The head office moved to Quay Street because the old house \
was too damp.
"""
SOURCES = """# Sources

The spring at Holm gives 90 litres of water a minute. The spring at Aas gives 40 litres of water a \
minute. The water of both springs is bottled in the village.
"""
TRIAL = "The trial of the drug Norvalin took 22 months. Headache was the most common complaint."
PRESS = "In a trial that took 630 to 660 days, the drug Norvalin halved the number of attacks."
HEATING = """# Heating

Heat pumps take warmth out of the air and need electricity. They are quiet.

Pellet stoves burn pressed wood and need a chimney. Someone has to carry the pellets.
"""
NORTH = "The north branch offers these courses: pottery, weaving and drawing. It opens at nine."
SOUTH = "The south branch offers these courses: welding, carpentry and sewing. It opens at eight."
DOCUMENTS = [
    Document("ward.md", WARD, "Ward rules", media_type="text/markdown"),
    Document("parts.md", PARTS, "Spare parts", media_type="text/markdown"),
    Document("ferries.md", FERRIES, "Tarnholt Ferries", media_type="text/markdown"),
    Document("sources.md", SOURCES, "Sources", media_type="text/markdown"),
    Document("trial", TRIAL, "Summary of the trial"),
    Document("press", PRESS, "Press release"),
    Document("heating.md", HEATING, "Heating", media_type="text/markdown"),
    Document("north", NORTH, "North branch"),
    Document("south", SOUTH, "South branch"),
]
#: More than 150 words around one question.
STORY = """Hello, I hope you are well. My name is Tilda and I have worked on the wards for eleven years now, \
first in the old building by the river and since last autumn in the new one, which I like a lot \
because the light is so much better. Yesterday my neighbour came over with a cake, and we talked \
about our families and about the holidays, and then about work, as one does. She told me that her \
cousin will come to us for a visit next week, and she was not sure about the times, because last \
year they were changed twice and nobody had told her. I promised to look it up, and then of course \
I forgot to do so, since the day was long and the bus was late. So what I would like to know is \
this: from when until when are visitors welcome? I would be very glad about a short reply, since \
she calls me again tonight. Thank you so much and have a lovely evening!"""
