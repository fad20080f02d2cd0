"""The coded values that papers print, each with its English words (the message id of its translations)."""

from __future__ import annotations

COVERS = {
    "own_damage": "Own damage",
    "compulsory_other": "Other party's compulsory cover",
    "third_party": "Third-party liability",
    "subrogation": "Subrogation",
    "customer": "Customer",
    "manufacturer": "Manufacturer's warranty",
    "shop": "Shop",
}
PART_KINDS = {
    "PAN": "Original",
    "PAA": "Sub-factory",
    "PAL": "Used",
    "PAM": "Remanufactured",
    "PAR": "Recored",
    "PAC": "Rechromed",
    "PAG": "Glass",
    "PAS": "Sublet",
}
SUPPLIERS = {"shop": "Shop supplies", "customer": "Customer supplies", "insurer": "Insurer supplies"}
LABOR_KINDS = {
    "LAB": "Body",
    "LAR": "Paint",
    "LAM": "Mechanical",
    "LAF": "Frame",
    "LAS": "Structural",
    "LAG": "Glass work",
    "LAE": "Electrical",
    "LAD": "Diagnosis",
    "LAA": "Aluminium",
    "LAI": "Remove and fit",
}
OPERATIONS = {
    "replace": "Replace",
    "repair": "Repair",
    "remove_install": "Remove and install",
    "refinish": "Refinish",
    "blend": "Blend",
    "overhaul": "Overhaul",
    "align": "Align",
    "check": "Check it",
    "calibrate": "Calibrate",
    "sublet": "Sublet work",
    "pdr": "Paintless dent repair",
    "additional": "Additional cost",
}
FOUND_AT = {"survey": "At the survey", "teardown": "At the teardown", "repair": "During the repair"}
VERDICTS = {"accept": "Accept", "check": "Check", "negotiate": "Negotiate"}
DIFFERENCES = {
    "": "No difference",
    "omitted": "Omitted by insurer",
    "added": "Added by insurer",
    "hours": "Hours",
    "rate": "Rate",
    "cap": "Cap",
    "part_kind": "Part kind",
    "quantity": "Quantity",
    "price": "Price",
    "operation": "Operation changed",
    "supplier": "Supplier changed",
    "tax_basis": "Tax basis",
    "duplicate": "Duplicate",
    "remainder": "Remainder (tax, rounding)",
}
ANSWERS = {"pending": "Not answered yet", "cut": "Cut", "refused": "Refused"}
CHANNELS = {
    "phone": "Telephone",
    "email": "E-mail",
    "meeting": "Meeting",
    "portal": "Insurer's portal",
    "message": "Message",
    "file": "Uploaded file",
}
CONSENTS = {"signature": "Signed", "telephone": "By telephone", "refused": "Refused", "open": "Not answered yet"}
OLD_PARTS = {"return": "Return to the customer", "discard": "Dispose of them", "insurer": "Keep for the insurer"}
PAYMENTS = {
    "cash": "Cash",
    "card": "Card",
    "transfer": "Bank transfer",
    "mobile": "Mobile payment",
    "insurer": "By the insurer",
}
OWNERS = {"person": "Person", "unit": "Unit"}
MARKS = {"": "", "draft": "DRAFT", "cancelled": "CANCELLED"}
CHANGES = {"": "", "new": "New", "changed": "Changed"}
BILL_KINDS = {
    "part": "Part",
    "labor": "Labor",
    "paint": "Paint",
    "material": "Material",
    "sublet": "Sublet work",
    "fee": "Fee",
    "tax": "Tax",
}
SOURCES = {"order": "Order", "amendment": "Amendment", "extra": "Extra"}
READERS = {"engine": "Rule engine and second reader", "plain": "Second reader alone", "person": "A person"}
TRANSFERS = {
    "authority_to_collect": "Authority to collect",
    "assignment": "Assignment of the claim",
    "direct_pay": "Direct-pay agreement",
}
CHECKS = {"passed": "Passed", "failed": "Failed", "not_applicable": "Not applicable"}
SIGNERS = {
    "owner": "Owner or authorized person",
    "customer": "The customer",
    "advisor": "Service advisor",
    "supervisor": "Service supervisor",
    "estimator": "Estimator",
    "parts_supervisor": "Parts supervisor",
    "manager": "Business manager",
    "inspector": "Inspector",
    "team": "Team leader",
    "workshop": "Workshop supervisor",
    "cashier": "Cashier",
    "coordinator": "Insurance coordinator",
    "surveyor": "Surveyor",
    "assessor": "Assessor",
    "insurer": "For the insurer",
    "auditor": "Auditor",
}
CAPACITIES = {
    "": "",
    "owner": "Owner",
    "authorized_person": "Authorized person",
    "customer": "The customer",
    "advisor": "Service advisor",
    "assessor": "Assessor",
    "technician": "Technician",
    "manager": "Business manager",
    "insurer": "For the insurer",
}
METHODS = {"": "", "drawn": "Drawn by hand", "typed": "Typed", "telephone": "By telephone"}
SURVEYS = {"visit": "Visit", "roadside": "At the roadside", "video": "By video"}
WITHHELD = {
    "decisions": "Full decision log",
    "reconciliation": "Reconciliation with negotiation notes",
    "costs": "Internal costing",
    "audit": "Audit trail",
}
ALL = {name: table for name, table in list(globals().items()) if name.isupper() and isinstance(table, dict)}
