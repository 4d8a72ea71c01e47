"""What a person may ask to be asked about; it loads nothing, so that --help need not."""

from __future__ import annotations

from typing import Literal, get_args

Asked = Literal["findings", "duplicates", "eligibility", "appraisal", "conflicts", "changed", "references"]
ASKED: tuple[Asked, ...] = get_args(Asked)
