"""Words that make two otherwise equal titles two studies."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

__all__ = ["has_opposite", "opposed"]

_GROUPS = """
men women|man woman|male female|males females|boys girls|sons daughters|husbands wives|mothers fathers|maternal paternal
vivo vitro|children adults adolescents|child adult|paediatric adult|pediatric adult|young old|younger older
before after|pre post|preoperative postoperative intraoperative|premenopausal postmenopausal|antenatal postnatal
left right|upper lower|acute chronic|benign malignant|short long|high low|higher lower|early late|small large
with without|inpatients outpatients|inpatient outpatient|rural urban|positive negative|increased decreased
increases decreases|increase decrease|rise fall|proximal distal|anterior posterior|medial lateral|dorsal ventral
internal external|superior inferior|primary secondary tertiary|hot cold|dry wet|mild moderate severe|open closed
active passive|systolic diastolic|arterial venous|cervical lumbar thoracic|unilateral bilateral|single double multiple
randomised nonrandomised|randomized nonrandomized|mice rats|mouse rat|human animal|dogs cats|qualitative quantitative
north south east west|northern southern eastern western|monday tuesday wednesday thursday friday
january february march april may june july august september october november december
hommes femmes|homme femme|garcons filles|enfants adultes|enfant adulte|gauche droite|avec sans|avant apres
aigu chronique|aigue chronique|benin malin|benigne maligne|superieur inferieur|masculin feminin|precoce tardif
alpha beta gamma delta|i ii iii iv
arteritis arthritis|abduction adduction|abductor adductor|dysphagia dysphasia|afferent efferent|ileum ilium
prednisone prednisolone|perineal peritoneal|palpation palpitation|facial fascial|ureteral urethral
"""
_PAIRS = frozenset(
    frozenset(pair) for group in _GROUPS.replace("\n", "|").split("|") for pair in combinations(group.split(), 2)
)
_WORDS = frozenset().union(*_PAIRS)
_PREFIXES = (
    ("hyper", "hypo"),
    ("pre", "post"),
    ("intra", "extra"),
    ("intra", "inter"),
    ("over", "under"),
    ("mono", "bi"),
    ("uni", "bi"),
    ("in", "ex"),
    ("anti", "pro"),
    ("micro", "macro"),
)
_NEGATIONS = ("non", "un", "in", "im", "ir", "a", "dis", "anti", "de")


def has_opposite(word: str) -> bool:
    """Whether a word names one of several that exclude each other, so that it narrows a title: "in women"."""
    return word in _WORDS


@lru_cache(maxsize=262144)
def opposed(a: str, b: str) -> bool:
    """Whether two folded words exclude each other: men/women, vivo/vitro, hyper-/hypo-, stable/unstable."""
    if frozenset((a, b)) in _PAIRS:
        return True
    if a[-1:] != b[-1:]:
        return False
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) > 4 and any(longer == prefix + shorter for prefix in _NEGATIONS):
        return True
    return any(
        (a.startswith(one) and b.startswith(other) and a[len(one) :] == b[len(other) :] != "")
        or (b.startswith(one) and a.startswith(other) and b[len(one) :] == a[len(other) :] != "")
        for one, other in _PREFIXES
    )
