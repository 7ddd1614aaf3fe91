"""Spring: a girl, a dog, a staff that glows, and winter standing over them on four legs."""

import math

from tools.draw_demo_art.canvas import Picture, Point, hills, peaks, smooth

DEEP, EMBER = "#04161a", "#ff5a3c"


def poster() -> Picture:
    """In the frozen forest: what looked like trees are legs."""
    p = Picture(800, 1200, 2019)
    p.fill(
        p.linear(
            [
                (0, "#0f3b40"),
                (0.25, "#2c6f70"),
                (0.5, "#7fb7ab"),
                (0.68, "#cfe6d3"),
                (0.8, "#5d9488"),
                (1, "#0a2427"),
            ]
        )
    )
    p.glow((400, 640), 560, "#eefbe2", 0.75)
    p.clouds(
        (0, 0, 800, 520),
        "#e9f7ee",
        scale=(300, 120),
        density=0.55,
        contrast=2.6,
        opacity=0.5,
        fade=((0, "#fff", 1), (0.5, "#fff", 0.7), (1, "#fff", 0)),
    )
    for colour, count, wide, level in (("#86b7ac", 15, 15, 900), ("#4d8a83", 11, 24, 930)):
        _trunks(p, count, wide, level, colour)
        p.clouds((0, 420, 800, 520), "#d9eee0", scale=(380, 110), density=0.5, contrast=2.6, opacity=0.55)
    _spirit(p, (410, 330), 1.0, "#12444a")
    p.clouds(
        (0, -40, 800, 430),
        "#dff0e6",
        scale=(320, 110),
        density=0.56,
        contrast=2.8,
        opacity=0.72,
        fade=((0, "#fff", 1), (0.55, "#fff", 0.7), (1, "#fff", 0)),
    )
    p.rays((400, 300), [62, 76, 90, 103, 118], 900, 5, "#f4ffe8", 0.32)
    p.ridge(
        hills(p.rng, 800, 930, 26, 420, 0.5),
        p.linear_px([(0, "#2b6a66"), (1, DEEP)], (0, 900), (0, 1050)),
        filter=p.torn(14, 16),
    )
    _girl_and_dog(p, (396, 938), 1.15)
    for x, wide in ((46, 92), (752, 104)):
        _near_trunk(p, x, wide)
    _motes(p, 90)
    p.rect(0, 880, 800, 320, p.linear([(0, DEEP, 0), (0.5, DEEP, 0.84), (1, "#020a0c", 1)]))
    p.finish(vignette=0.55, grain=0.15)
    p.title(["Spring"], (400, 1112), 178, "#eefaf0", weight=380, italic=True, tracking=-0.02)
    return p


def backdrop() -> Picture:
    """Above the clouds it has been spring for a long time."""
    p = Picture(1920, 1080, 2020)
    p.fill(p.linear([(0, "#2b5d86"), (0.3, "#7fb0c2"), (0.5, "#f4d9b0"), (0.6, "#ffeccb"), (1, "#c7d9d6")]))
    sun = (1180, 452)
    p.glow(sun, 1000, "#fff0c4", 0.95)
    p.circle(sun, 62, "#fffdf0", opacity=0.95)
    p.clouds((0, 30, 1920, 330), "#ffffff", scale=(760, 90), density=0.44, contrast=2.6, opacity=0.6)
    _alps(p, 640, [(240, 250, 300), (560, 170, 280), (860, 120, 240)], "#b9c9da", "#8fa6b8")
    _alps(p, 700, [(1620, 330, 380), (1880, 260, 330)], "#a4b8cb", "#6d879c")
    _cloud_sea(p, 560, "#fff3dd", 0.9, (560, 90))
    _alps(p, 820, [(70, 420, 430), (-150, 380, 380)], "#6f8da0", "#27495a")
    _cloud_sea(p, 650, "#fbeeda", 0.95, (640, 110))
    for x, y, scale in ((700, 800, 0.92), (1010, 720, 0.5)):
        _spirit_back(p, (x, y), scale)
    _cloud_sea(p, 660, "#f6efe0", 0.97, (720, 130))
    _cloud_sea(p, 740, "#eef0e6", 0.95, (720, 130))
    ledge = (
        smooth([(1980, 640), (1760, 700), (1560, 742), (1380, 764), (1260, 800), (1200, 880), (1160, 1120)])
        + " L1980,1120 Z"
    )
    with p.group(filter=p.torn(12, 18)):
        p.path(
            ledge,
            p.linear([(0, "#547a4a"), (0.2, "#2d4d36"), (0.6, "#12292a"), (1, DEEP)]),
            filter=p.relief((110, 120), 14, (200, 50), "#fff6dd"),
        )
    p.path(
        smooth([(1980, 638), (1760, 698), (1560, 740), (1380, 762), (1262, 798)]),
        stroke="#ffeeb8",
        stroke_width=3,
        opacity=0.8,
    )
    _girl_and_dog(p, (1450, 756), 1.25, warm=True)
    _motes(p, 90)
    p.rect(0, 800, 1920, 280, p.linear([(0, DEEP, 0), (1, DEEP, 0.92)]))
    p.finish(vignette=0.5, grain=0.14, centre=(0.62, 0.45))
    return p


