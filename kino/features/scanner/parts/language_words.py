"""Languages as people write them in file names: codes, English names and their own."""

from __future__ import annotations

import re

# BCP 47 tag: every spelling seen in names of subtitles, lower case. Three-letter codes in both ISO 639-2
# forms.
_SPELLINGS = {
    "af": "afr afrikaans", "sq": "sqi alb albanian shqip", "ar": "ara arabic العربية",
    "hy": "hye arm armenian",
    "az": "aze azerbaijani", "eu": "eus baq basque euskara", "be": "bel belarusian",
    "bn": "ben bengali bangla",
    "bs": "bos bosnian bosanski", "bg": "bul bulgarian български", "my": "mya bur burmese",
    "ca": "cat catalan català",
    "zh": "zho chi chinese mandarin 中文", "hr": "hrv scr croatian hrvatski",
    "cs": "ces cze czech čeština cesky",
    "da": "dan danish dansk", "nl": "nld dut dutch nederlands", "en": "eng english englisch anglais",
    "eo": "epo esperanto", "et": "est estonian eesti", "fa": "fas per persian farsi فارسی",
    "fi": "fin finnish suomi",
    "fr": "fra fre french français francais französisch vff vfq", "gl": "glg galician galego",
    "ka": "kat geo georgian",
    "de": "deu ger german deutsch allemand aleman", "el": "ell gre greek ελληνικά",
    "he": "heb hebrew iw עברית",
    "hi": "hin hindi हिन्दी", "hu": "hun hungarian magyar", "is": "isl ice icelandic íslenska",
    "id": "ind indonesian", "ga": "gle irish gaeilge", "it": "ita italian italiano italienisch",
    "ja": "jpn jap japanese 日本語", "kk": "kaz kazakh", "km": "khm khmer", "ko": "kor korean 한국어",
    "ku": "kur kurdish",
    "lv": "lav latvian latviešu", "lt": "lit lithuanian lietuvių", "mk": "mkd mac macedonian",
    "ms": "msa may malay",
    "ml": "mal malayalam", "mn": "mon mongolian", "no": "nor norwegian norsk", "nb": "nob bokmål",
    "nn": "nno nynorsk",
    "pl": "pol polish polski polnisch", "pt": "por portuguese português portugues", "pa": "pan punjabi",
    "ro": "ron rum romanian română", "ru": "rus russian русский russisch", "sr": "srp scc serbian srpski",
    "si": "sin sinhala", "sk": "slk slo slovak slovenčina", "sl": "slv slovenian slovenščina",
    "es": "spa spanish español espanol castellano spanisch", "sw": "swa swahili", "sv": "swe swedish svenska",
    "tl": "tgl tagalog filipino", "ta": "tam tamil", "te": "tel telugu", "th": "tha thai ไทย",
    "tr": "tur turkish türkçe turkce türkisch", "uk": "ukr ukrainian українська", "ur": "urd urdu",
    "vi": "vie vietnamese", "cy": "cym wel welsh cymraeg", "yi": "yid yiddish", "la": "lat latin",
    "pt-BR": "pob ptbr pb brazilian brasileiro", "zh-Hans": "chs zhs simplified 简体",
    "zh-Hant": "cht zht traditional 繁體",
    "es-419": "latino lat-am latinoamericano", "zh-HK": "cantonese yue", "und": "und",
}  # fmt: skip
_BY_SPELLING = {word: tag for tag, words in _SPELLINGS.items() for word in (tag.lower(), *words.split())}
_TAG = re.compile(r"([a-z]{2,3})(?:[-_](hans|hant|latn|cyrl))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)


def read_language(word: str) -> str | None:
    """The BCP 47 tag of a code or a language's name ("ger", "Deutsch", "pt-BR", "zh_hans"), or None."""
    lowered = word.lower()
    known = _BY_SPELLING.get(lowered)
    if known is not None:
        return known
    found = _TAG.fullmatch(word)
    if found is None or not (found[2] or found[3]):
        return None
    language = _BY_SPELLING.get(found[1].lower())
    if language is None or "-" in language:
        return None
    script, region = found[2], found[3]
    return "-".join(
        part
        for part in (language, script.title() if script else "", region.upper() if region else "")
        if part
    )
