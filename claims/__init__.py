"""Back office for accident-vehicle insurance claims: this docstring is the map of the house.

claims/
├── kernel/       words without business: money, hours, vehicle ids, clock, errors, texts, workflow machine, database
├── people/       shops, users, customers and their vehicles, insurers; roles.py = who may do what
├── rules/        the rule books: policy.py (vocabulary), engine.py (the only door to durable-rules), plain.py (second
│                 reader), decision.py, parameters/<book>/<policy>.yaml, <book>/<policy>.py: one file per policy;
│                 for readers: explain.py (a decision taken apart), policy_book.py, case_tables.py, telling.py
├── audit/        the append-only past: steps, decisions, exceptions, editions, hash chains; verify, replay, search,
│                 export; drafts of policy, their life and their trials over the past
├── duties/       who owes what by when; calendar.py counts on the shop's days, routing.py asks the policy
├── files/        photographs, uploaded papers, signatures: checked, hashed
├── outbox/       what leaves the transaction safely: jobs, idempotency keys
├── lifecycle/    the claim file (tables, legs, surveys) and life.py = its whole life
├── estimating/   damage list, rates, worksheet, versions, parts quote, price lists, reconciliation, negotiation and its
│                 memory; exchange/ (xlsx, xls, csv, PDF, EMS and our own JSON, read and written)
├── shopfloor/    reception, work order, part lines, extras, inspection, old parts, delivery
├── settlement/   bill, deposits, discounts, invoices, payments, claim transfer
├── care/         customer file, follow-ups, letters, complaints (laid out, empty as yet, like web/)
├── documents/    one folder per form: form.py (frozen data) · page.html; filling/ (rows → form); render.py; archive.py
├── reports/      one file per question; sheets.py (csv and xlsx while they are sent), workbook.py (xlsx files)
├── api/          JSON doors, one file per room; steps.py makes the doors of every step from the tables of moves
├── web/          HTML doors and their pages
├── wiring.py     ANSWERS (who knows whether a condition holds) and REACTIONS (what follows an event)
├── claims_verify.py   the small program for auditors: one file that needs nothing else, handed out alone
├── app.py        builds Litestar      settings.py      cli.py      serving.py      demo/ plays one claim over HTTP
└── locale/       the texts in zh and es; the English sentence is the key

Stairs: imports go down only, and rooms on one floor do not know each other (tests/house/test_floors.py).

9 app, wiring, cli, demo    7 documents, reports     5 shopfloor     3 lifecycle                      1 people, rules
8 api, web                  6 settlement, care       4 estimating    2 audit, duties, files, outbox   0 kernel, settings

The whole business can be read in four places: `<room>/life.py` (what can happen), `wiring.py` (what follows),
`people/roles.py` (who may), `rules/` (the house's policy).
"""
