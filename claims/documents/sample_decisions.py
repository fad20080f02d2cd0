"""The sample claim's decision report: two decisions with what fired, what did not, and the figures they stood on."""

from __future__ import annotations

from datetime import date

from claims.documents.blocks import Said
from claims.documents.decisions.form import (
    Decisions,
    DecisionTaken,
    Fact,
    FailedCondition,
    FigureApplied,
    FiredParagraph,
    SilentParagraph,
)
from claims.documents.sample_claim import VEHICLE, at, digest, head
from claims.documents.sample_order import NO_WARRANTY_CUSTOMER

BOOKS_OWN = Said(
    zh="规定自身的数值；门店与品牌均未另设",
    es="valor propio del libro; ni taller ni marca han fijado otro",
    en="the book's own value; neither shop nor brand has set another",
)
HOUSE_DEFAULT = Said(
    zh="本店默认: S2 step 9 names no figure",
    es="valor por defecto de la casa: S2 step 9 names no figure",
    en="house default: S2 step 9 names no figure",
)


def decisions() -> Decisions:
    """Two decisions with their chain."""
    first, second = gap(), warranty()
    return Decisions(
        head=head("JC-2024-0317", 16), vehicle=VEHICLE, decisions=(first, second), chain_head=second.hash
    )  # fmt: skip


def gap() -> DecisionTaken:
    """The insurer's price of one line against ours: negotiated."""
    told = Said(
        zh="第 4 行“行李箱盖”差价 24.23 %，达到协商界限，由业务经理处理。",
        es="Línea 4 «portón»: diferencia del 24,23 %, alcanza el límite de negociación; la trata el gerente.",
        en="Line 4 “tailgate”: gap 24.23 %, reaches the limit for negotiation; the business manager takes it.",
    )
    return DecisionTaken(
        number=1,
        policy="gap",
        as_of=date(2024, 3, 7),
        taken_at=at(7, 9, 12),
        step="check",
        by="赵建国",
        reader="engine",
        edition=digest("edition house 2024-01-01"),
        hash=digest("decision 1"),
        outcome=(
            Said(zh="判定: 协商", es="resultado: negociar", en="verdict: negotiate"),
            Said(zh="处理人: 业务经理", es="quién: gerente", en="who: manager"),
        ),
        facts=(
            Fact(
                name="line:4 行李箱盖",
                told=Said(
                    zh="该项报价: 3,260.00 CNY; 返回金额: 2,470.00 CNY",
                    es="importe presupuestado de la línea: 3.260,00 CNY; importe devuelto: 2.470,00 CNY",
                    en="amount quoted for the line: 3,260.00 CNY; amount returned: 2,470.00 CNY",
                ),
                worked_out=Said(
                    zh="已报价而未返回的金额: 790.00 CNY",
                    es="presupuestado y no devuelto: 790,00 CNY",
                    en="quoted and not returned: 790.00 CNY",
                ),
            ),
        ),
        paragraphs=(FiredParagraph(citation="S2 step 9", sentence=told, matched="line:4"),),
        silent=(
            SilentParagraph(
                name="below_our_cost",
                citation="S2 step 9; house default",
                wording=Said(
                    zh="返回价低于本店成本的一律由业务经理协商。",
                    es="Un precio devuelto por debajo de nuestro coste lo negocia siempre el gerente.",
                    en="A returned price below our own cost is always negotiated by the business manager.",
                ),
                conditions=(
                    FailedCondition(
                        wanted=Said(
                            zh="返回金额低于本店成本，要求 是",
                            es="el importe devuelto está por debajo de nuestro coste, se exige sí",
                            en="the returned amount is below our cost, wanted yes",
                        ),
                        seen=(Said(zh="否 (line:4)", es="no (line:4)", en="no (line:4)"),),
                    ),
                ),
            ),
        ),
        figures=(
            FigureApplied(
                name="line_negotiate_bp",
                label=Said(
                    zh="单行差价占报价的比例达到多少即须协商",
                    es="Parte del importe presupuestado desde la que se negocia la falta de una línea",
                    en="Share of the quoted amount from which a line's shortfall is negotiated",
                ),
                value=Said(zh="10 %", es="10 %", en="10 %"),
                since=date(2020, 1, 1),
                source=HOUSE_DEFAULT,
                why=BOOKS_OWN,
            ),
        ),
        replayed=True,
    )


def warranty() -> DecisionTaken:
    """A part that the customer brought: no warranty on it."""
    return DecisionTaken(
        number=2,
        policy="warranty",
        as_of=date(2024, 3, 7),
        taken_at=at(8, 11, 40),
        step="sign order",
        by="孙琳",
        reader="engine",
        edition=digest("edition house 2024-01-01"),
        hash=digest("decision 2"),
        previous_hash=digest("decision 1"),
        outcome=(
            Said(zh="配件: 无质保", es="pieza: sin garantía", en="part: not warranted"),
            Said(zh="施工: 有质保", es="mano de obra: con garantía", en="workmanship: warranted"),
        ),
        facts=(
            Fact(
                name="line:5",
                told=Said(
                    zh="配件供应方: 客户",
                    es="quién suministra la pieza: cliente",
                    en="who supplies the part: customer",
                ),
            ),
        ),
        paragraphs=(FiredParagraph(citation="S0 §4.b", sentence=NO_WARRANTY_CUSTOMER, matched="line:5"),),
        switched_off=(
            Said(
                zh="supplied_by_insurer: 自 2024-01-01 起对 SZ 停用：本店规则 7",
                es="supplied_by_insurer: desactivado para SZ desde 2024-01-01: regla del taller 7",
                en="supplied_by_insurer: switched off for SZ from 2024-01-01 on: shop rule 7",
            ),
        ),
        figures=(
            FigureApplied(
                name="law_minor_repair_days",
                label=Said(
                    zh="小修的法定最低质量保证期",
                    es="Garantía legal mínima tras una reparación menor",
                    en="Least warranty by law after a minor repair",
                ),
                value=Said(zh="10 天", es="10 días", en="10 days"),
                since=date(2005, 8, 1),
                source=Said(
                    zh="ministry rules on motor vehicle repair",
                    es="ministry rules on motor vehicle repair",
                    en="ministry rules on motor vehicle repair",
                ),
                why=BOOKS_OWN,
                confirm=True,
            ),
        ),
        replayed=True,
    )
