"""Names as households write them, with what they mean: one line each, written for Kino.

A line is (path, expected fields). Episodes: "season/episodes" such as "1/2" or "1/2,3"; "a12" is an absolute number.
"""
# ruff: noqa: E501  (a table is read by its lines)

MOVIES: list[tuple[str, dict[str, object]]] = []
SERIES: list[tuple[str, dict[str, object]]] = []


def _film(path: str, title: str, year: int | None = None, **more: object) -> None:
    MOVIES.append((path, {"kind": "movie", "title": title, "year": year, **more}))


def _episode(path: str, title: str, number: str, **more: object) -> None:
    expected: dict[str, object] = {"kind": "episode", "title": title, **more}
    if number.startswith("a"):
        expected["absolute_number"] = int(number[1:])
    elif "/" in number:
        season, _, episodes = number.partition("/")
        expected["season_number"] = int(season)
        expected["episode_numbers"] = tuple(int(episode) for episode in episodes.split(",") if episode)
    else:
        expected["air_date"] = number
    SERIES.append((path, expected))


# Film folders and plain files.
_film("Nordlicht (1999)/Nordlicht (1999).mkv", "Nordlicht", 1999, title_folder=b"Nordlicht (1999)")
_film(
    "Nordlicht (1999)/Nordlicht (1999) - 1080p.mkv", "Nordlicht", 1999, quality="1080p", version_label="1080p"
)
_film(
    "Nordlicht (1999)/Nordlicht (1999) - 2160p HDR.mkv",
    "Nordlicht",
    1999,
    quality="2160p",
    version_label="2160p HDR",
)
_film(
    "Nordlicht (1999)/Nordlicht (1999) - Director's Cut.mkv",
    "Nordlicht",
    1999,
    edition="Director's Cut",
    version_label="Director's Cut",
)
_film("Nordlicht (1999)/Nordlicht (1999) [1080p].mkv", "Nordlicht", 1999, quality="1080p")
_film("Nordlicht (1999)/Nordlicht (1999) [4K].mkv", "Nordlicht", 1999, quality="2160p")
_film("Nordlicht (1999)/Nordlicht.mkv", "Nordlicht", 1999)
_film("Nordlicht (1999)/movie.mkv", "Nordlicht", 1999, version_label=None)
_film("Nordlicht (1999)/title_t00.mkv", "Nordlicht", 1999, version_label=None)
_film("Nordlicht (1999)/1080p/Nordlicht.mkv", "Nordlicht", 1999, title_folder=b"Nordlicht (1999)")
_film("Nordlicht (1999)/The Northern Light.mkv", "Nordlicht", 1999, version_label="The Northern Light")
_film("Nordlicht (1999)/nordlicht.1999.german.1080p.bluray.x264-abc.mkv", "Nordlicht", 1999, quality="1080p")
_film("Nordlicht (1999)/abc-nordl-1080p.mkv", "Nordlicht", 1999)
_film("Nordlicht [1999]/Nordlicht [1999].mkv", "Nordlicht", 1999)
_film("Nordlicht(1999)/Nordlicht(1999).mkv", "Nordlicht", 1999)
_film("Nordlicht/Nordlicht.1999.mkv", "Nordlicht", 1999, title_folder=b"Nordlicht")
_film("Nordlicht/Nordlicht - Kinofassung.mkv", "Nordlicht", None, version_label="Kinofassung")
_film("Nordlicht.mkv", "Nordlicht", None)
_film("Nordlicht (1999).mkv", "Nordlicht", 1999)
_film("Nordlicht 1999.mkv", "Nordlicht", 1999)
_film("Nordlicht_(1999).avi", "Nordlicht", 1999)
_film("Nordlicht_am_Meer_1999.avi", "Nordlicht am Meer", 1999)
_film("NORDLICHT (1999).MKV", "NORDLICHT", 1999)
_film("Drama/Nordlicht (1999).mkv", "Nordlicht", 1999, title_folder=None)
_film(
    "Drama/Nordlicht (1999)/Nordlicht (1999).mkv", "Nordlicht", 1999, title_folder=b"Drama/Nordlicht (1999)"
)
_film("N/Nordlicht.mkv", "Nordlicht", None)
_film("Collection (1980-1999)/Nordlicht (1999).mkv", "Nordlicht", 1999)
_film("Licht Collection (1979)/Südlicht (1986).mkv", "Südlicht", 1986)
_film("Kinder/Der kleine Igel (2003).mp4", "Der kleine Igel", 2003)
# Titles that hold numbers.
_film("2012 (2009)/2012 (2009).mkv", "2012", 2009)
_film("2012.mkv", "2012", None)
_film("1917.2019.1080p.BluRay.x264-XYZ.mkv", "1917", 2019, quality="1080p")
_film("2001 Eine Reise (1968).mkv", "2001 Eine Reise", 1968)
_film("2001.Eine.Reise.1968.2160p.UHD.BluRay.x265-XYZ.mkv", "2001 Eine Reise", 1968, quality="2160p")
_film("Nachtfahrt 2049 (2017).mkv", "Nachtfahrt 2049", 2017)
_film("Nachtfahrt.2049.2017.1080p.mkv", "Nachtfahrt 2049", 2017)
_film("Nachtfahrt 2049.mkv", "Nachtfahrt 2049", None)
_film("300 (2006).mkv", "300", 2006)
_film("(500) Tage (2009).mkv", "(500) Tage", 2009)
_film("Sieben 7 (1995).mkv", "Sieben 7", 1995)
_film("Das Jahr 1900 in Film.mkv", "Das Jahr 1900 in Film", None)
_film("Apollo 13 (1995)/Apollo 13 (1995).mkv", "Apollo 13", 1995)
_film("9 (2009).mkv", "9", 2009)
# Release names.
_film("Film.Name.1999.1080p.BluRay.x264-GRP.mkv", "Film Name", 1999, quality="1080p")
_film("Film.Name.1999.German.DL.1080p.BluRay.x264-GRP.mkv", "Film Name", 1999, quality="1080p")
_film("Film.Name.German.DL.1999.1080p.BluRay.x264-GRP.mkv", "Film Name German DL", 1999)
_film("Film.Name.1999.German.AC3.DVDRip.XviD-GRP.avi", "Film Name", 1999)
_film("Film.Name.1999.MULTi.VFF.2160p.WEB-DL.HDR.x265-GRP.mkv", "Film Name", 1999, quality="2160p")
_film(
    "Film.Name.1999.Extended.Cut.720p.BluRay.x264-GRP.mkv",
    "Film Name",
    1999,
    edition="Extended Cut",
    quality="720p",
)
_film("Film.Name.1999.UNRATED.1080p.WEBRip.x264-GRP.mkv", "Film Name", 1999, edition="Unrated")
_film("Film.Name.1999.REMASTERED.1080p.BluRay.x264-GRP.mkv", "Film Name", 1999, edition="Remastered")
_film("Film.Name.1999.Directors.Cut.1080p.mkv", "Film Name", 1999, edition="Director's Cut")
_film("Film.Name.1080p.BluRay.x264-GRP.mkv", "Film Name", None, quality="1080p")
_film("Film.Name.German.DL.1080p.BluRay.x264-GRP.mkv", "Film Name", None, quality="1080p")
_film("Film Name 1999 1080p BluRay.mkv", "Film Name", 1999, quality="1080p")
_film("Film_Name_1999_720p.mkv", "Film Name", 1999, quality="720p")
_film("Film.Name.1999.1920x1080.mkv", "Film Name", 1999, quality="1080p")
_film("Film.Name.1999.576i.DVD.mkv", "Film Name", 1999, quality="576i")
_film("Film.Name.(1999).1080p.mkv", "Film Name", 1999, quality="1080p")
_film("Film Name (1999) (1080p BluRay x265 10bit GRP).mkv", "Film Name", 1999, quality="1080p")
_film("Film.Name.1999.1080p.3D.HSBS.BluRay.x264-GRP.mkv", "Film Name", 1999, stereo_layout="side_by_side")
_film("Film Name (1999) 3D HOU.mkv", "Film Name", 1999, stereo_layout="top_bottom")
_film("Film Name (1999) 3D.mkv", "Film Name", 1999, stereo_layout="side_by_side")
_film("S.W.A.T.2017.1080p.mkv", "S.W.A.T.", 2017)
_film("Mr.Igel.1999.720p.mkv", "Mr Igel", 1999)
_film("Mr. Igel (1999).mkv", "Mr. Igel", 1999)
_film("Film.Name.1999.1080p.BluRay.x264-GRP/grp-fn1080.mkv", "Film Name", 1999, quality="1080p")
_film(
    "Film.Name.1999.1080p.BluRay.x264-GRP/Film.Name.1999.1080p.BluRay.x264-GRP.mkv",
    "Film Name",
    1999,
    quality="1080p",
)
# Ids and editions.
_film(
    "Film (1999) {imdb-tt0133093} {edition-Director's Cut}.mkv",
    "Film",
    1999,
    edition="Director's Cut",
    provider_ids={"imdb": "tt0133093"},
)
_film("Film (1999) [tmdbid-603]/Film (1999).mkv", "Film", 1999, provider_ids={"tmdb": "603"})
_film("Film (1999) [tmdbid=603]/Film (1999).mkv", "Film", 1999, provider_ids={"tmdb": "603"})
_film("Film (1999) {tmdb-603}/Film (1999) {tmdb-603}.mkv", "Film", 1999, provider_ids={"tmdb": "603"})
_film(
    "Film (1999) [tmdbid-603] [imdbid-tt0133093]/Film.mkv",
    "Film",
    1999,
    provider_ids={"tmdb": "603", "imdb": "tt0133093"},
)
_film("Film [imdbid-tt0133093].mkv", "Film", None, provider_ids={"imdb": "tt0133093"})
_film("Film (1999) tt0133093.mkv", "Film", 1999, provider_ids={"imdb": "tt0133093"})
_film("Film (1999) [tt0133093].mkv", "Film", 1999, provider_ids={"imdb": "tt0133093"})
_film("Film (1999) (tmdb-603).mkv", "Film", 1999, provider_ids={"tmdb": "603"})
_film("Film {tmdb-603}/Film.mkv", "Film", None, provider_ids={"tmdb": "603"})
_film("Film (1999) {tmdb-abc}.mkv", "Film", 1999, provider_ids={})
_film(
    "Film (1999) [tmdbid-603] - 1080p.mkv", "Film", 1999, provider_ids={"tmdb": "603"}, version_label="1080p"
)
_film("Film (1999) {edition-Extended}/Film (1999) {edition-Extended}.mkv", "Film", 1999, edition="Extended")
_film("Film (1999) - Langfassung.mkv", "Film", 1999, edition="Langfassung", version_label="Langfassung")
_film("Film (1999) IMAX.mkv", "Film", 1999, edition="IMAX")
_film("Film (1999) - [1080p].mkv", "Film", 1999, quality="1080p", version_label=None)
_film("Film (1999) - Farbe [1080p].mkv", "Film", 1999, quality="1080p", version_label="Farbe")
_film("Film {wikidata-Q83495} (1999).mkv", "Film", 1999, provider_ids={"wikidata": "Q83495"})
# Parts.
_film("Film (1999)/Film (1999)-cd1.avi", "Film", 1999, part_number=1)
_film("Film (1999)/Film (1999)-cd2.avi", "Film", 1999, part_number=2)
_film("Film (1999)/Film (1999) - part1.mkv", "Film", 1999, part_number=1)
_film("Film (1999)/Film (1999) - Part 2.mkv", "Film", 1999, part_number=2)
_film("Film (1999)/Film (1999) pt2.mkv", "Film", 1999, part_number=2)
_film("Film (1999)/Film (1999) - Teil 2.mkv", "Film", 1999, part_number=2)
_film("Film (1999)/Film (1999) disc 1.mkv", "Film", 1999, part_number=1)
_film("Film (1999)/CD1/film.avi", "Film", 1999, part_number=1)
_film("Film (1999)/Disc 2/film.avi", "Film", 1999, part_number=2)
_film("Film.cd1.avi", "Film", None, part_number=1)
_film("Film-part2.avi", "Film", None, part_number=2)
_film("Spottdrossel - Part 1 (2014).mkv", "Spottdrossel - Part 1", 2014, part_number=None)
_film("Spottdrossel Part 2.mkv", "Spottdrossel Part 2", None, part_number=None)
_film(
    "Der Zauberer Teil 2 (2011)/Der Zauberer Teil 2 (2011).mkv", "Der Zauberer Teil 2", 2011, part_number=None
)
_film("Rache Vol. 2 (2004).mkv", "Rache Vol. 2", 2004, part_number=None)
# Scripts and marks.
_film("Die fabelhafte Welt der Amélie (2001).mkv", "Die fabelhafte Welt der Amélie", 2001)
_film("千と千尋 (2001)/千と千尋 (2001).mkv", "千と千尋", 2001)
_film("Сталкер (1979).mkv", "Сталкер", 1979)
_film("فيلم (1999).mkv", "فيلم", 1999)
_film("🎬 Film (1999).mkv", "🎬 Film", 1999)
_film("Film: Der zweite (1999).mkv", "Film: Der zweite", 1999)
_film("What's Up, Igel? (1999).mkv", "What's Up, Igel?", 1999)
_film("Film & Freunde (1999).mkv", "Film & Freunde", 1999)
_film("Spider-Igel (2002).mkv", "Spider-Igel", 2002)
_film("100 % Igel (1999).mkv", "100 % Igel", 1999)
_film("-Film (1999).mkv", "Film", 1999)
_film("Film (1999) .mkv", "Film", 1999)
_film("Fi\nlm (1999).mkv", "Fi lm", 1999)
_film("Fi\u200blm (1999).mkv", "Film", 1999)
_film("Short-Short (1999).mkv", "Short-Short", 1999)
_film("The Interview.mkv", "The Interview", None)
_film("Sample People (2000).mkv", "Sample People", 2000)
_film("Trailer Park (2010).mkv", "Trailer Park", 2010)
_film("Shorts/Igel (2010).mkv", "Igel", 2010)
_film("Animation/Shorts/Igel (2010).mkv", "Igel", 2010)
_film("Unfinished (2015).mkv", "Unfinished", 2015)

