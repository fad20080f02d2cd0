"""To which family a part belongs (front bumper, headlamp, door …), by its name in zh, es or en, never its number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from claims.estimating.exchange.part_words import canonical, places_in

OTHER = "~"  # before the canonical name of a part that belongs to no family
LONGEST = 120  # characters of a family's code
# Code: label in zh, es, en | words in zh | words in es | words in en. The first family that has a word in the name
# is taken, so what is fitted to a part stands before the part: a headlamp's bracket is a bracket, no headlamp.
# A word in brackets wants its place: "(rear) 翼子板" is a fender at the rear, whatever words tell the place. Indented
# lines go on with the row above.
TABLE = """
radiator_support: 水箱框架, frente delantero, radiator support | 水箱框架 散热器框架 龙门架 前端框架 水箱支架
  水箱上横梁 水箱下横梁 | soporte_de_radiador soporte_del_radiador panel_frontal frente_delantero | radiator_support
  core_support front_end_carrier
engine_mount: 发动机支架, soporte de motor, engine mount | 机脚 发动机支架 发动机脚胶 | soporte_de_motor
  soporte_del_motor | engine_mount
license_lamp: 牌照灯, luz de matrícula, license plate lamp | 牌照灯 | luz_de_matricula | license_plate_lamp
  license_plate_light
fastener: 卡扣和螺栓, fijación, fastener | 卡扣 卡子 扣子 螺栓 螺丝 螺母 铆钉 | grapa clip tornillo perno tuerca
  remache fijacion | clip fastener bolt screw nut rivet
bracket: 支架, soporte, bracket | 支架 托架 固定座 | soporte | bracket holder
seal: 密封条, junta, seal | 密封条 胶条 密封垫 | junta burlete | seal weatherstrip gasket
emblem: 车标, emblema, emblem | 车标 标牌 徽标 字标 | emblema anagrama logotipo | emblem badge
sensor: 传感器, sensor, sensor | 雷达 传感器 探头 感应器 | sensor radar | sensor radar
camera: 摄像头, cámara, camera | 摄像头 | camara | camera
wheel_liner: 翼子板内衬, pase de rueda, wheel liner | 内衬 挡泥板 轮罩 | pase_de_rueda guardabarros_interior |
  fender_liner wheel_liner inner_fender splash_shield
wheel_arch_trim: 轮眉, aletín, wheel arch trim | 轮眉 轮弧 | aletin moldura_de_aleta | wheel_arch fender_flare
mirror: 后视镜, retrovisor, mirror | 后视镜 倒车镜 反光镜 | retrovisor espejo | mirror
wiper: 雨刮, limpiaparabrisas, wiper | 雨刮 雨刷 | limpiaparabrisas escobilla | wiper
washer: 喷水壶, lavaparabrisas, washer | 喷水壶 喷水电机 | lavaparabrisas | washer
window_regulator: 玻璃升降器, elevalunas, window regulator | 升降器 升降机 | elevalunas | window_regulator
sunroof: 天窗, techo solar, sunroof | 天窗 | techo_solar | sunroof
rear_glass: 后风挡玻璃, luneta trasera, rear glass | 后挡风 后风挡 后挡玻璃 | luneta (rear)parabrisas | rear_window
  rear_glass rear_screen rear_windshield back_glass
windshield: 前风挡玻璃, parabrisas, windshield | 挡风玻璃 风挡 前挡玻璃 前挡风 | parabrisas | windshield windscreen
side_glass: 侧窗玻璃, cristal lateral, side glass | 门玻璃 侧窗 三角窗 三角玻璃 | cristal luna ventanilla |
  door_glass side_glass side_window quarter_glass
fog_lamp: 雾灯, faro antiniebla, fog lamp | 雾灯 | antiniebla | fog_lamp fog_light
tail_lamp: 尾灯, piloto trasero, tail lamp | 尾灯 后灯 后组合灯 (rear)大灯 | piloto (rear)faro (rear)optica |
  tail_lamp tail_light rear_lamp rear_light
signal_lamp: 转向灯, intermitente, signal lamp | 转向灯 日行灯 刹车灯 示廓灯 | intermitente luz_de_freno luz_diurna
  | turn_signal signal_lamp brake_light brake_lamp daytime_running_light running_light