def _trunks(p: Picture, count: int, wide: float, level: float, colour: str) -> None:
    for number in range(count):
        x = (number + p.rng.random()) * p.width / count
        if abs(x - 400) < 120 and wide > 20:
            continue
        half = wide * p.rng.uniform(0.5, 1) / 2
        lean = p.rng.uniform(-16, 16)
        p.path(
            f"M{x - half + lean:.0f},-10 L{x + half + lean:.0f},-10 L{x + half * 1.5:.0f},{level} L{x - half * 1.5:.0f},{level} Z",
            colour,
            opacity=0.8,
        )


def _near_trunk(p: Picture, x: float, wide: float) -> None:
    with p.group(filter=p.torn(16, 40)):
        p.path(f"M{x - wide / 2},-20 C{x - wide * 0.3},400 {x - wide * 0.4},800 {x - wide},1220 L{x + wide},1220 C{x + wide * 0.4},800 {x + wide * 0.3},400 {x + wide / 2},-20 Z",
               p.linear([(0, "#0d2b2f"), (1, "#020a0c")]), filter=p.relief((40, 260), 14, (0 if x < 400 else 180, 30), "#e8fff4"))  # fmt: skip


def _spirit(p: Picture, head: Point, scale: float, colour: str) -> None:
    """A giant on four trees: legs that end in roots, a narrow body in the clouds, a bowed head with chimes."""
    paint = p.linear_px([(0, colour), (0.55, "#1d5a5c"), (1, "#3f7d76")], (0, 120), (0, 930))
    with p.group(transform=f"translate({head[0]},{head[1]}) scale({scale})", filter=p.torn(10, 24)):
        legs = (
            [(-120, -260), (-190, -60), (-150, 180), (-210, 400), (-196, 606)],
            [(130, -260), (196, -50), (150, 190), (214, 400), (206, 600)],
            [(-70, -240), (-112, 0), (-84, 250), (-118, 430), (-104, 580)],
            [(80, -240), (118, 10), (90, 250), (126, 430), (112, 584)],
        )
        for number, leg in enumerate(legs):
            p.path(
                smooth(leg),
                stroke=paint,
                stroke_width=34 if number < 2 else 22,
                stroke_linecap="round",
                opacity=1 if number < 2 else 0.72,
            )
            foot = leg[-1]
            for root in (-46, -22, 4, 28, 50):
                p.path(smooth([(foot[0], foot[1] - 40), (foot[0] + root * 0.5, foot[1] - 6), (foot[0] + root, foot[1] + 16)]),
                       stroke=paint, stroke_width=9, stroke_linecap="round", opacity=1 if number < 2 else 0.7)  # fmt: skip
        p.path("M-170,-330 C-120,-220 -60,-176 0,-172 C60,-176 120,-220 170,-330 Z", paint)
        # The long face looks straight down at the two of them.
        p.path("M-62,-190 C-52,-120 -40,-40 -22,20 C-14,44 14,44 22,20 C40,-40 52,-120 62,-190 Z", "#0f3d43")
        p.path("M-40,-170 C-34,-110 -24,-50 -8,6", stroke="#a9dccb", stroke_width=2.5, opacity=0.5)
        for side in (-1, 1):
            p.path(
                smooth([(side * 40, -120), (side * 92, -160), (side * 118, -250), (side * 176, -300)]),
                stroke="#0f3d43",
                stroke_width=11,
                stroke_linecap="round",
            )
            p.path(
                smooth([(side * 108, -220), (side * 140, -214), (side * 172, -238)]),
                stroke="#0f3d43",
                stroke_width=7,
                stroke_linecap="round",
            )
    for side in (-1, 1):
        eye = (head[0] + side * 20 * scale, head[1] - 66 * scale)
        p.glow(eye, 74, "#d4fff0", 0.95)
        p.ellipse(eye, 6, 8, "#f4fffa")
        for chime, drop in ((60, -96), (92, -116), (132, -150)):
            x, y = head[0] + side * chime * scale, head[1] + drop * scale
            p.line([(x, y), (x, y + 46)], "#0d373d", 1.6)
            p.glow((x, y + 54), 34, EMBER, 0.55)
            p.ellipse((x, y + 54), 3.6, 9, "#ff9c7d")


