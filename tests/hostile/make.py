"""Builders of requests as a careless or malicious caller sends them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from pydantic import BaseModel

from claims.audit.verify import verify
from tests.stories.make import House

STRINGS = {"date-time": "2026-01-05T10:00:00+08:00", "date": "2026-01-05"}


def smallest(model: type[BaseModel]) -> dict[str, Any]:
    """A body that the model accepts, with no more than it must have."""
    schema = model.model_json_schema()
    return dict(example(schema, schema.get("$defs", {})))


def example(schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    """A value that fits a JSON schema."""
    if "$ref" in schema:
        return example(defs[schema["$ref"].rsplit("/", 1)[1]], defs)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return example(schema[key][0], defs)
    if "enum" in schema or "const" in schema:
        return schema.get("enum", [schema.get("const")])[0]
    match schema.get("type"):
        case "object":
            wanted = schema.get("required", [])
            return {name: example(part, defs) for name, part in schema.get("properties", {}).items() if name in wanted}
        case "array":
            return [example(schema["items"], defs)] * schema.get("minItems", 0)
        case "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return STRINGS.get(schema.get("format", ""), "abcd-1234567"[: schema.get("maxLength", 12)])


def chains_are_whole(house: House) -> bool:
    """Whether every chain of the house holds."""
    with house.database.reading() as session:
        return verify(session)[1] == []


def upload(house: House, role: str, data: bytes, name: str, *, kind: str = "return", key: str = "") -> Any:
    """One file sent to the claim as a paper of a kind."""
    headers = {"Idempotency-Key": key} if key else {}
    return house.call(role, "POST", f"/{house.cast.claim}/files", data={"kind": kind}, files=[("files", (name, data))],
                      headers=headers)  # fmt: skip


def endless_workbook(rows: int = 1_000_000) -> bytes:
    """A small xlsx whose only sheet holds that many rows."""
    body = b"<row><c><v>1</v></c><c><v>2</v></c></row>" * rows
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        '<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
        sheet = f'<worksheet xmlns="{main}"><sheetData>'.encode() + body + b"</sheetData></worksheet>"
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return stream.getvalue()


def draft_a_policy(house: House) -> None:
    """Policy draft 1 and its trial 1, so that their addresses lead somewhere."""
    figures = [{"figure": "line_check_bp", "value": 600, "source": "meeting"}]
    said = {"policy": "gap", "reason": "to be looked at", "figures": figures}
    assert house.call("auditor", "POST", "/policy-drafts", json=said).status_code == 200
    period = {"since": "2026-01-01", "until": "2027-01-01"}
    assert house.call("auditor", "POST", "/policy-drafts/1/trials", json=period).status_code == 202
