"""Nosferatu: the shadow that climbs before its owner, and the ship that brings him."""

from tools.draw_demo_art.canvas import Picture, Point, peaks

BLACK, AMBER, TEAL = "#05080a", "#e7b866", "#0d2a2e"


def poster() -> Picture:
    """A staircase, lamplight on plaster, and hands too long to be a man's."""
    p = Picture(800, 1200, 1922)
    p.fill("#0a1a1c")
    lamp = (360, 420)
    wall = p.radial(
        lamp, 760, [(0, "#f5d48d"), (0.28, "#d59f55"), (0.58, "#7d5a34"), (0.85, "#2a2a22"), (1, "#0d1a1b")]
    )
    p.rect(0, 0, 800, 1200, wall, filter=p.relief((180, 160), 5, (235, 62), "#fff4dc"))
    p.clouds(
        (0, 0, 800, 1200),
        "#3b2a18",
        scale=(190, 260),
        density=0.42,
        contrast=2.4,
        opacity=0.4,
        fade=((0, "#fff", 1), (1, "#fff", 1)),
    )
    with p.group(filter=p.blur(4.5)):
        _shadow(p, (34, 196), 1.12, "#0a0b0b", 0.93)
    _door(p)
    _stairs(p)
    p.rect(0, 820, 800, 380, p.linear([(0, BLACK, 0), (0.45, BLACK, 0.82), (1, "#020304", 1)]))
    p.finish(vignette=0.9, grain=0.3, centre=(0.45, 0.38))
    p.title(["Nosferatu"], (400, 1098), 148, "#f3dcae", weight=420, tracking=-0.03)
    return p


def backdrop() -> Picture:
    """The ship arrives under full sail, and nobody is at the wheel."""
    p = Picture(1920, 1080, 1923)
    p.fill(
        p.linear(
            [
                (0, "#04100f"),
                (0.34, "#0d3236"),
                (0.56, "#3f7470"),
                (0.66, "#9dbfa6"),
                (0.7, "#33605e"),
                (1, "#030a0c"),
            ]
        )
    )
    moon = (1370, 320)
    p.glow(moon, 860, "#bfe0c4", 0.75)
    p.circle(
        moon,
        142,
        p.radial(moon, 142, [(0, "#fbf6d8"), (0.8, "#e3e3bb"), (1, "#b7c6a4")]),
        filter=p.relief((60, 60), 6, (225, 62)),
    )
    p.clouds((0, 40, 1920, 620), "#061516", scale=(560, 110), density=0.47, contrast=3.4, opacity=0.88)
    p.clouds(
        (0, 260, 1920, 380), "#b9d9c0", scale=(700, 70), density=0.4, contrast=3, opacity=0.3, blend="screen"
    )
    p.ridge(
        peaks(p.rng, 1920, 730, [(150, 330, 300), (430, 150, 260), (1880, 140, 260)], 20),
        p.linear([(0, "#12363a"), (1, "#081c1f")]),
    )
    _castle(p, (150, 420))
    _sea(p, 706, moon)
    _ship(p, (1330, 742), 1.18)
    p.clouds(
        (0, 650, 1920, 190),
        "#bcd8c4",
        scale=(520, 70),
        density=0.48,
        contrast=3,
        opacity=0.34,
        blend="screen",
    )
    p.rect(0, 800, 1920, 280, p.linear([(0, BLACK, 0), (1, BLACK, 0.95)]))
    p.finish(vignette=0.78, grain=0.3, centre=(0.66, 0.42))
    return p


def _shadow(p: Picture, at: Point, scale: float, colour: str, opacity: float) -> None:
    """The profile on the wall: bald skull, bat's ear, hump, and two arms that end in talons."""
    head = (
        "M150,250 C120,214 112,150 132,104 C150,58 204,34 250,50 C292,64 312,100 312,132 C316,142 334,160 344,176 "
        "C346,184 336,186 326,188 C328,196 332,202 326,208 C330,214 326,222 320,224 C322,240 310,252 288,250 C276,252 266,258 262,270 Z"
    )
    ear = "M196,190 C140,168 104,120 88,34 C134,62 180,96 204,150 Z"
    torso = (
        "M266,262 C262,300 272,318 300,336 C330,352 336,400 330,460 L340,560 L352,820 L-160,820 L-140,620 C-120,480 -60,330 40,262 "
        "C90,232 130,236 160,246 Z"
    )
    arm = "M230,330 C300,330 360,352 402,330 C440,306 462,262 480,226 L506,236 C496,286 474,346 436,384 C396,420 320,430 240,420 Z"
    low_arm = "M250,420 C320,470 380,520 432,520 C470,516 492,498 510,478 L528,498 C512,536 476,570 430,574 C360,578 280,530 220,490 Z"
    with p.group(transform=f"translate({at[0]},{at[1]}) scale({scale})", opacity=opacity):
        p.path(" ".join((torso, arm, low_arm)), colour)
        p.path(head, colour)
        p.path(ear, colour)
        for x, y, reach, turn in (
            (486, 232, 168, -104),
            (494, 230, 196, -86),
            (500, 234, 196, -68),
            (504, 242, 168, -48),
            (478, 250, 104, -140),
        ):
            _talon(p, (x, y), reach, turn, colour)
        for x, y, reach, turn in (
            (514, 480, 150, -52),
            (522, 488, 168, -32),
            (526, 496, 160, -12),
            (522, 506, 130, 10),
            (504, 478, 84, -90),
        ):
            _talon(p, (x, y), reach, turn, colour)