def _spirit_back(p: Picture, foot: Point, scale: float) -> None:
    """Far away one of them wades through the cloud."""
    with p.group(
        transform=f"translate({foot[0]},{foot[1]}) scale({scale})", opacity=0.7, filter=p.torn(8, 22)
    ):
        for leg in (
            [(-60, -300), (-96, -160), (-80, 20)],
            [(60, -300), (96, -160), (84, 20)],
            [(-26, -300), (-40, -150), (-30, 20)],
            [(30, -300), (44, -150), (38, 20)],
        ):
            p.path(smooth(leg), stroke="#5b7d8d", stroke_width=22, stroke_linecap="round")
        p.path(
            "M-96,-290 C-80,-360 70,-372 104,-300 C120,-330 150,-380 190,-384 C206,-380 204,-350 190,-336 C160,-320 140,-280 100,-270 L-80,-270 Z",
            "#5b7d8d",
        )
        p.path(
            "M176,-380 L168,-440 M190,-382 L214,-436 M168,-420 L150,-438",
            stroke="#5b7d8d",
            stroke_width=8,
            stroke_linecap="round",
        )


def _girl_and_dog(p: Picture, foot: Point, scale: float, warm: bool = False) -> None:
    ink = "#0d1a22" if warm else "#06181c"
    rim = "#ffe9b4" if warm else "#d8fff0"
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({scale})"):
        p.glow((38, -150), 120, EMBER, 0.9)
        p.line([(32, 6), (38, -140)], ink, 4.2)
        p.path(
            "M38,-138 C20,-150 26,-176 44,-172 C58,-168 56,-146 42,-146",
            stroke=ink,
            stroke_width=4.4,
            stroke_linecap="round",
        )
        p.circle((40, -158), 5.4, "#ffd9c4")
        p.path(
            "M-13,4 L-11,-30 L-2,-30 L-3,4 Z M3,4 L3,-30 L12,-30 L14,4 Z M-16,6 L-2,6 L-2,0 L-14,0 Z M2,6 L18,6 L14,0 L2,0 Z",
            ink,
        )
        p.path(
            "M-24,-24 C-22,-60 -18,-84 -10,-94 L10,-94 C18,-84 22,-58 25,-24 C10,-16 -10,-16 -24,-24 Z",
            "#8e2f2a" if warm else "#6d2a28",
        )
        p.path("M-17,-88 C-28,-76 -30,-60 -24,-50 L18,-52 C22,-70 18,-84 10,-94 L-8,-94 Z", ink, opacity=0.88)
        p.line([(11, -86), (25, -72), (34, -84)], ink, 7)
        p.line([(-12, -86), (-21, -62), (-17, -46)], ink, 7)
        p.circle((0, -108), 14.5, ink)
        p.path(
            "M-15,-106 C-22,-128 -2,-138 10,-128 C26,-132 24,-112 15,-104 C12,-112 4,-118 -4,-116 C-10,-114 -13,-110 -15,-106 Z",
            "#3a1d1c",
        )
        p.path("M-13,-116 C-28,-112 -30,-92 -22,-80 C-20,-92 -16,-102 -10,-106 Z", "#3a1d1c")
        p.path("M12,-94 C18,-84 22,-58 25,-26", stroke=rim, stroke_width=2, opacity=0.75)
        p.path("M10,-120 C16,-114 16,-104 12,-98", stroke=rim, stroke_width=2, opacity=0.75)
        with p.group(transform="translate(-78,0)"):
            p.path("M-22,4 L-20,-20 C-26,-28 -30,-40 -38,-46 C-28,-46 -20,-38 -14,-30 L12,-32 C16,-44 24,-52 34,-50 L42,-56 L42,-46 "
                   "C50,-44 54,-40 54,-36 C46,-34 38,-34 32,-28 L26,-14 L26,4 L20,4 L18,-12 L-8,-12 L-14,4 Z", ink)  # fmt: skip
            p.path("M-14,-30 L12,-32 C16,-44 24,-52 34,-50", stroke=rim, stroke_width=1.8, opacity=0.7)


def _alps(p: Picture, level: float, summits: list[tuple[float, float, float]], light: str, dark: str) -> None:
    top = level - max(tall for _, tall, _ in summits)
    p.ridge(
        peaks(p.rng, p.width, level, summits, 20),
        p.linear_px([(0, light), (1, dark)], (0, top), (0, level)),
        filter=p.relief((110, 170), 18, (330, 48), "#fffaf0", torn=8),
    )


def _cloud_sea(p: Picture, level: float, colour: str, opacity: float, scale: tuple[float, float]) -> None:
    p.clouds(
        (0, level - 60, 1920, 620),
        colour,
        scale=scale,
        density=0.66,
        contrast=3.4,
        opacity=opacity,
        fade=((0, "#fff", 0), (0.16, "#fff", 0.75), (0.4, "#fff", 1), (1, "#fff", 1)),
    )


def _motes(p: Picture, count: int) -> None:
    for _ in range(count):
        x, y = p.rng.random() * p.width, p.rng.random() * p.height * 0.9
        radius = 0.8 + 2 * p.rng.random() ** 3
        p.circle(
            (round(x), round(y)), round(radius, 1), "#fffbe4", opacity=round(0.2 + 0.5 * abs(math.sin(x)), 2)
        )


PICTURES = {"poster": poster, "backdrop": backdrop}
