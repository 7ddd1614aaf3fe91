"""The General: the locomotive on the high trestle at dusk, and one man on its roof."""

import math

from tools.draw_demo_art.canvas import Picture, Point, hills, peaks, polar, smooth

SKY = [
    (0, "#1d1630"),
    (0.3, "#5b2740"),
    (0.52, "#b8452f"),
    (0.7, "#f08a3c"),
    (0.84, "#ffc56b"),
    (1, "#ffe1a0"),
]
INK = "#150b0d"


def poster() -> Picture:
    """Seen from the river: timber, a huge low sun, and smoke over everything."""
    p = Picture(800, 1200, 1926)
    p.fill(p.linear(SKY, end=(0, 0.74)))
    sun = (486, 452)
    p.glow(sun, 620, "#ffcf7a", 0.85)
    p.circle(sun, 208, p.radial(sun, 208, [(0, "#fffbe2"), (0.7, "#ffe7a6"), (1, "#ffcb70")]))
    p.ridge(
        peaks(p.rng, 800, 800, [(90, 150, 260), (350, 70, 240), (720, 190, 330)], 10),
        p.linear([(0, "#a5473a"), (1, "#6e2b30")]),
        opacity=0.75,
    )
    p.haze(560, 930, "#ffbf73", 0.55)
    p.ridge(hills(p.rng, 800, 880, 40, 300, 0.5), p.linear([(0, "#5c2229"), (1, "#2a1117")]))
    _smoke(p, (382, 286), [(250, 214), (90, 160), (-120, 96)], 78)
    _trestle(p, 478, 1080, 118, 0.94)
    _locomotive(p, (132, 470), 0.92)
    p.clouds(
        (-40, 760, 880, 330),
        "#ffb066",
        scale=(260, 110),
        density=0.46,
        contrast=3,
        opacity=0.42,
        blend="screen",
    )
    _river(p, 1010, sun)
    _banks(p, 1012)
    p.rect(0, 880, 800, 320, p.linear([(0, INK, 0), (0.5, INK, 0.86), (1, "#0b0507", 1)]))
    p.finish(vignette=0.6, grain=0.2, centre=(0.55, 0.38))
    p.title(["The General"], (400, 1108), 134, "#ffe9c4", weight=460)
    return p


def backdrop() -> Picture:
    """The whole valley: the bridge is already burning, and the train is on it."""
    p = Picture(1920, 1080, 1927)
    p.fill(p.linear(SKY, end=(0, 0.8)))
    sun = (1330, 430)
    p.glow(sun, 900, "#ffcf7a", 0.9)
    p.circle(sun, 168, p.radial(sun, 168, [(0, "#fffbe2"), (0.7, "#ffe7a6"), (1, "#ffcb70")]))
    p.clouds(
        (0, 40, 1920, 360),
        "#ffb27a",
        scale=(620, 70),
        density=0.42,
        contrast=2.6,
        opacity=0.4,
        blend="screen",
    )
    far = [(200, 190, 420), (640, 110, 360), (1080, 80, 330), (1700, 230, 480)]
    p.ridge(peaks(p.rng, 1920, 700, far, 12), p.linear([(0, "#b04f3e"), (1, "#6e2b30")]), opacity=0.7)
    p.haze(470, 800, "#ffbf73", 0.6)
    p.ridge(hills(p.rng, 1920, 770, 46, 520, 0.5), p.linear([(0, "#70303a"), (1, "#2a1117")]))
    _smoke(p, (1152, 312), [(960, 238), (720, 190), (380, 130), (90, 60)], 72)
    _trestle(p, 484, 1010, 104, 1)
    _locomotive(p, (930, 476), 0.82)
    _car(p, (742, 476), 0.82)
    _car(p, (560, 476), 0.82)
    _fire(p, [(1500, 470), (1592, 474), (1690, 468), (1545, 600), (1650, 640), (1750, 590)])
    _river(p, 940, sun)
    _banks(p, 950)
    p.rect(0, 840, 1920, 240, p.linear([(0, INK, 0), (1, INK, 0.95)]))
    p.finish(vignette=0.62, grain=0.2, centre=(0.64, 0.4))
    return p