# Season and episode.
_episode(
    "Show (2005)/Season 01/Show - S01E02 - Title.mkv",
    "Show",
    "1/2",
    year=2005,
    episode_title="Title",
    title_folder=b"Show (2005)",
)
_episode(
    "Show (2005)/Season 01/Show (2005) - S01E02 - Title.mkv", "Show", "1/2", year=2005, episode_title="Title"
)
_episode("Show (2005)/Season 1/Show S01E02.mkv", "Show", "1/2", episode_title=None)
_episode("Show/Season 01/S01E02.mkv", "Show", "1/2")
_episode("Show/Season 01/s01e02 title here.mkv", "Show", "1/2", episode_title="title here")
_episode("Show/Staffel 1/Show - S01E02 - Der Anfang.mkv", "Show", "1/2", episode_title="Der Anfang")
_episode("Show/Staffel 01/02 - Der Anfang.mkv", "Show", "1/2", episode_title="Der Anfang")
_episode("Show/1. Staffel/02 - Der Anfang.mkv", "Show", "1/2")
_episode("Show/Staffel 2/Folge 3 - Das Ende.mkv", "Show", "2/3", episode_title="Das Ende")
_episode("Show/Staffel 2 Folge 3.mkv", "Show", "2/3")
_episode("Show/Show Staffel 2 Folge 3 - Das Ende.mkv", "Show", "2/3", episode_title="Das Ende")
_episode("Show/Show - Season 2 Episode 3.mkv", "Show", "2/3")
_episode("Show/Season 2, Episode 3.mkv", "Show", "2/3")
_episode("Show/Saison 2/Show S02E03.mkv", "Show", "2/3")
_episode("Show/Saison 2 Épisode 3.mkv", "Show", "2/3")
_episode("Show/Temporada 1/Show 1x03.mkv", "Show", "1/3")
_episode("Show/Series 2/Show 2x03 - Title.avi", "Show", "2/3", episode_title="Title")
_episode("Show/Show.1x02.Title.avi", "Show", "1/2", episode_title="Title")
_episode("Show/Show - 10x11 - Title.avi", "Show", "10/11")
_episode("Show/Show [1x02] Title.avi", "Show", "1/2")
_episode("Show/S2/Show S2E5.mkv", "Show", "2/5")
_episode("Show/02/05.mkv", "Show", "2/5")
_episode("Show/2/05 - Title.mkv", "Show", "2/5", episode_title="Title")
_episode("Show/Season 2/5.mkv", "Show", "2/5")
_episode("Show/Season 2/E05.mkv", "Show", "2/5")
_episode("Show/Season 2/Episode 5.mkv", "Show", "2/5")
_episode("Show/Season 2/Ep05 Title.mkv", "Show", "2/5", episode_title="Title")
_episode("Show/Season 2/Show - 05.mkv", "Show", "2/5")
_episode("Show/Season 2/Show 05.mkv", "Show", "2/5")
_episode("Show/Season 2 (2006)/Show S02E05.mkv", "Show", "2/5", year=None)
_episode("Show/Season 2 - Der Krieg/Show S02E05.mkv", "Show", "2/5")
_episode("Show/Season 02/Disc 1/Show S02E05.mkv", "Show", "2/5")
_episode("Show/Season 02/1080p/Show S02E05.mkv", "Show", "2/5")
_episode("Show/Show.S01.E02.mkv", "Show", "1/2")
_episode("Show/Show S01 E02 Title.mkv", "Show", "1/2", episode_title="Title")
_episode("Show/Show - s01ep02.mkv", "Show", "1/2")
_episode("Show/Show S2019E05.mkv", "Show", "2019/5")
_episode("Show/Show S01E123.mkv", "Show", "1/123")
_episode(
    "Show/Show.S01E02.Title.German.DL.1080p.WEB.h264-GRP.mkv",
    "Show",
    "1/2",
    episode_title="Title",
    quality="1080p",
)
_episode("Show/Show.S01E02.German.DL.1080p.WEB.h264-GRP.mkv", "Show", "1/2", episode_title=None)
_episode("Show/Show.S01E02.1080p.WEB.h264-GRP.mkv", "Show", "1/2", episode_title=None, quality="1080p")
_episode("Show/Show - S01E02 - Title [1080p].mkv", "Show", "1/2", episode_title="Title", quality="1080p")
_episode(
    "Show/Show - S01E02 - Title (1080p BluRay).mkv", "Show", "1/2", episode_title="Title", quality="1080p"
)
_episode(
    "Show/Show - S01E02 - Title (Part 2).mkv", "Show", "1/2", episode_title="Title (Part 2)", part_number=None
)
_episode("Show/Show - S01E02 - Title - part1.mkv", "Show", "1/2", episode_title="Title", part_number=1)
_episode("Show/Show - S01E02-cd1.avi", "Show", "1/2", part_number=1)
# Several episodes in a file.
_episode("Show/Show S01E02-E03.mkv", "Show", "1/2,3")
_episode("Show/Show S01E02-E04.mkv", "Show", "1/2,3,4")
_episode("Show/Show S01E02-04.mkv", "Show", "1/2,3,4")
_episode("Show/Show S01E02E03.mkv", "Show", "1/2,3")
_episode("Show/Show S01E02E03E04 - Title.mkv", "Show", "1/2,3,4", episode_title="Title")
_episode("Show/Show S01E02 E03.mkv", "Show", "1/2,3")
_episode("Show/Show S01E02-S01E03.mkv", "Show", "1/2,3")
_episode("Show/Show S01E02 - S01E03.mkv", "Show", "1/2,3")
_episode("Show/Show S01E02-720p.mkv", "Show", "1/2", quality="720p")
_episode("Show/Show 1x02-03.mkv", "Show", "1/2,3")
_episode("Show/Show 1x02-1x03.mkv", "Show", "1/2,3")
_episode("Show/Show 1x02x03.mkv", "Show", "1/2,3")
_episode("Show/Season 1/02-03 - Title.mkv", "Show", "1/2,3")
# Series by the file when no folder names it.
_episode("Show.Name.S01E02.1080p.WEB-DL.mkv", "Show Name", "1/2", title_folder=None)
_episode("Show Name (2005) S01E02.mkv", "Show Name", "1/2", year=2005)
_episode("Show.Name.2005.S01E02.mkv", "Show Name", "1/2", year=2005)
_episode("Show Name - 1x02.mkv", "Show Name", "1/2")
_episode("Serien/Show Name S01E02.mkv", "Show Name", "1/2", title_folder=None)
_episode("Show.Name.S02.1080p.WEB-GRP/Show.Name.S02E03.1080p.WEB-GRP.mkv", "Show Name", "2/3")
_episode("Show.Name.S02.1080p.WEB-GRP/grp-s02e03.mkv", "Show Name", "2/3")
_episode(
    "Show Name/Show.Name.S02.1080p.WEB-GRP/grp-s02e03.mkv", "Show Name", "2/3", title_folder=b"Show Name"
)
_episode("Serien/Show.Name.S02.German.1080p-GRP/Show.Name.S02E03.mkv", "Show Name", "2/3")
_episode("Show.Name.S02E03.1080p-GRP/grp.mkv", "Show Name", "2/3")
_episode("Haus des Goldes/La.Casa.De.Oro.S01E02.mkv", "Haus des Goldes", "1/2")
_episode("Drama/Show (2005)/Season 1/Show S01E02.mkv", "Show", "1/2", title_folder=b"Drama/Show (2005)")
_episode("Show Season 2/Show 05.mkv", "Show", "2/5")
_episode("24/Season 1/24 - S01E02.mkv", "24", "1/2")
_episode("1923/Season 1/1923 S01E02.mkv", "1923", "1/2")
_episode("Extras/Season 1/Extras S01E02.mkv", "Extras", "1/2")
_episode("Show {tvdb-81189}/Season 1/S01E02.mkv", "Show", "1/2", provider_ids={"tvdb": "81189"})
_episode(
    "Show (2005) [tmdbid-1396]/Season 1/S01E02.mkv", "Show", "1/2", year=2005, provider_ids={"tmdb": "1396"}
)
_episode(
    "Show (2005) [tvdbid=81189]/Show S01E02 [tvdbid-5].mkv", "Show", "1/2", provider_ids={"tvdb": "81189"}
)
_episode("Show (2005)/Season 2/Show S01E02.mkv", "Show", "1/2", reason="season_differs")
# Specials.
_episode("Show/Specials/Show S00E03.mkv", "Show", "0/3", is_special=True)
_episode(
    "Show/Season 00/Show S00E03 - Weihnachten.mkv",
    "Show",
    "0/3",
    is_special=True,
    episode_title="Weihnachten",
)
_episode("Show/Season 0/03 - Weihnachten.mkv", "Show", "0/3", is_special=True)
_episode("Show/Staffel 0/Show S00E03.mkv", "Show", "0/3", is_special=True)
_episode(
    "Show/Specials/Weihnachten.mkv",
    "Show",
    "0/",
    reason="special_without_number",
    episode_title="Weihnachten",
)
_episode("Show/Sonderfolgen/S00E01.mkv", "Show", "0/1")
_episode("Show/Season 1/Show S00E01.mkv", "Show", "0/1")
# Dates.
_episode("Show/Show 2024-05-31.mkv", "Show", "2024-05-31")
_episode("Show/Show.2024.05.31.Gast.720p.mkv", "Show", "2024-05-31", episode_title="Gast", quality="720p")
_episode("Show/2024/Show 2024_05_31.mkv", "Show", "2024-05-31")
_episode("Show/Show - 31.05.2024 - Gast.mkv", "Show", "2024-05-31", episode_title="Gast")
_episode("Show/Show 05-31-2024.mkv", "Show", "2024-05-31")
_episode("Show/Show 03.04.2024.mkv", "Show", "2024-04-03", reason="ambiguous_date")
_episode("Show/Show 04.04.2024.mkv", "Show", "2024-04-04", reason=None)
_episode("Show.Name.2024.05.31.1080p.WEB.mkv", "Show Name", "2024-05-31")
# Counted over the series.
_episode("[Group] Show - 123 [1080p].mkv", "Show", "a123", quality="1080p")
_episode("Show/[Group] Show - 123 [1080p][ABCD1234].mkv", "Show", "a123")
_episode("Show/[Group] Show - 05v2 [720p].mkv", "Show", "a5")
_episode("Show/[Group]_Show_-_05_[720p].mkv", "Show", "a5")
_episode("Show/[Group] Show S2 - 05 [1080p].mkv", "Show", "2/5")
_episode("Show/[Group] Show 2nd Season - 05 [1080p].mkv", "Show", "2/5")
_episode("Show/[Group] Show 05 [1080p].mkv", "Show", "a5")
_episode("Show/Season 2/[Group] Show - 05 [1080p].mkv", "Show", "2/5")
_episode("Show/Show - 1071.mkv", "Show", "a1071")
_episode("Show/Show - 012 - Title.mkv", "Show", "a12", episode_title="Title")
_episode("Show/Episode 12.mkv", "Show", "a12")
_episode("Show/Folge 12 - Der Igel.mkv", "Show", "a12", episode_title="Der Igel")
_episode("Show/12 - Der Igel.mkv", "Show", "a12", episode_title="Der Igel")
_episode("Show/12.mkv", "Show", "a12")
# Names for which guessit is asked.
_episode("Show/Show.101.mkv", "Show", "1/1", reason="guessed")

