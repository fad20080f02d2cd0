"""Who may do what: one line per permission, one table of grants; nobody tests for roles elsewhere."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The posts of a shop, as in the requirements' role list."""

    COORDINATOR = "coordinator"
    ADVISOR = "advisor"
    SUPERVISOR = "supervisor"
    ESTIMATOR = "estimator"
    PARTS_CLERK = "parts_clerk"
    PARTS_SUPERVISOR = "parts_supervisor"
    MANAGER = "manager"
    WORKSHOP = "workshop"
    INSPECTOR = "inspector"
    CASHIER = "cashier"
    CARE = "care"
    WARRANTY_CLERK = "warranty_clerk"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Permission(StrEnum):
    """Each value completes the sentence “You may not …”."""

    READ_CLAIMS = "read claims"
    OPEN_CLAIM = "report an accident or take a car in"
    COORDINATE_CLAIM = "coordinate a claim with the insurer"
    WITHDRAW_CLAIM = "withdraw a claim"
    RECEIVE_CAR = "receive a car"
    KEEP_CUSTOMERS = "keep customers and vehicles"
    BOOK_SURVEY = "book a surveyor"
    WAIVE_SURVEY = "waive a survey"
    ASSESS_DAMAGE = "list damage and run the teardown"
    RECORD_ASSESSMENT = "record the loss assessment"
    FIND_DAMAGE = "report hidden damage"
    WRITE_QUOTE = "write and send a quote"
    CONFIRM_PRICES = "confirm prices and stock"
    REVIEW_QUOTE = "review a quote and check returned prices"
    NEGOTIATE = "negotiate with an insurer"
    DECLARE_TOTAL_LOSS = "declare a total loss"
    RUN_ORDER = "run the work order, extras and amendments"
    GIVE_GO_AHEAD = "give a go-ahead at the shop's risk"
    RUN_WORKSHOP = "dispatch and run the repair"
    MOVE_PARTS = "order, receive and hand out parts"
    INSPECT_REPAIR = "inspect a repair"
    TAKE_MONEY = "take deposits and payments and issue invoices"
    ASK_DISCOUNT = "ask for a discount"
    APPROVE_DISCOUNT = "approve a discount"
    EXPLAIN_BILL = "explain the bill to the customer"
    SETTLE = "settle a claim"
    DELIVER = "deliver a car"
    RUN_TRANSFER = "run a claim transfer"
    WRITE_OFF = "release on credit or write off a shortfall"
    CLOSE_CLAIM = "close a claim"
    IMPORT_PRICES = "import price lists"
    KEEP_RATES = "keep rate profiles"
    KEEP_INSURERS = "keep insurers"
    READ_DECISIONS = "read decisions and the audit trail"
    DRAFT_POLICY = "draft and try a change of policy"
    ACTIVATE_POLICY = "activate a change of policy"
    READ_POLICIES = "read the house's policies"
    OVERRULE = "overrule a policy's answer"
    ISSUE_PAPERS = "issue the papers of a claim"
    CANCEL_PAPERS = "cancel an issued paper"
    KEEP_USERS = "keep users and roles"
    ADD_FILES = "add photographs and papers"
    RECORD_SIGNATURES = "record signatures"
    KEEP_JOBS = "look after the queue of jobs"


R, P = Role, Permission

GRANTS: dict[Permission, frozenset[Role]] = {
    P.READ_CLAIMS: frozenset(Role) - {R.ADMIN},
    P.OPEN_CLAIM: frozenset({R.COORDINATOR, R.ADVISOR}),
    P.COORDINATE_CLAIM: frozenset({R.COORDINATOR}),
    P.WITHDRAW_CLAIM: frozenset({R.COORDINATOR, R.MANAGER}),
    P.RECEIVE_CAR: frozenset({R.ADVISOR}),
    P.KEEP_CUSTOMERS: frozenset({R.COORDINATOR, R.ADVISOR, R.CARE}),
    P.BOOK_SURVEY: frozenset({R.COORDINATOR, R.MANAGER}),
    P.WAIVE_SURVEY: frozenset({R.MANAGER}),
    P.ASSESS_DAMAGE: frozenset({R.SUPERVISOR}),
    P.RECORD_ASSESSMENT: frozenset({R.SUPERVISOR, R.COORDINATOR}),
    P.FIND_DAMAGE: frozenset({R.SUPERVISOR, R.WORKSHOP}),
    P.WRITE_QUOTE: frozenset({R.ESTIMATOR}),
    P.CONFIRM_PRICES: frozenset({R.PARTS_CLERK}),
    P.REVIEW_QUOTE: frozenset({R.PARTS_SUPERVISOR}),
    P.NEGOTIATE: frozenset({R.MANAGER}),
    P.DECLARE_TOTAL_LOSS: frozenset({R.MANAGER}),
    P.RUN_ORDER: frozenset({R.ADVISOR}),
    P.GIVE_GO_AHEAD: frozenset({R.MANAGER}),
    P.RUN_WORKSHOP: frozenset({R.WORKSHOP}),
    P.MOVE_PARTS: frozenset({R.PARTS_CLERK}),
    P.INSPECT_REPAIR: frozenset({R.INSPECTOR}),
    P.TAKE_MONEY: frozenset({R.CASHIER}),
    P.ASK_DISCOUNT: frozenset({R.ADVISOR, R.CASHIER}),
    P.APPROVE_DISCOUNT: frozenset({R.MANAGER}),
    P.EXPLAIN_BILL: frozenset({R.MANAGER}),
    P.SETTLE: frozenset({R.CASHIER}),
    P.DELIVER: frozenset({R.ADVISOR}),
    P.RUN_TRANSFER: frozenset({R.COORDINATOR}),
    P.WRITE_OFF: frozenset({R.MANAGER}),
    P.CLOSE_CLAIM: frozenset({R.COORDINATOR}),
    P.IMPORT_PRICES: frozenset({R.PARTS_CLERK, R.PARTS_SUPERVISOR, R.ESTIMATOR}),
    P.KEEP_RATES: frozenset({R.MANAGER, R.ESTIMATOR}),
    P.KEEP_INSURERS: frozenset({R.COORDINATOR, R.MANAGER}),
    P.READ_DECISIONS: frozenset({R.AUDITOR, R.MANAGER}),
    P.DRAFT_POLICY: frozenset({R.AUDITOR, R.ADMIN}),
    P.ACTIVATE_POLICY: frozenset({R.ADMIN}),
    P.READ_POLICIES: frozenset({R.AUDITOR, R.MANAGER, R.ADMIN}),
    P.OVERRULE: frozenset({R.MANAGER}),
    P.ISSUE_PAPERS: frozenset(Role) - {R.CARE, R.WARRANTY_CLERK, R.ADMIN},
    P.CANCEL_PAPERS: frozenset({R.MANAGER}),
    P.KEEP_USERS: frozenset({R.ADMIN}),
    P.KEEP_JOBS: frozenset({R.ADMIN, R.MANAGER}),
    P.ADD_FILES: frozenset(Role) - {R.ADMIN, R.AUDITOR},
    P.RECORD_SIGNATURES: frozenset(
        {
            R.COORDINATOR,
            R.ADVISOR,
            R.SUPERVISOR,
            R.MANAGER,
            R.WORKSHOP,
            R.PARTS_CLERK,
            R.INSPECTOR,
            R.CASHIER,
        }
    ),
}


def roles_that_may(permission: Permission) -> frozenset[Role]:
    """The roles that hold a permission."""
    return GRANTS[permission]
