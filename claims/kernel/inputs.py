"""What callers may say: the strict base of every input, and the common kinds of its fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Minor = Annotated[int, Field(strict=True, ge=0, le=10**13, description="whole minor units of the shop's currency")]
BasisPoints = Annotated[int, Field(strict=True, ge=0, le=10_000, description="a share in basis points, 1 % = 100")]
HoursX100 = Annotated[int, Field(strict=True, ge=0, le=10**6, description="hours in hundredths")]
QuantityX1000 = Annotated[int, Field(strict=True, gt=0, le=10**9, description="quantity in thousandths")]


class Input(BaseModel):
    """Base of everything a caller may say: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