headlamp: 大灯, faro, headlamp | 大灯 前照灯 前灯 前组合灯 | faro optica | head_lamp head_light
airbag: 安全气囊, airbag, airbag | 气囊 | airbag bolsa_de_aire | airbag
seat_belt: 安全带, cinturón, seat belt | 安全带 | cinturon pretensor | seat_belt
bumper_beam: 保险杠骨架, refuerzo de paragolpes, bumper beam | 防撞梁 防撞钢梁 保险杠骨架 保险杠内骨架 保险杠加强
  保险杠支撑 前杠骨架 后杠骨架 吸能 缓冲块 | traviesa_de_paragolpes alma_de_paragolpes refuerzo_de_paragolpes
  refuerzo_del_paragolpes refuerzo_de_parachoques refuerzo_paragolpes absorbente | bumper_beam bumper_reinforcement
  impact_bar bumper_absorber energy_absorber
grille: 中网, rejilla, grille | 中网 格栅 | rejilla calandra parrilla | grille grill
spoiler: 扰流板, alerón, spoiler | 扰流板 下唇 尾翼 | aleron spoiler difusor | spoiler diffuser
trim: 饰条饰板, moldura, trim | 饰条 饰板 亮条 防擦条 装饰板 内饰板 | moldura embellecedor tapizado guarnecido |
  molding moulding trim garnish
front_bumper: 前保险杠, paragolpes delantero, front bumper | (front)保险杠 前杠 | (front)paragolpes
  (front)parachoques (front)paragolpe (front)defensa | (front)bumper
rear_bumper: 后保险杠, paragolpes trasero, rear bumper | (rear)保险杠 后杠 | (rear)paragolpes (rear)parachoques
  (rear)paragolpe (rear)defensa | (rear)bumper
bumper: 保险杠, paragolpes, bumper | 保险杠 | paragolpes parachoques paragolpe | bumper
handle: 拉手, manilla, handle | 拉手 把手 | manilla manija tirador | handle
lock: 锁, cerradura, lock | 锁 | cerradura cierre | lock latch
hinge: 铰链, bisagra, hinge | 铰链 合页 | bisagra | hinge
undertray: 下护板, cubrecárter, undertray | 下护板 底护板 发动机护板 | cubrecarter proteccion_bajo_motor | undertray
  under_cover undershield splash_guard
bonnet: 发动机盖, capó, hood | 发动机盖 引擎盖 机盖 发动机罩 | capo capot cofre | bonnet hood
quarter_panel: 后翼子板, aleta trasera, quarter panel | (rear)翼子板 (rear)叶子板 侧围 | (rear)aleta
  (rear)guardabarros costado lateral_trasero | quarter_panel (rear)fender (rear)wing
fender: 前翼子板, aleta delantera, fender | 翼子板 叶子板 | aleta guardabarros guardafango salpicadera | fender wing
sill: 门槛, estribo, sill | 门槛 下边梁 | estribo talonera umbral | sill rocker rocker_panel
tailgate: 尾门, portón trasero, tailgate | 后备箱盖 后备厢盖 行李箱盖 行李厢盖 后备箱门 尾门 后盖 背门 | porton
  tapa_de_maletero tapa_maletero tapa_del_maletero maletero baul cajuela | tailgate trunk_lid boot_lid deck_lid
  lift_gate hatch trunk
rear_panel: 后围板, panel trasero, rear panel | 后围 | panel_trasero faldon_trasero | rear_panel back_panel
  rear_body_panel
fuel_flap: 油箱盖, tapa de combustible, fuel flap | 油箱盖 加油口盖 | tapa_de_combustible tapa_de_gasolina |
  fuel_flap fuel_door filler_flap
door: 车门, puerta, door | 门 | puerta | door
intercooler: 中冷器, intercooler, intercooler | 中冷器 | intercooler | intercooler
condenser: 冷凝器, condensador, condenser | 冷凝器 散热网 | condensador | condenser
fan: 电子扇, ventilador, fan | 电子扇 风扇 | ventilador electroventilador | fan
radiator: 水箱, radiador, radiator | 水箱 散热器 | radiador | radiator
roof: 车顶, techo, roof | 车顶 顶盖 | techo | roof
pillar: 立柱, montante, pillar | 立柱 a柱 b柱 c柱 | montante pilar | pillar
side_member: 纵梁, larguero, side member | 纵梁 大梁 | larguero | side_member side_rail frame_rail chassis_rail
cross_member: 横梁, travesaño, cross member | 横梁 副车架 元宝梁 | travesano subchasis puente | cross_member
  subframe
