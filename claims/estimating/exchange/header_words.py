"""The words that stand over columns in the trade's files, in Chinese, Spanish and English; the first one is ours."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Field(StrEnum):
    """What a column holds."""

    POSITION = "position"
    PART_NUMBER = "part_number"
    NAME = "name"
    SIDE = "side"
    OPERATION = "operation"
    QUANTITY = "quantity"
    UNIT = "unit"
    UNIT_PRICE = "unit_price"
    PART_AMOUNT = "part_amount"
    RETURNED_PRICE = "returned_price"
    RETURNED_AMOUNT = "returned_amount"
    PART_KIND = "part_kind"
    PRICE_KIND = "price_kind"
    SUPPLIED_BY = "supplied_by"
    BRAND = "brand"
    FITS = "fits"
    STOCK = "stock"
    LEAD_DAYS = "lead_days"
    LABOR_KIND = "labor_kind"
    HOURS = "hours"
    RATE = "rate"
    LABOR_AMOUNT = "labor_amount"
    REFINISH_HOURS = "refinish_hours"
    REFINISH_RATE = "refinish_rate"
    PAINT_AMOUNT = "paint_amount"
    AMOUNT = "amount"
    CURRENCY = "currency"
    NOTE = "note"


WORDS: dict[Field, dict[str, str]] = {
    Field.POSITION: {
        "zh": "序号 编号 行号 项次",
        "es": "nº|n.º|núm|pos|posición|línea|orden",
        "en": "no|item no|pos|position|line|#",
    },
    Field.PART_NUMBER: {
        "zh": (
            "配件编号 零件号 零件编号 配件编码 零件编码 配件号 件号 OE号 OEM号 原厂编号 配件代码 "
            "零件代码 物料号 物料编码 OE码 原厂件号"
        ),
        "es": (
            "referencia|ref|ref oem|código|cód|referencia oem|nº de pieza|número de pieza|código de "
            "pieza|cód pieza|nº pieza|nº recambio|oem"
        ),
        "en": "part number|part no|part #|pn|p/n|oem number|oem no|oe number|part code|sku|oem",
    },
    Field.NAME: {
        "zh": (
            "项目名称 配件名称 零件名称 名称 品名 配件 零件 零部件名称 换件名称 换件项目 维修项目 "
            "更换项目 损失项目 定损项目 项目 "
            "损失项目名称 项目内容 更换配件名称 配件项目 物料名称"
        ),
        "es": (
            "descripción|denominación|concepto|pieza|recambio|descripción de la pieza|nombre|artículo|"
            "nombre de la pieza|operación y pieza"
        ),
        "en": "description|part name|name|item|part|part description|item description|line description",
    },
    Field.SIDE: {"zh": "方位 位置 左右 部位", "es": "lado|posición en el vehículo|ubicación", "en": "side|location"},
    Field.OPERATION: {
        "zh": "维修方式 操作 处理方式 作业方式 修理方式 作业类型 维修类型 处理 换修方式 工种类型 项目类型",
        "es": "operación|tipo de operación|trabajo|op|acción",
        "en": "operation|op|oper|work|action|operation type",
    },
    Field.QUANTITY: {
        "zh": "数量 件数 用量 数目",
        "es": "cantidad|cant|uds|unidades|ctd",
        "en": "quantity|qty|count|units",
    },
    Field.UNIT: {"zh": "单位 计量单位", "es": "unidad|unidad de medida|ud|um", "en": "unit|uom|unit of measure"},
    Field.UNIT_PRICE: {
        "zh": (
            "配件单价 单价 价格 报价 销售价 零售价 供货价 配件价格 售价 批发价 结算价 报价单价 供应价 "
            "材料单价 零件单价 参考价 优惠价"
        ),
        "es": (
            "precio unitario|precio|precio ud|p unit|pvp|precio neto|precio unit|p unitario|precio "
            "recambio|precio de la pieza|tarifa"
        ),
        "en": "unit price|price|part price|price each|list price|net price|price per unit|unit cost|each",
    },
    Field.PART_AMOUNT: {
        "zh": "配件金额 材料费 配件费 配件小计 零件金额 材料金额 换件金额 配件费用 材料小计 配件款 零件费 换件费",
        "es": (
            "importe recambios|importe pieza|total recambio|importe recambio|total pieza|total recambios|importe piezas"
        ),
        "en": "part amount|parts amount|part total|parts total|parts|extended price|parts cost",
    },
    Field.RETURNED_PRICE: {
        "zh": (
            "核定单价 核价 核定价 定损单价 核损单价 保险公司核价 返回价 回价 核准价 回返单价 审定单价 "
            "定损价 核损价 确认单价"
        ),
        "es": (
            "precio autorizado|precio aceptado|precio aprobado|precio peritado|precio del perito|precio "
            "devuelto|precio tasado"
        ),
        "en": "returned price|approved price|insurer price|agreed price|allowed price|approved unit price",
    },
    Field.RETURNED_AMOUNT: {
        "zh": "核定金额 定损金额 核损金额 审定金额 核准金额 确认金额 核定合计",
        "es": "importe autorizado|importe aceptado|importe aprobado|importe peritado|total peritado|total autorizado",
        "en": "returned amount|approved amount|allowed amount|agreed amount|approved total",
    },
    Field.PART_KIND: {
        "zh": "配件类型 配件性质 零件类型 品质 配件品质 配件种类 配件类别 件类",
        "es": "tipo de recambio|tipo de pieza|clase|calidad|tipo recambio|tipo",
        "en": "part kind|part type|type|quality|part category",
    },
    Field.PRICE_KIND: {
        "zh": "价格类型 价格方案 价格种类 价格性质 报价类型 价格类别",
        "es": "clase de precio|tipo de precio|tipo precio|tipo de tarifa",
        "en": "price kind|price type|price class|price category",
    },
    Field.SUPPLIED_BY: {
        "zh": "供货方 供件方 供应方 供货方式 配件来源 供件方式 供应方式 来源",
        "es": "suministrado por|suministro|suministra|aportado por",
        "en": "supplied by|supply|source|provided by",
    },
    Field.BRAND: {
        "zh": "品牌 厂牌 厂家 配件品牌 生产厂家 产地 制造商",
        "es": "marca|fabricante",
        "en": "brand|make|manufacturer|maker",
    },
    Field.FITS: {
        "zh": "适用车型 车型 适用 车系 适用车系 车型名称",
        "es": "vehículo|modelo|aplicación|modelos|vehículos",
        "en": "fits|vehicle|model|application|vehicles|models",
    },
    Field.STOCK: {
        "zh": "库存 库存量 现货 库存数量 可用库存 库存数",
        "es": "existencias|stock|disponible|disponibilidad",
        "en": "stock|in stock|available|on hand|availability",
    },
    Field.LEAD_DAYS: {
        "zh": "到货天数 货期 到货周期 交货期 订货周期 供货周期 到货期 交期 到货时间",
        "es": "plazo|plazo de entrega|días|entrega|plazo días|plazo entrega",
        "en": "lead days|lead time|days|delivery|delivery days|eta",
    },
    Field.LABOR_KIND: {
        "zh": "工种 工时类型 工时类别",
        "es": "tipo de mano de obra|tipo mo|tipo de mo",
        "en": "labor kind|labor type|labour type",
    },
    Field.HOURS: {
        "zh": "工时 工时数 工时数量 维修工时 定额工时 核定工时",
        "es": "horas|tiempo|ut|horas mo|horas de mano de obra|h|tiempo mo",
        "en": "hours|hrs|labor hours|labour hours|time|labor units",
    },
    Field.RATE: {
        "zh": "工时单价 工时费率 小时费率 工时价格 工时价",
        "es": "precio hora|tarifa hora|€/h|precio mo|tarifa mo|precio hora mo|precio/hora",
        "en": "rate|labor rate|hourly rate|labour rate|rate per hour",
    },
    Field.LABOR_AMOUNT: {
        "zh": (
            "工时费 工时金额 维修费 人工费 修理费 工时费用 拆装费 工时小计 人工金额 钣金费 工费 工时费合计 维修工时费"
        ),
        "es": "mano de obra|importe mano de obra|importe mo|total mo|mo|total mano de obra",
        "en": "labor amount|labor|labour|labor total|labour amount|labor cost",
    },
    Field.REFINISH_HOURS: {
        "zh": "喷漆工时 漆工时 油漆工时 烤漆工时 涂装工时 喷漆工时数",
        "es": "horas de pintura|horas pintura|tiempo de pintura|tiempo pintura|ut pintura|h pintura",
        "en": "refinish hours|refinish hrs|paint hours|paint hrs|refinish time|paint time|refinish units|paint units",
    },
    Field.REFINISH_RATE: {
        "zh": "喷漆工时单价 漆工时单价 油漆工时单价 喷漆费率 喷漆工时费率 涂装工时单价",
        "es": "precio hora pintura|precio hora de pintura|tarifa pintura|tarifa de pintura|€/h pintura",
        "en": "refinish rate|paint rate|refinish hourly rate|paint rate per hour|refinish rate per hour",
    },
    Field.PAINT_AMOUNT: {
        "zh": "喷漆费 漆费 喷漆金额 油漆费 烤漆费 喷漆 喷漆费用 油漆金额 烤漆",
        "es": "pintura|importe pintura|total pintura",
        "en": "paint amount|paint|refinish amount|paint total|refinish",
    },
    Field.AMOUNT: {
        "zh": "金额 合计 总价 小计 总金额 金额合计 合计金额 总计 费用合计 合计费用",
        "es": "importe|total|importe total|total línea|suma|importe línea",
        "en": "amount|total|line total|total amount|extended|sum",
    },
    Field.CURRENCY: {"zh": "币种 货币 币别", "es": "moneda|divisa", "en": "currency|ccy"},
    Field.NOTE: {
        "zh": "备注 说明 附注 核价意见 备注说明 意见",
        "es": "observaciones|notas|nota|comentario|comentarios|obs",
        "en": "remark|remarks|note|notes|comment|comments",
    },
}

GROUPS = {
    "part": [
        "配件",
        "零件",
        "材料",
        "换件",
        "配件费用",
        "更换配件",
        "recambios",
        "recambio",
        "piezas",
        "pieza",
        "part",
        "parts",
    ],
    "labor": ["工时", "人工", "维修", "工时费", "维修工时", "mano de obra", "m.o", "mo", "labor", "labour"],
    "paint": ["喷漆", "油漆", "烤漆", "漆", "pintura", "paint", "refinish"],
    "returned": [
        "核定",
        "定损",
        "核损",
        "保险公司核价",
        "保险公司",
        "核价",
        "peritado",
        "autorizado",
        "approved",
        "allowed",
        "insurer",
    ],
}
MEMBERS = {
    "part": {Field.UNIT_PRICE: Field.UNIT_PRICE, Field.AMOUNT: Field.PART_AMOUNT, Field.QUANTITY: Field.QUANTITY},
    "labor": {
        Field.UNIT_PRICE: Field.RATE,
        Field.RATE: Field.RATE,
        Field.AMOUNT: Field.LABOR_AMOUNT,
        Field.QUANTITY: Field.HOURS,
        Field.HOURS: Field.HOURS,
        Field.LABOR_AMOUNT: Field.LABOR_AMOUNT,
    },
    "paint": {
        Field.HOURS: Field.REFINISH_HOURS,
        Field.RATE: Field.REFINISH_RATE,
        Field.AMOUNT: Field.PAINT_AMOUNT,
        Field.PAINT_AMOUNT: Field.PAINT_AMOUNT,
        Field.UNIT_PRICE: Field.REFINISH_RATE,
    },
    "returned": {Field.UNIT_PRICE: Field.RETURNED_PRICE, Field.AMOUNT: Field.RETURNED_AMOUNT},
}


@lru_cache(maxsize=65_536)
def plain_header(text: str) -> str:
    """A header as it is compared: lower-case, full-width signs made plain, brackets with units and marks taken out."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）|【[^】]*】", " ", plain)
    plain = re.sub(r"[:：*.。\n\r\t_]+", " ", plain).replace("n º", "nº")
    plain = re.sub(r"\s+(?:€|eur|cny|rmb|元|¥)\s*$", "", plain)
    plain = re.sub(r"\s+", " ", plain).strip(" -/,、")
    return re.sub(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])", "", plain)


def words(field: Field, language: str) -> list[str]:
    """The header words of a field in one language, as they are printed; the first is the one that we print."""
    text = WORDS[field][language]
    return text.split(" ") if language == "zh" else text.split("|")


def _lookup() -> tuple[dict[str, Field], dict[str, str]]:
    flat: dict[str, Field] = {}
    for field in Field:
        for language in ("zh", "es", "en"):
            for word in words(field, language):
                flat.setdefault(plain_header(word), field)
    groups = {plain_header(word): group for group, members in GROUPS.items() for word in members}
    return flat, groups


FLAT, GROUP_OF = _lookup()


def field_of(header: str, above: str = "") -> Field | None:
    """Which field a header names, with the merged header above it where there is one; None where nobody can tell."""
    lower, upper = plain_header(header), plain_header(above)
    if not lower:
        return FLAT.get(upper) if upper else None
    if upper and upper != lower:
        joined = FLAT.get(upper + lower) or FLAT.get(f"{upper} {lower}") or FLAT.get(f"{lower} {upper}")
        if joined is not None:
            return joined
        group, member = GROUP_OF.get(upper), FLAT.get(lower)
        if group is not None and member in MEMBERS[group]:
            return MEMBERS[group][member]
    return FLAT.get(lower)