EXTRAS: list[tuple[str, str, str, str]] = [
    ("Film (1999)/Film (1999)-trailer.mkv", "movies", "trailer", "movie:film:1999"),
    ("Film (1999)/Film (1999)-trailer2.mkv", "movies", "trailer", "movie:film:1999"),
    ("Film (1999)/Film (1999).trailer.mkv", "movies", "trailer", "movie:film:1999"),
    ("Film (1999)/trailer.mkv", "movies", "trailer", "movie:film:1999"),
    ("Film (1999)/Making Of-behindthescenes.mkv", "movies", "behind_the_scenes", "movie:film:1999"),
    ("Film (1999)/Der Streit-deleted.mkv", "movies", "deleted_scene", "movie:film:1999"),
    ("Film (1999)/Regie-interview.mkv", "movies", "interview", "movie:film:1999"),
    ("Film (1999)/Kulissen-featurette.mkv", "movies", "featurette", "movie:film:1999"),
    ("Film (1999)/Tanz-scene.mkv", "movies", "scene", "movie:film:1999"),
    ("Film (1999)/Vorfilm-short.mkv", "movies", "short", "movie:film:1999"),
    ("Film (1999)/Fest-clip.mkv", "movies", "clip", "movie:film:1999"),
    ("Film (1999)/Bild-other.mkv", "movies", "other", "movie:film:1999"),
    ("Film (1999)/Trailers/Kino.mkv", "movies", "trailer", "movie:film:1999"),
    ("Film (1999)/Behind The Scenes/Tag 1.mkv", "movies", "behind_the_scenes", "movie:film:1999"),
    ("Film (1999)/Deleted Scenes/Der Streit.mkv", "movies", "deleted_scene", "movie:film:1999"),
    ("Film (1999)/Extras/Premiere (2000).mkv", "movies", "other", "movie:film:1999"),
    ("Film (1999)/Extras/Disc 2/Premiere.mkv", "movies", "other", "movie:film:1999"),
    ("Film (1999)/Interviews/Regie.mkv", "movies", "interview", "movie:film:1999"),
    ("Film (1999)/Bonusmaterial/Regie.mkv", "movies", "other", "movie:film:1999"),
    ("Film (1999)/Gelöschte Szenen/Der Streit.mkv", "movies", "deleted_scene", "movie:film:1999"),
    ("Film (1999)/Shorts/Vorfilm.mkv", "movies", "short", "movie:film:1999"),
    ("Film (1999)/theme.mp3", "movies", "theme_song", "movie:film:1999"),
    ("Film (1999)/theme-music/eins.mp3", "movies", "theme_song", "movie:film:1999"),
    ("Film (1999)/backdrops/wald.mp4", "movies", "theme", "movie:film:1999"),
    ("Show/Trailers/Staffel eins.mkv", "series", "trailer", "series:show:"),
    ("Show/Season 1/Extras/Outtakes.mkv", "series", "other", "series:show:"),
    ("Show/Season 1/Show S01E02-trailer.mkv", "series", "trailer", "series:show:"),
    ("Show/trailer.mp4", "series", "trailer", "series:show:"),
    ("Show (2005)/Featurettes/Masken.mkv", "series", "featurette", "series:show:2005"),
]