def _locomotive(p: Picture, rail: Point, scale: float) -> None:
    """An American 4-4-0 running to the right; rail is where its rear wheel's centre line meets the track."""
    with p.group(transform=f"translate({rail[0]},{rail[1]}) scale({scale})"):
        rim = "#ffb765"
        # Tender.
        p.path("M-128,-74 L-22,-74 L-22,-24 L-128,-24 Z", INK)
        p.path(smooth([(-124, -74), (-100, -92), (-76, -86), (-52, -96), (-28, -74)]) + " Z", INK)
        # Cab, boiler, domes, stack, smoke box, lamp and pilot.
        p.path("M-16,-24 L-16,-142 L-26,-142 L-26,-152 L74,-152 L74,-142 L66,-142 L66,-24 Z", INK)
        p.rect(4, -132, 20, 34, "#ffcf86", opacity=0.95)
        p.rect(34, -132, 20, 34, "#ffcf86", opacity=0.95)
        p.path("M60,-112 L286,-112 Q304,-112 304,-84 Q304,-50 286,-50 L60,-50 Z", INK)
        p.path("M98,-112 L98,-130 Q98,-146 114,-146 Q130,-146 130,-130 L130,-112 Z", INK)
        p.path("M170,-112 L170,-126 Q170,-138 182,-138 Q194,-138 194,-126 L194,-112 Z", INK)
        p.path("M262,-112 L258,-148 L236,-188 L240,-196 L302,-196 L306,-188 L284,-148 L280,-112 Z", INK)
        p.path("M300,-150 L330,-156 L330,-120 L300,-124 Z M306,-124 L322,-122 L322,-108 L306,-108 Z", INK)
        p.glow((336, -138), 90, "#fff1bf", 0.95)
        p.path("M296,-50 L300,-30 L372,-4 L372,2 L290,2 Z", INK)
        for bar in range(5):
            p.line([(306 + bar * 13, -28 + bar * 5), (312 + bar * 14, 0)], rim, 1.2, opacity=0.45)
        p.path("M60,-50 L300,-50 L300,-34 L60,-34 Z", INK)
        # Where the low sun catches brass and sheet iron.
        for edge in (
            "M64,-111 L284,-111 Q301,-110 303,-86", "M-25,-151 L73,-151", "M238,-195 L304,-195",
            "M99,-130 Q99,-145 114,-145 Q129,-145 129,-131", "M-127,-74 L-100,-91 L-76,-85 L-52,-95 L-28,-74", "M301,-30 L371,-4",
        ):  # fmt: skip
            p.path(edge, stroke=rim, stroke_width=2.4, opacity=0.85, stroke_linecap="round")
        for band in (140, 210, 250):
            p.line([(band, -110), (band, -52)], rim, 1.4, opacity=0.4)
        p.circle((152, -158), 2, rim)
        for x, radius in ((28, 46), (128, 46)):
            _wheel(p, (x, 0 - radius + 2), radius, 13)
        for x in (214, 262):
            _wheel(p, (x, -24), 25, 9)
        for x in (-108, -64, -34):
            _wheel(p, (x, -20), 21, 8)
        p.line([(28, -30), (128, -30), (226, -46)], rim, 4.5, opacity=0.75)
        _engineer(p, (20, -152))


def _engineer(p: Picture, foot: Point) -> None:
    """The small figure standing on the cab roof: flat hat, a hand to the brow."""
    x, y = foot
    rim = "#ffd08a"
    p.path(
        f"M{x - 9},{y} L{x - 7},{y - 24} L{x + 7},{y - 24} L{x + 11},{y} L{x + 4},{y} L{x + 1},{y - 14} L{x - 3},{y} Z",
        INK,
    )
    p.path(
        f"M{x - 9},{y - 22} Q{x - 11},{y - 46} {x - 4},{y - 50} L{x + 5},{y - 50} Q{x + 11},{y - 44} {x + 8},{y - 22} Z",
        INK,
    )
    p.line([(x + 6, y - 47), (x + 18, y - 50), (x + 12, y - 60)], INK, 4.6)
    p.line([(x - 6, y - 46), (x - 13, y - 34), (x - 8, y - 26)], INK, 4.6)
    p.circle((x + 2, y - 57), 7, INK)
    p.path(
        f"M{x - 10},{y - 61} L{x + 15},{y - 61} L{x + 15},{y - 64} L{x + 8},{y - 64} L{x + 8},{y - 69} L{x - 4},{y - 69} L{x - 4},{y - 64} L{x - 10},{y - 64} Z",
        INK,
    )
    p.path(
        f"M{x + 8},{y - 22} Q{x + 11},{y - 44} {x + 5},{y - 50} L{x + 18},{y - 50}",
        stroke=rim,
        stroke_width=1.6,
        opacity=0.9,
    )


def _wheel(p: Picture, centre: Point, radius: float, spokes: int) -> None:
    p.circle(centre, radius, "none", stroke=INK, stroke_width=radius * 0.2)
    for spoke in range(spokes):
        p.line([centre, polar(centre, radius, spoke * 360 / spokes + 9)], INK, radius * 0.085)
    p.circle(centre, radius * 0.2, INK)
    a, b = polar(centre, radius * 1.04, 205), polar(centre, radius * 1.04, 330)
    p.path(
        f"M{a[0]:.1f},{a[1]:.1f} A{radius},{radius} 0 0 1 {b[0]:.1f},{b[1]:.1f}",
        stroke="#ffb765",
        stroke_width=1.8,
        opacity=0.65,
    )


def _car(p: Picture, rail: Point, scale: float) -> None:
    with p.group(transform=f"translate({rail[0]},{rail[1]}) scale({scale})"):
        p.path("M-100,-24 L-100,-122 Q10,-140 112,-122 L112,-24 Z", INK)
        p.path("M-100,-122 Q10,-140 112,-122", stroke="#ffb765", stroke_width=2.2, opacity=0.75)
        p.rect(-16, -106, 40, 66, "#3a1a18")
        p.rect(-132, -36, 32, 6, INK)
        for x in (-72, -36, 50, 86):
            _wheel(p, (x, -20), 20, 8)


