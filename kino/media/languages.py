"""Language tags: from what containers write (ISO 639-2, both forms) to what browsers read (BCP 47)."""

import re

# ISO 639-2 codes that have a two-letter one (ISO 639-1).
_PAIRS = """
aar:aa abk:ab afr:af aka:ak alb:sq amh:am ara:ar arg:an arm:hy asm:as ava:av ave:ae aym:ay aze:az bak:ba
bam:bm baq:eu bel:be ben:bn bis:bi bod:bo bos:bs bre:br bul:bg bur:my cat:ca ces:cs cha:ch che:ce chi:zh
chu:cu chv:cv cor:kw cos:co cre:cr cym:cy cze:cs dan:da deu:de div:dv dut:nl dzo:dz ell:el eng:en epo:eo
est:et eus:eu ewe:ee fao:fo fas:fa fij:fj fin:fi fra:fr fre:fr fry:fy ful:ff geo:ka ger:de gla:gd gle:ga
glg:gl glv:gv gre:el grn:gn guj:gu hat:ht hau:ha hbs:sh heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy
ibo:ig ice:is ido:io iii:ii iku:iu ile:ie ina:ia ind:id ipk:ik isl:is ita:it jav:jv jpn:ja kal:kl kan:kn
kas:ks kat:ka kau:kr kaz:kk khm:km kik:ki kin:rw kir:ky kom:kv kon:kg kor:ko kua:kj kur:ku lao:lo lat:la
lav:lv lim:li lin:ln lit:lt ltz:lb lub:lu lug:lg mac:mk mah:mh mal:ml mao:mi mar:mr may:ms mkd:mk mlg:mg
mlt:mt mon:mn mri:mi msa:ms mya:my nau:na nav:nv nbl:nr nde:nd ndo:ng nep:ne nld:nl nno:nn nob:nb nor:no
nya:ny oci:oc oji:oj ori:or orm:om oss:os pan:pa per:fa pli:pi pol:pl por:pt pus:ps que:qu roh:rm ron:ro
rum:ro run:rn rus:ru sag:sg san:sa sin:si slk:sk slo:sk slv:sl sme:se smo:sm sna:sn snd:sd som:so sot:st
spa:es sqi:sq srd:sc srp:sr ssw:ss sun:su swa:sw swe:sv tah:ty tam:ta tat:tt tel:te tgk:tg tgl:tl tha:th
tib:bo tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz ven:ve vie:vi vol:vo
wel:cy wln:wa wol:wo xho:xh yid:yi yor:yo zha:za zho:zh zul:zu
"""
_SHORT = dict(pair.split(":") for pair in _PAIRS.split())
# Reserved words that name no language: undetermined, multiple, no linguistic content, uncoded.
_NO_LANGUAGE = {"und", "mul", "zxx", "mis", "unk", ""}
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")


def to_bcp47(code: str | None) -> str | None:
    """The shortest BCP 47 tag ("en", "pt-BR", "fil"), or None for no language or nonsense.

    code: an ISO 639-1, 639-2 (terminological or bibliographic) or 639-3 code, or a BCP 47 tag, in any case.
    """
    text = (code or "").strip().replace("_", "-")
    if text.lower() in _NO_LANGUAGE or not _TAG.fullmatch(text):
        return None
    primary, *subtags = text.split("-")
    primary = primary.lower()
    if len(primary) == 3:
        primary = _SHORT.get(primary, primary)
    elif len(primary) > 3:
        return None
    return "-".join([primary, *map(_spell_subtag, subtags)])


def _spell_subtag(subtag: str) -> str:
    """RFC 5646 §2.1.1: regions in upper case, scripts capitalised, the rest in lower case."""
    if len(subtag) == 2 and subtag.isalpha():
        return subtag.upper()
    return subtag.title() if len(subtag) == 4 and subtag.isalpha() else subtag.lower()


def is_same_language(tag: str | None, wanted: str | None) -> bool:
    """True when both name the same language, whatever the region: "pt-BR" is "pt". False when one is None."""
    if tag is None or wanted is None:
        return False
    return tag.partition("-")[0].lower() == wanted.partition("-")[0].lower()