SKIPPED: list[tuple[str, str, str]] = [
    (".Film (1999).mkv", "ignored", "hidden"),
    ("Film (1999)/._Film (1999).mkv", "ignored", "hidden"),
    (".stash/Film (1999).mkv", "ignored", "hidden"),
    ("....mkv", "ignored", "hidden"),
    ("Film (1999)/@eaDir/Film.mkv", "ignored", "system_folder"),
    ("Film (1999)/Film.trickplay/320/0.jpg", "ignored", "system_folder"),
    ("#recycle/Film (1999).mkv", "ignored", "system_folder"),
    ("$RECYCLE.BIN/Film (1999).mkv", "ignored", "system_folder"),
    ("Film (1999).mkv.part", "ignored", "temporary_file"),
    ("Film (1999).mkv.crdownload", "ignored", "temporary_file"),
    ("Film (1999).mkv.!qB", "ignored", "temporary_file"),
    ("Film (1999).mkv~", "ignored", "temporary_file"),
    ("Film (1999).tmp", "ignored", "temporary_file"),
    ("Film (1999).mkv.unfinished", "ignored", "temporary_file"),
    ("_UNPACK_Film.1999/film.mkv", "ignored", "temporary_file"),
    ("Film (1999)/readme.txt", "ignored", "not_media"),
    ("Film (1999)/release.jpg", "ignored", "not_media"),
    ("Film (1999)/no extension", "ignored", "not_media"),
    ("Film (1999)/sample.mkv", "ignored", "sample"),
    ("Film.1999.1080p-GRP/Sample/grp-s.mkv", "ignored", "sample"),
    ("Film.1999.1080p-GRP/film-sample.mkv", "ignored", "sample"),
    ("Film.1999.1080p-GRP/sample-film.mkv", "ignored", "sample"),
    ("Film (1999).iso", "unsupported", "disc_image"),
    ("Film (1999)/film.img", "unsupported", "disc_image"),
    ("Film (1999)/VIDEO_TS/VTS_01_1.VOB", "unsupported", "disc_folder"),
    ("Film (1999)/VTS_01_1.VOB", "unsupported", "disc_folder"),
    ("Film (1999)/BDMV/STREAM/00001.m2ts", "unsupported", "disc_folder"),
    ("Film (1999)/BDMV/index.bdmv", "unsupported", "disc_folder"),
    ("Film (1999)/film.rar", "unsupported", "archive"),
    ("Film (1999)/Film.strm", "unsupported", "stream_file"),
]
