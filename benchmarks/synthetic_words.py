"""Names of films, series, episodes and people that nobody made, as varied as those of a real library.

Real words lead (so that "the" stands in a third of all titles), then come words of syllables; both are drawn
by rank, the first ones far more often, as in any language.
"""

import random
from collections.abc import Sequence
from itertools import accumulate

COMMON = (
    "The Of A Love Night Man Last Day Dark Girl House Black Life Blood Dead Lost World King City Death "
    "Woman "
    "Little Red White Story Heart American Summer Secret Time Wild Big War Dream Road Star Fire Home Great "
    "Good Street Ghost Ring Lord Island Moon Sun Winter River Stone Silver Golden Broken Silent Hidden Deep "
    "Blue Green Long Final First Second Two Three Seven Hundred Days Years Nights Men Women Children Boy Son "
    "Daughter Mother Father Brother Sister Wife Husband Friend Stranger Hunter Killer Witness Dancer Singer "
    "Doctor Captain Queen Prince Princess Angel Monster Wolf Bear Tiger Horse Dog Cat Bird Spider Snake "
    "Fish Sea Ocean Lake Mountain Valley Forest Garden Tree Flower Rose Rain Snow Storm Wind Thunder "
    "Light Shadow Mirror Window Door Room Tower Castle Bridge Train Ship Car Plane Space Planet Earth Mars "
    "Future Past Memory Promise Lie Truth Game Player Chase Run Jump Fall Rise Return Escape Journey Voyage "
    "Quest Legend Myth Tale Song Letter Book Paper Glass Iron Steel Gold Diamond Crystal Paris London Berlin "
    "Rome Tokyo Vienna Havana Texas Kansas Dakota Harbor Station Hotel Cabin Motel Market School Hospital"
)
FIRST_NAMES = (
    "Anna John Maria James Elena Robert Sofia Michael Laura David Emma William Julia Richard Clara Joseph "
    "Nora Thomas Alice Charles Irene Daniel Lena Matthew Eva Anthony Rosa Mark Ida Donald Ruth Steven Greta "
    "Paul Hanna Andrew Marta Joshua Vera Kenneth Amélie Kevin Zoë Brian José George François Timothy Søren "
    "Ronald Łucja Edward Chloë Jason Inès Jeffrey Björk Ryan Anaïs Jacob Renée Gary Mia Nicholas Ella Eric "
    "Lily Jonathan Grace Stephen Ava Larry Olga Justin Nina Scott Tara Brandon Yuki Benjamin Akira Samuel"
)
CHARACTERS = ("The Captain", "Herself", "Inspector Lang", "Old Man", "Waitress", "Dr. Hale", "Young Anna")
SYLLABLES = (
    "ka lo mi ra te su no vi ber lin dor gra sto fen mar tel vor kin sal ter ven wal ros cor bel dan fal gar "
    "hol jan kes lun mor nev ost pel quin rin sor tam ulm vas wen yor zan ack elt ind orn usk eth ald"
)


def make_words(count: int, rng: random.Random) -> list[str]:
    """So many different words of two to four syllables, capitalised."""
    made: dict[str, None] = {}
    syllables = SYLLABLES.split()
    while len(made) < count:
        made["".join(rng.choices(syllables, k=rng.choice((2, 2, 3, 3, 4)))).capitalize()] = None
    return list(made)


class RankedWords:
    """Words drawn by rank: the word of rank r with a weight of 1 / (r + offset)."""

    def __init__(self, words: Sequence[str], rng: random.Random, offset: float = 4.0) -> None:
        self._words = words
        self._rng = rng
        self._sums = list(accumulate(1.0 / (rank + offset) for rank in range(len(words))))

    def draw(self, count: int) -> list[str]:
        """So many words; the same may come twice."""
        return self._rng.choices(self._words, cum_weights=self._sums, k=count)


class NameMaker:
    """Draws titles and people's names; the same seed gives the same names."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._first_names = FIRST_NAMES.split()
        self._nouns = RankedWords([*COMMON.split(), *make_words(18_000, rng)], rng)
        self._surnames = RankedWords(make_words(9_000, rng), rng, offset=40.0)

    def draw_title(self) -> str:
        """One to five words; a few with a hyphen or a number."""
        words = self._nouns.draw(self._rng.choice((1, 2, 2, 3, 3, 3, 4, 5)))
        shape = self._rng.random()
        if shape < 0.3 and words[0] != "The":
            words.insert(0, "The")
        elif shape < 0.36:
            words.append(str(self._rng.choice((2, 3, 4, 10, 2049))))
        elif shape < 0.42 and len(words) > 1:
            words[:2] = [f"{words[0]}-{words[1]}"]
        return " ".join(words)

    def draw_person(self) -> str:
        """A first name and a surname."""
        return f"{self._rng.choice(self._first_names)} {self._surnames.draw(1)[0]}"
