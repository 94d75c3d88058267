"""The texts of the binary documents in `eval/sets/documents/`, of an invented practice and company: our own.

Blocks are parted by blank lines; `#` begins a heading, `-` and a number an item, `|` a row of cells.
"""

HANDBOOK_TITLE = "Harrow Lane Dental Practice: staff handbook"
HANDBOOK = """
This handbook applies to everybody who is employed by Harrow Lane Dental Practice. It does not apply to
locum dentists, whose terms are in their own contracts. Edition of 15 January 2024.

# Working hours

The practice is open from 8 am to 6 pm on weekdays and from 9 am to 1 pm on Saturdays. A full working week
has 37.5 hours. Nobody works more than two Saturdays a month. Overtime is paid at one and a half times the
hourly rate if the practice manager, Colette Hargreaves, has approved it beforehand.

# Probation and notice

The first six months of employment are a probation period. During probation either side may end the
contract with one week's notice. After probation the notice is one month, and three months for dentists.
Notice must be given in writing.

# Holidays

Full-time staff have 28 days of paid holiday a year, bank holidays not included. Part-time staff have the
same share of it as of the working week. Up to five days may be carried over, but they lapse on 31 March.
Ask for holidays at least four weeks ahead. No holidays are granted in the first two weeks of January,
because most patients have their check-ups then.

# Illness

If you are ill, ring the reception before 7.30 am; an e-mail is not enough. From the fourth day on a
doctor's note is needed. Sick pay is full for the first six weeks and half for another six.

# Hygiene

Cross-infection means that germs pass from one patient to another, mostly by hands or instruments. To
prevent it, every instrument goes through these steps:

1. Rinse the instrument under cold water.
2. Clean it in the ultrasonic bath for ten minutes.
3. Look at it under the magnifying lamp.
4. Seal it in a pouch and write the date on it.
5. Sterilise it in the autoclave at 134 °C.

An autoclave is a vessel that sterilises instruments with steam under pressure. It is tested every morning
before the first patient. A pouch that is older than 60 days must be sterilised again. Gloves are changed
after every patient. Rings, watches and nail varnish are not allowed in the treatment rooms.

# Needle-stick injuries

If you prick yourself with a used needle:

1. Let the wound bleed and wash it with soap.
2. Do not suck it.
3. Tell the infection lead, Dr Naveed Aslam, at once.
4. Go to the emergency department of St Brannoc's Hospital within two hours.
5. Fill in the accident book.

# Expenses

The practice pays expenses up to these limits. Send claims to Colette Hargreaves by the fifth of the next
month.

| Expense | Limit | Receipt needed | Approved by |
| Train | second class fare | Yes | Nobody |
| Own car | 45p a mile | No | Nobody |
| Taxi | £60 | Yes | Practice manager |
| Hotel | £110 a night | Yes | Practice manager |
| Meals | £25 a day | No | Nobody |
| Course fees | £900 a year | Yes | Lead dentist |

Fines for parking or speeding are never paid.

# Training

Everybody must take these courses every year:

- Basic life support
- Fire safety
- Data protection
- Safeguarding of children and adults

Dental nurses also need 50 hours of further training in five years to keep their registration; dentists
need 100.

# Patients' records

Records of adults are kept for 11 years after the last treatment. Records of children are kept until the
25th birthday. Records must not leave the practice, whether on paper or on a memory stick. Only the data
protection officer, Moira Tennant, may answer requests from the police. If a record is lost, tell her
within 24 hours.

# Complaints

A patient's complaint is acknowledged within three working days and answered within twenty. The lead
dentist, Dr Yvonne Castell, signs every answer. Complaints are not noted in the clinical record.

# Pensions and benefits

Staff join the pension scheme after three months. The practice pays 5% of the salary, and the employee 4%.
Other benefits are:

- free dental treatment after probation, except cosmetic treatment
- a season ticket loan of up to £1,500
- two paid days a year for voluntary work
- a flu jab every autumn

# Working from home

Receptionists and nurses cannot work from home, since their work is with patients. Accounts staff may do
so on two days a week.
"""
REPORT_TITLE = "Tarnbeck Instruments plc: annual report 2023"
#: One string a page.
REPORT_PAGES = (
    """
# Letter from the chief executive

Tarnbeck Instruments makes laboratory balances and moisture analysers at two works, in Kendal and in Brno.
In 2023 revenue rose by 8% to £64.2 million. Operating profit fell to £7.1 million, because steel and
electronic parts cost more and because the move of the Kendal works took longer than planned.

We opened the new hall in Kendal on 18 September 2023. It has a clean room of 900 square metres, in which
the MicroLine balances are adjusted. The old works in Station Road was sold for £3.4 million.

We expect revenue of £67 to £69 million in 2024. The board proposes a dividend of 11.5 pence a share,
after 11.0 pence for 2022.

Fiona Harcastle, chief executive, 6 March 2024

# Markets

Pharmaceutical laboratories bought 46% of our products, food laboratories 31%, and universities 23%. Sales
in Asia grew by 19%, helped by the distributor in Singapore with whom we have worked since May 2022. Sales
in Germany were flat.
""",
    """
# Five-minute summary of the figures

In millions of pounds, except where stated otherwise.

|  | 2023 | 2022 |
| Revenue | 64.2 | 59.4 |
| Cost of sales | 38.9 | 34.6 |
| Gross profit | 25.3 | 24.8 |
| Research and development | 6.8 | 5.9 |
| Operating profit | 7.1 | 8.3 |
| Net profit | 5.2 | 6.4 |
| Net debt | 12.6 | 9.8 |
| Employees at year end | 418 | 397 |
| Dividend per share (pence) | 11.5 | 11.0 |

Gross profit is revenue less cost of sales. Net debt is what we owe to banks less the cash that we hold.

# Revenue by product

| £ million | 2023 | 2022 |
| Laboratory balances | 41.7 | 39.9 |
| Moisture analysers | 14.3 | 12.1 |
| Service and calibration | 8.2 | 7.4 |
""",
    """
# Risks

The board sees four main risks:

- Supply: two thirds of our load cells come from one supplier in Taiwan.

- Currency: 58% of revenue is in euros and dollars.

- Cyber attacks: a fraud by e-mail cost us £140,000 in April 2023.

- Skilled people: it takes two years to train an adjuster.

To lessen the first of these, a second supplier of load cells, in Switzerland, will deliver from July
2024.

# People

At the end of the year we had 418 employees, 273 of them in Kendal and 145 in Brno. The share of women in
management rose from 24% to 29%. There were six accidents with lost days, after nine in 2022.

# Environment

Emissions of the two works fell by 14% to 3,120 tonnes of carbon dioxide, mainly because the Brno works is
now heated by a heat pump. Packaging made of plastic foam will be given up by 2026.
""",
    """
# The board

Sir Malcolm Reddy, chairman since 2018

Fiona Harcastle, chief executive since 1 January 2021

Jonas Weidmann, finance director since August 2022; before him Claire Osgood

Dr Amara Nwosu, independent director, chair of the audit committee

Pavel Hruby, director of the Brno works

Sir Malcolm Reddy will retire at the general meeting on 22 May 2024. The board proposes Dr Amara Nwosu as
his successor.

# Auditor

The auditor is Lowther & Gale LLP of Leeds. Its fee was £210,000, after £195,000 in 2022. Its report is
unqualified. A qualified report is one in which the auditor says that he cannot agree with a part of the
accounts.
""",
)
