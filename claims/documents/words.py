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
UNSAID = {"": ""}  # nothing was said; the paper leaves the place empty
SIDES = {
    "": "",
    "left": "left",
    "right": "right",
    "front": "front",
    "rear": "rear",
    "left_front": "left front",
    "left_rear": "left rear",
    "right_front": "right front",
    "right_rear": "right rear",
    "both": "both sides",
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
AMENDMENTS = {
    "agreed_prices": "Prices agreed",
    "supplement": "Supplement",
    "supplier_change": "Supplier changed",
}
PAYMENTS = {
    "cash": "Cash",
    "card": "Card",
    "transfer": "Bank transfer",
    "mobile": "Mobile payment",
    "insurer": "By the insurer",
}
OWNERS = {"person": "Person", "unit": "Unit"}
MARKS = {"": "", "draft": "DRAFT", "cancelled": "CANCELLED"}
CHANGES = {"": "", "new": "New", "changed": "Changed", "removed": "Removed"}
LINE_FIELDS = {
    "part_number": "Part number",
    "side": "Side",
    "operation": "Operation",
    "quantity_x1000": "Qty",
    "part_kind": "Part kind",
    "supplied_by": "Who supplies",
    "labor_kind": "Kind of labor",
    "hours_x100": "Hours (h)",
    "refinish_hours_x100": "Refinish hours (h)",
    "paint_panels_x1000": "Panels to paint",
    "payer": "Payer",
    "unit_price_minor": "Unit price",
    "labor_price_minor": "Price of the operation",
    "stated_cost_minor": "Stated cost",
    "included": "Included in other work",
    "other": "Other details",
}
RESTS = {
    "cut": "Asked before, not agreed, given back",
    "shared": "Rounding, caps and discounts over all lines",
    "tax": "Tax",
    "betterment": "Betterment",
    "prior_damage": "Prior damage",
    "deductible": "Deductible",
    "customer_share": "Customer's share",
    "others_share": "Paid by others",
}
WARRANTED = {
    "warranted": "Part and work",
    "by_supplier": "Work; part by its supplier",
    "not_warranted": "Work only, not the part",
    "no_part": "Work",
}
BILL_KINDS = {
    "part": "Part",
    "labor": "Labor",
    "paint": "Paint",
    "material": "Material",
    "sublet": "Sublet work",
    "fee": "Fee",
    "tax": "Tax",
}
ITEM_KINDS = {"part": "Part", "labor": "Work", "paint": "Paint"}
SOURCES = {"order": "Order", "amendment": "Amendment", "extra": "Extra"}
READERS = {"engine": "Rule engine and second reader", "plain": "Second reader alone", "person": "A person"}
TRANSFERS = {
    "authority_to_collect": "Authority to collect",
    "assignment": "Assignment of the claim",
    "direct_pay": "Direct-pay agreement",
}
AREAS = {
    "outside": "Outside",
    "sides": "Sides",
    "inside": "Inside",
    "engine_bay": "Engine bay",
    "underbody": "Underbody",
}
PLACES = {
    "": "",
    "front": "front",
    "left_front": "left front",
    "right_front": "right front",
    "hood": "hood",
    "windshield": "windshield",
    "roof": "roof",
    "rear_window": "rear window",
    "trunk": "trunk lid",
    "rear": "rear",
    "left_rear": "left rear",
    "right_rear": "right rear",
    "left_front_fender": "left front fender",
    "left_front_door": "left front door",
    "left_rear_door": "left rear door",
    "left_rear_fender": "left rear fender",
    "left_sill": "left sill",
    "left_mirror": "left mirror",
    "left_front_wheel": "left front wheel",
    "left_rear_wheel": "left rear wheel",
    "right_front_fender": "right front fender",
    "right_front_door": "right front door",
    "right_rear_door": "right rear door",
    "right_rear_fender": "right rear fender",
    "right_sill": "right sill",
    "right_mirror": "right mirror",
    "right_front_wheel": "right front wheel",
    "right_rear_wheel": "right rear wheel",
}
FATES = {
    "kept_for_insurer": "Kept for the insurer",
    "kept_for_customer": "Kept for the customer",
    "scrapped": "Scrapped",
    "handed_to_insurer": "Handed to the insurer",
    "handed_to_warranty_clerk": "With the warranty clerk",
}
PROOFS = {"": "", "power_of_attorney": "Power of attorney"}
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
    "parts_clerk": "Parts clerk",
    "gate": "At the gate",
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
LANGUAGES = {"zh": "Chinese", "es": "Spanish", "en": "English"}
PAPERS = {
    "quote": "Parts quote",
    "quote_workbook": "Parts quote (spreadsheet)",
    "reconciliation": "Reconciliation sheet",
    "meeting_sheet": "Meeting sheet",
    "meeting_workbook": "Meeting sheet (spreadsheet)",
    "work_order": "Repair work order",
    "settlement": "Settlement sheet",
    "packet": "Claim packet",
    "decisions": "Decision report",
    "supplement": "Supplement",
    "quality_certificate": "Quality certificate",
    "loss_sheet": "Loss sheet",
    "transfer_authorization": "Transfer authorization",
    "pre_inspection": "Pre-inspection sheet",
    "survey_report": "Accident survey report",
    "dispatch": "Dispatch sheet",
    "requisition": "Parts requisition",
    "inspection": "Final inspection",
    "exit_record": "Exit record",
    "gate_pass": "Gate pass",
}
WITHHELD = {
    "decisions": "Full decision log",
    "reconciliation": "Reconciliation with negotiation notes",
    "costs": "Internal costing",
    "audit": "Audit trail",
}
ALL = {name: table for name, table in list(globals().items()) if name.isupper() and isinstance(table, dict)}