def _trestle(p: Picture, deck: float, foot: float, bay: float, lean: float) -> None:
    """Bents of round timber with cross bracing, thinner and lighter further away."""
    for depth, colour, shift, thick in ((1, "#54242a", 26, 5.5), (0, INK, 0, 9)):
        x = -bay + shift
        while x < p.width + bay:
            span = 26 * lean
            for leg in (-1, -0.34, 0.34, 1):
                p.line([(x + leg * 16, deck + 8), (x + leg * span * 1.7, foot)], colour, thick)
            storeys = 5
            for storey in range(storeys):
                top = deck + 14 + (foot - deck) * storey / storeys
                low = deck + 14 + (foot - deck) * (storey + 1) / storeys
                wide_a, wide_b = 18 + span * storey / storeys, 18 + span * (storey + 1) / storeys
                p.line([(x - wide_a - 10, top), (x + bay + 10 - wide_a, top)], colour, thick * 0.55)
                p.line([(x - wide_a, top), (x + wide_b, low)], colour, thick * 0.42)
                p.line([(x + wide_a, top), (x - wide_b, low)], colour, thick * 0.42)
                if depth == 0 and storey % 2 == 0:
                    p.line([(x + wide_a, top), (x + bay - wide_b, low)], colour, thick * 0.36)
            x += bay
    p.rect(-20, deck - 4, p.width + 40, 15, INK)
    p.rect(-20, deck - 7, p.width + 40, 3, "#ffb765", opacity=0.75)
    tie = -20.0
    while tie < p.width + 20:
        p.rect(tie, deck + 9, 9, 9, INK)
        tie += 21


def _smoke(p: Picture, stack: Point, drift: list[Point], size: float) -> None:
    """Puffs that grow and cool with distance from the stack, lit from the sun's side."""
    path = [stack, *drift]
    torn = p.torn(46, 60, 4)
    with p.group(filter=torn):
        total = 46
        for number in range(total, -1, -1):
            t = number / total * (len(path) - 1)
            i = min(int(t), len(path) - 2)
            f = t - i
            x = path[i][0] + (path[i + 1][0] - path[i][0]) * f + p.rng.uniform(-14, 14)
            y = path[i][1] + (path[i + 1][1] - path[i][1]) * f + p.rng.uniform(-22, 22) * t
            radius = size * (0.3 + 1.15 * (number / total) ** 0.75) * p.rng.uniform(0.75, 1.15)
            paint = p.radial(
                (x, y),
                radius,
                [(0, "#a5584a"), (0.5, "#5a2b37"), (1, "#2a1524")],
                focus=(x + radius * 0.45, y + radius * 0.3),
            )
            p.circle((x, y), radius, paint, opacity=round(0.95 - 0.5 * number / total, 2))


def _fire(p: Picture, spots: list[Point]) -> None:
    for x, y in spots:
        p.glow((x, y), 230, "#ff7a2a", 0.8)
        with p.group(filter=p.torn(26, 24)):
            for _ in range(9):
                dx, tall = p.rng.uniform(-46, 46), p.rng.uniform(50, 130)
                base = y + p.rng.uniform(10, 46)
                paint = p.linear(
                    [(0, "#ff7a26", 0.15), (0.45, "#ffb040", 0.9), (0.75, "#fff0b8", 0.95), (1, "#ff9a3a", 0)]
                )
                p.path(f"M{x + dx - 14},{base} Q{x + dx - 22},{base - tall * 0.5} {x + dx + 4},{base - tall} "
                       f"Q{x + dx + 24},{base - tall * 0.45} {x + dx + 14},{base} Z", paint)  # fmt: skip


def _river(p: Picture, level: float, sun: Point) -> None:
    p.rect(0, level, p.width, p.height - level, p.linear([(0, "#7b3430"), (0.3, "#3b1a20"), (1, "#120a0e")]))
    for _ in range(150):
        y = level + p.rng.random() ** 1.5 * (p.height - level)
        reach = 40 + (y - level) * 1.6
        x = sun[0] + p.rng.gauss(0, reach)
        p.rect(x, y, p.rng.uniform(14, 90), 2, "#ffcf86", opacity=round(p.rng.uniform(0.15, 0.75), 2), rx=1)


def _banks(p: Picture, level: float) -> None:
    with p.group(filter=p.torn(18, 22)):
        for side in (0, 1):
            points = []
            for step in range(9):
                x = step * p.width * 0.045
                y = level - 40 + step**1.6 * 4.2 - 16 * math.sin(step * 1.9 + side)
                points.append((p.width - x if side else x, y))
            edge = p.width + 50 if side else -50
            p.path(
                smooth([(edge, level - 60), *points])
                + f" L{points[-1][0]},{p.height + 20} L{edge},{p.height + 20} Z",
                INK,
            )


PICTURES = {"poster": poster, "backdrop": backdrop}
