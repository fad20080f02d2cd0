"""CIECA EMS 2.01 estimates read into our shape: lines, rates and totals as their system states them; docs/ems.md."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claims.estimating.estimate import Estimate
from claims.estimating.exchange.ems_codes import CURRENCIES
from claims.estimating.exchange.ems_files import MAX_UNPACKED, EmsFaulty, NotEms, looks_like_ems, one_export, unpacked
from claims.estimating.exchange.ems_lines import read_lines
from claims.estimating.exchange.ems_pieces import Billing
from claims.estimating.exchange.ems_rates import read_rates
from claims.estimating.exchange.ems_tables import Reading, Tables, read_tables
from claims.estimating.exchange.ems_totals import read_totals
from claims.estimating.exchange.ems_work import read_work
from claims.estimating.exchange.limits import too_large
from claims.kernel.errors import Faults
from claims.kernel.money import Money
from claims.kernel.vehicle_ids import clean_plate, clean_vin

__all__ = ["EmsFaulty", "NotEms", "looks_like_ems", "read_ems", "read_ems_files"]

NO_LINES = "the export has no lines; export the estimate again"
OTHER_VERSION = "the tables are of EMS {version}, and 2.01 is read here; export the estimate as EMS 2.01"
NO_COUNTRY = "the export does not say of which country it is, and so not in which currency; fill in the country"
UNKNOWN_COUNTRY = "of {country} it is not known here in which currency its estimates are"
TWO_CURRENCIES = (
    "the estimate is of {country} and the shop of {other}; which of the two currencies it is in is not known"
)
NOT_READ = "these files are no tables of EMS and were not read: {names}"
VERSION_UNSTATED = "the export does not say of which version of EMS it is; it was read as 2.01"
UNKNOWN_LABEL = "“{said}” names no version that is known here; the estimate stands as E01"
INSURER = "the file names {name} as the insurer, which an estimate does not keep"
WAIVED = "the file waives the deductible of {amount}; none is taken off"

VERSIONS = ("2.0", "2.01", "2.1")
LABEL = re.compile("[ES][0-9]{2}")
COUNT = re.compile("0*([0-9]{1,2})")
SHOWN = 20  # file names in one sentence


def read_ems(data: bytes, *, lang: str = "en") -> Estimate:
    """The estimate in the zip of an EMS export; what could not be kept exactly is told in `lang`.

    Refused: NotEms, TooLarge, and EmsFaulty with every fault and its place; nothing is ever half-read.
    """
    return read_ems_files(unpacked(data), lang=lang)


def read_ems_files(files: Mapping[str, bytes], *, lang: str = "en") -> Estimate:
    """The estimate in the files of an EMS export by their names, as they lie in one folder."""
    size = sum(len(content) for content in files.values())
    if size > MAX_UNPACKED:
        raise too_large(size, MAX_UNPACKED)
    faults = Faults()
    found, others = one_export(files, faults)
    if not {"ENV", "LIN"} & found.keys():
        raise NotEms
    tables = read_tables(found, faults)
    currency = currency_of(tables, faults)
    faults.refuse(EmsFaulty)
    reading = Reading(currency, lang)
    if others:
        names = sorted(name.rpartition("/")[2] for name in others)
        reading.tell(NOT_READ, names=[*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])])
    estimate = built(tables, reading)
    reading.faults.refuse(EmsFaulty)
    return estimate


def built(tables: Tables, reading: Reading) -> Estimate:
    """The estimate that the tables hold."""
    env, claim, vehicle = tables.one("ENV"), tables.one("AD1"), tables.one("VEH")
    label = label_of(env["SUPP_NO"], reading)
    if not env["EMS_VER"]:
        reading.tell(VERSION_UNSTATED)
    if claim["INS_CO_NM"]:
        reading.tell(INSURER, name=claim["INS_CO_NM"])
    totals = read_totals(tables, reading)
    rates = read_rates(tables, totals, reading)
    works = read_work(tables.all("LIN"), reading)
    reading.faults.check(bool(works), NO_LINES, "LIN")
    lines = tuple(read_lines(works, Billing(rates, totals, reading), vehicle["V_STAGE"].strip("0.")))
    return Estimate(
        currency=reading.currency,
        lines=lines,
        profile=rates.profile,
        stated=totals.stated,
        label=label,
        claim_number=claim["CLM_NO"],
        vin=clean_vin(vehicle["V_VIN"]).text,
        plate=clean_plate(vehicle["PLATE_NO"], "US").text,
        deductible=deductible(tables, reading),
        customer_share=totals.stated.customer_share,
        reported=tuple(reading.told),
    )


def currency_of(tables: Tables, faults: Faults) -> str:
    """The currency of the export's country; a fault where it has none, or where the shop's is another."""
    version, env = tables.one("ENV")["EMS_VER"], tables.one("ENV")
    if version and version not in VERSIONS:
        faults.add(OTHER_VERSION, env.where("EMS_VER"), version=version)
    shop = tables.one("AD2")["RF_CTRY"]
    country = env["EST_CTRY"] or shop
    currency = CURRENCIES.get(country.upper())
    if not country:
        faults.add(NO_COUNTRY, env.where("EST_CTRY"))
    elif currency is None:
        faults.add(UNKNOWN_COUNTRY, env.where("EST_CTRY"), country=country)
    elif shop and CURRENCIES.get(shop.upper(), currency) != currency:
        faults.add(TWO_CURRENCIES, tables.one("AD2").where("RF_CTRY"), country=country, other=shop)
    return currency or "USD"


def label_of(said: str, reading: Reading) -> str:
    """E01, S01 …, also of a bare number of supplements."""
    if LABEL.fullmatch(said):
        return said
    count = COUNT.fullmatch(said or "0")
    if count is None:
        reading.tell(UNKNOWN_LABEL, said=said)
    return f"S{count[1]:0>2}" if count is not None and count[1].strip("0") else "E01"


def deductible(tables: Tables, reading: Reading) -> Money | None:
    """The deductible as agreed; none where it is waived."""
    claim = tables.one("AD1")
    amount = reading.money(claim, "DED_AMT")
    if amount is not None and amount.minor and claim["DED_STATUS"].startswith("W"):
        reading.tell(WAIVED, amount=amount)
        return Money(0, reading.currency)
    return amount