floor: 地板, piso, floor | 地板 底板 备胎坑 | piso suelo | floor
shock_absorber: 减震器, amortiguador, shock absorber | 减震器 减振器 避震 | amortiguador | shock_absorber strut
  shock
control_arm: 摆臂, brazo de suspensión, control arm | 摆臂 悬臂 下臂 三角臂 | brazo_de_suspension trapecio |
  control_arm wishbone
knuckle: 转向节, mangueta, knuckle | 转向节 羊角 | mangueta | knuckle
steering: 转向机, dirección, steering | 方向机 转向机 拉杆 球头 | cremallera rotula direccion | tie_rod steering
  ball_joint
rim: 轮毂, llanta, rim | 轮毂 钢圈 轮辋 铝圈 | llanta | rim wheel
tire: 轮胎, neumático, tire | 轮胎 | neumatico | tire tyre
battery: 蓄电池, batería, battery | 蓄电池 电瓶 | bateria | battery
harness: 线束, mazo de cables, harness | 线束 | mazo_de_cables cableado arnes | harness wiring
horn: 喇叭, bocina, horn | 喇叭 | claxon bocina | horn
exhaust: 排气管, escape, exhaust | 排气 消声器 消音器 | escape silenciador | exhaust muffler
seat: 座椅, asiento, seat | 座椅 | asiento | seat
dashboard: 仪表台, salpicadero, dashboard | 仪表台 仪表板 | salpicadero tablero | dashboard instrument_panel
license_plate: 牌照, matrícula, license plate | 牌照 | matricula placa | license_plate number_plate
materials: 辅料, materiales, materials | 辅料 | materiales consumibles | materials consumables
"""
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
LABELS = ("zh", "es", "en")


@dataclass(frozen=True)
class Family:
    """A family of parts: its label in each language, and how a name shows that a part belongs to it."""

    code: str
    labels: dict[str, str]
    words: dict[str, re.Pattern[str]]  # place that the name must tell too (empty: none) → words

    def has(self, plain: str, places: frozenset[str]) -> bool:
        """Whether a name belongs here."""
        return any((not place or place in places) and words.search(plain) for place, words in self.words.items())


def family_of(name: str) -> str:
    """The code of a part's family; "~" and the canonical name where it belongs to none."""
    return _family_of(name[:400])


@lru_cache(maxsize=65_536)
def _family_of(name: str) -> str:
    plain = folded(name)
    bare = BRACKETS.sub(" ", plain)  # what stands in brackets is a remark, as in "bumper skin (with radar)"
    places = places_in(name)
    for text in (bare, plain):
        for family in FAMILIES.values():
            if family.has(text, places):
                return family.code
    return f"{OTHER}{canonical(name) or plain.strip()}"[:LONGEST]


def family_label(code: str, language: str) -> str:
    """A family as people of a language call it; the canonical name where it is no family."""
    return FAMILIES[code].labels[language] if code in FAMILIES else code.removeprefix(OTHER)


def folded(text: str) -> str:
    """Text for comparing: compatible forms made one, small letters, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def family(row: str) -> Family:
    """One row of the table."""
    head, zh, es, en = row.split(" | ")
    code, labels = head.split(": ")
    words: dict[str, list[str]] = {}
    for word in zh.split() + es.split() + en.split():
        place, _, rest = word.removeprefix("(").partition(")") if word.startswith("(") else ("", "", word)
        words.setdefault(place, []).append(pattern(rest))
    compiled = {place: re.compile("|".join(found)) for place, found in words.items()}
    return Family(code, dict(zip(LABELS, labels.split(", "), strict=True)), compiled)


def pattern(word: str) -> str:
    """A word as a pattern: Latin ones whole, in singular or plural, joined words written together or apart."""
    if not word.isascii():
        return re.escape(word)
    return r"(?<![a-z])" + r"[ -]*".join(f"{re.escape(part)}(?:e?s)?" for part in word.split("_")) + r"(?![a-z])"


FAMILIES = {one.code: one for one in map(family, TABLE.strip().replace("\n  ", " ").splitlines())}