def _talon(p: Picture, root: Point, reach: float, turn: float, colour: str) -> None:
    """One finger: a thick knuckle, a bend, a nail that ends in a point."""
    with p.group(transform=f"translate({root[0]},{root[1]}) rotate({turn})"):
        r = reach
        p.path(f"M-12,-12 C{r * 0.2},-16 {r * 0.4},-20 {r * 0.52},-15 C{r * 0.72},-12 {r * 0.88},-2 {r},12 "
               f"C{r * 0.84},10 {r * 0.7},6 {r * 0.54},3 C{r * 0.36},4 {r * 0.16},12 -12,12 Z", colour)  # fmt: skip


def _door(p: Picture) -> None:
    """The edge of the door at the head of the stairs, its frame catching the lamp."""
    p.rect(752, 120, 60, 900, p.linear([(0, "#060b0c"), (0.3, "#101a1a"), (1, "#050808")], end=(1, 0)))
    p.rect(744, 112, 10, 900, "#c3904c", opacity=0.5)
    p.circle((774, 560), 8, "#e0b060", opacity=0.8)


def _stairs(p: Picture) -> None:
    """The banister runs up from the left; its own shadow lies beside it."""
    for shift, colour, soft in ((34, "#140f0a", 0.75), (0, "#050607", 1)):
        points = [(-40 + shift, 1010), (300 + shift, 850), (840 + shift, 596)]
        with p.group(filter=p.blur(3 if shift else 0.4), opacity=soft):
            p.line([(x, y) for x, y in points], colour, 20)
            p.line([(x, y + 250) for x, y in points], colour, 30)
            for step in range(19):
                x = -30 + shift + step * 50
                y = 1004 - step * 23.6
                p.path(f"M{x - 5},{y} L{x + 5},{y} L{x + 4},{y + 70} Q{x + 15},{y + 96} {x + 4},{y + 124} L{x + 6},{y + 250} "
                       f"L{x - 6},{y + 250} L{x - 4},{y + 124} Q{x - 15},{y + 96} {x - 4},{y + 70} Z", colour)  # fmt: skip
    p.line([(-40, 1001), (300, 841), (840, 587)], "#d9a658", 2.2, opacity=0.6)
    p.path("M-40,1260 L840,846 L840,1240 L-40,1240 Z", "#040607")


def _castle(p: Picture, at: Point) -> None:
    x, y = at
    dark = "#103034"
    towers = ((-66, 40, 40, 18), (-34, -24, 80, 26), (4, 8, 50, 30), (38, -52, 110, 20), (66, 26, 50, 24))
    for dx, top, tall, wide in towers:
        p.rect(x + dx, y + top, wide, tall, dark)
        p.path(
            f"M{x + dx - 5},{y + top} L{x + dx + wide / 2},{y + top - wide * 1.9} L{x + dx + wide + 5},{y + top} Z",
            dark,
        )
    p.rect(x + 45, y - 30, 5, 9, AMBER, opacity=0.9)


def _sea(p: Picture, level: float, moon: Point) -> None:
    paint = p.linear([(0, "#4d817a"), (0.14, "#1d4a4b"), (0.5, TEAL), (1, "#03090b")])
    p.rect(0, level, p.width, p.height - level, paint, filter=p.relief((170, 11), 9, (270, 44), "#eafff0"))
    for _ in range(240):
        y = level + 2 + p.rng.random() ** 1.7 * (p.height - level)
        x = moon[0] + p.rng.gauss(0, 26 + (y - level) * 0.62)
        p.rect(
            round(x),
            round(y),
            round(p.rng.uniform(10, 74)),
            2,
            "#eef3cf",
            opacity=round(p.rng.uniform(0.3, 0.95), 2),
            rx=1,
        )


def _ship(p: Picture, water: Point, scale: float) -> None:
    """A two-masted schooner under black sails, one lean figure on deck."""
    ink = "#030708"
    with p.group(transform=f"translate({water[0]},{water[1]}) scale({scale}) rotate(-2.5)"):
        p.path(
            "M-236,-46 C-150,-30 60,-28 190,-58 L262,-82 L214,-30 C196,-2 150,10 90,12 L-150,12 C-206,10 -232,-14 -236,-46 Z",
            ink,
        )
        for mast, top in ((-96, -392), (66, -420)):
            p.line([(mast, -30), (mast + 10, top)], ink, 6)
        sails = (
            "M-90,-350 C-30,-300 -30,-180 -52,-76 L-200,-84 C-160,-170 -120,-260 -90,-350 Z",
            "M72,-380 C140,-320 148,-190 120,-84 L-38,-84 C10,-180 44,-280 72,-380 Z",
            "M78,-396 C140,-330 220,-200 300,-110 C230,-130 170,-120 134,-98 C150,-210 124,-310 78,-396 Z",
        )
        for sail in sails:
            p.path(sail, p.linear([(0, "#122a2b"), (0.5, "#071314"), (1, "#030708")], end=(1, 0.6)))
            p.path(sail, stroke="#9fc7b0", stroke_width=1.4, opacity=0.4)
        p.line([(190, -60), (330, -128)], ink, 6)
        for rope in (
            [(76, -418), (330, -128)],
            [(-86, -392), (66, -420)],
            [(-86, -390), (-232, -50)],
            [(66, -420), (-10, -40)],
        ):
            p.line(rope, ink, 1.6)
        p.path(
            "M-22,-42 L-22,-92 Q-24,-108 -14,-112 Q-18,-128 -8,-130 Q2,-128 -2,-112 Q8,-106 6,-90 L4,-42 Z",
            ink,
        )
        p.path("M-234,-45 C-150,-29 60,-27 190,-57", stroke="#b7dcc0", stroke_width=2.2, opacity=0.55)
    p.ellipse((water[0], water[1] + 18), 300 * scale, 15, "#020506", opacity=0.75, filter=p.blur(7))


PICTURES = {"poster": poster, "backdrop": backdrop}
