"""Caminandes: a llama, a line he should not cross, and Patagonia looking on."""

import math

from tools.draw_demo_art.canvas import Picture, Point, hills, peaks, smooth

DUSK = "#1c1226"


def poster() -> Picture:
    """He stands on the white line as if it had been painted for him."""
    p = Picture(800, 1200, 2014)
    p.fill(p.linear([(0, "#2f3f78"), (0.25, "#7b6aa8"), (0.46, "#f29a87"), (0.6, "#ffd19a"), (1, "#b06a44")]))
    p.glow((250, 620), 620, "#ffe0a8", 0.9)
    p.clouds((0, 60, 800, 330), "#ffe4d6", scale=(420, 60), density=0.42, contrast=3, opacity=0.7)
    _fitz_roy(p, 700, (440, 400), 1.0)
    p.haze(520, 760, "#ffd9a6", 0.7)
    _steppe(p, 716)
    _road(p, (400, 706), 1200)
    _llama(p, (396, 1000), 1.62)
    p.rect(0, 910, 800, 290, p.linear([(0, DUSK, 0), (0.46, DUSK, 0.84), (1, "#0d0813", 1)]))
    p.finish(vignette=0.5, grain=0.14, centre=(0.5, 0.45))
    p.title(["Caminandes"], (400, 1112), 134, "#fff1dc", weight=520, soft=100)
    return p


def backdrop() -> Picture:
    """Morning on the pass: the mountain, the road, and someone small with an opinion."""
    p = Picture(1920, 1080, 2017)
    p.fill(p.linear([(0, "#28407c"), (0.3, "#7f74b4"), (0.5, "#f4a38c"), (0.6, "#ffd9a2"), (1, "#b87448")]))
    p.glow((620, 600), 900, "#ffe2ae", 0.9)
    p.clouds((0, 40, 1920, 400), "#ffe9dc", scale=(760, 70), density=0.43, contrast=3, opacity=0.75)
    _fitz_roy(p, 680, (1250, 470), 1.25)
    p.haze(520, 760, "#ffd9a6", 0.75)
    _steppe(p, 700)
    _road(p, (930, 690), 1500)
    _fence(p, (1080, 720), (1980, 930), 13)
    _llama(p, (1300, 880), 1.5)
    p.rect(0, 830, 1920, 250, p.linear([(0, DUSK, 0), (1, DUSK, 0.94)]))
    p.finish(vignette=0.5, grain=0.14, centre=(0.6, 0.45))
    return p


def still_llama_drama() -> Picture:
    """Episode 1: the road at noon, and what is coming down it."""
    p = Picture(640, 360, 31)
    p.fill(p.linear([(0, "#3f86c4"), (0.4, "#b9dcea"), (0.55, "#ffe9c0"), (1, "#c68a52")]))
    p.clouds((0, 10, 640, 130), "#fff", scale=(220, 50), density=0.45, contrast=3, opacity=0.85)
    _fitz_roy(p, 196, (150, 120), 0.34)
    _steppe(p, 192)
    _road(p, (330, 190), 620)
    for lamp in (318, 344):
        p.glow((lamp, 186), 46, "#fff6d0", 1)
    p.path("M306,204 V164 Q306,154 316,154 H346 Q356,154 356,164 V204 Z", "#8e2f2a")
    p.path("M312,180 V166 Q312,160 318,160 H344 Q350,160 350,166 V180 Z", "#bfe6f2")
    p.rect(308, 186, 46, 9, "#e8e2d4")
    p.circle((316, 190), 4, "#fffbe0")
    p.circle((346, 190), 4, "#fffbe0")
    _llama(p, (456, 322), 0.74, facing=-1)
    p.finish(vignette=0.4, grain=0.12)
    return p


def still_gran_dillama() -> Picture:
    """Episode 2: the bush is on the other side, and the wire is live."""
    p = Picture(640, 360, 32)
    p.fill(p.linear([(0, "#52408c"), (0.36, "#c96f8f"), (0.56, "#ffb877"), (1, "#8a4a3a")]))
    p.glow((470, 190), 280, "#ffd08a", 0.95)
    _fitz_roy(p, 206, (500, 110), 0.32)
    _steppe(p, 204)
    with p.group(filter=p.torn(9, 9, 2)):
        for x, y, radius in ((520, 262, 34), (556, 270, 28), (488, 272, 26), (536, 240, 24)):
            p.circle(
                (x, y),
                radius,
                p.radial((x, y), radius, [(0, "#a8d455"), (1, "#3f7a2a")], focus=(x - 10, y - 12)),
            )
    for _ in range(16):
        p.circle((round(p.rng.uniform(478, 572)), round(p.rng.uniform(228, 288))), 3.4, "#ff4f6d")
    _fence(p, (-20, 236), (680, 268), 7)
    _llama(p, (214, 322), 0.86)
    for spark in range(9):
        angle = spark * 40 + 11
        x, y = 330, 226
        dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        p.line(
            [
                (x + dx * 6, y + dy * 6),
                (x + dx * 17 - dy * 5, y + dy * 17 + dx * 5),
                (x + dx * 30, y + dy * 30),
            ],
            "#dff6ff",
            2,
        )
    p.glow((330, 226), 78, "#a9e6ff", 1)
    p.finish(vignette=0.4, grain=0.12)
    return p


def still_llamigos() -> Picture:
    """Episode 3: snow, one berry, two customers."""
    p = Picture(640, 360, 33)
    p.fill(p.linear([(0, "#6fa3cf"), (0.45, "#d8ecf4"), (0.6, "#fff3e2"), (1, "#b9cfe0")]))
    _fitz_roy(p, 196, (410, 120), 0.36)
    p.ridge(
        hills(p.rng, 640, 214, 16, 300, 0.3),
        p.linear_px([(0, "#ffffff"), (1, "#a9c3dc")], (0, 200), (0, 360)),
    )
    p.ridge(
        hills(p.rng, 640, 288, 12, 420, 0.3),
        p.linear_px([(0, "#f9fcff"), (1, "#8fb0d0")], (0, 276), (0, 360)),
    )
    _llama(p, (220, 318), 0.92)
    _penguin(p, (452, 316), 0.86)
    p.line([(352, 308), (356, 268), (348, 250)], "#5a7a3a", 3)
    p.path("M356,268 C372,258 380,262 384,270 C374,276 364,274 356,268 Z", "#6f9a42")
    p.glow((347, 246), 40, "#ff8a9a", 0.7)
    p.circle((347, 246), 9, p.radial((344, 242), 12, [(0, "#ff9aa8"), (0.5, "#e02a4a"), (1, "#7d0f28")]))
    for _ in range(120):
        p.circle(
            (round(p.rng.random() * 640), round(p.rng.random() * 360)),
            round(0.7 + 2.2 * p.rng.random() ** 3, 1),
            "#fff",
            opacity=0.85,
        )
    p.finish(vignette=0.3, grain=0.1)
    return p


def _fitz_roy(p: Picture, level: float, at: Point, scale: float) -> None:
    """The granite teeth: one great tower and its family, snow at their feet, dawn on their sides."""
    x, tall = at[0], (level - at[1]) * 1.0 + 250 * scale
    summits = [
        (x, tall, 210 * scale), (x + 60 * scale, tall * 0.86, 170 * scale), (x - 120 * scale, tall * 0.68, 140 * scale), (x + 190 * scale, tall * 0.62, 140 * scale),
        (x - 190 * scale, tall * 0.5, 120 * scale), (x + 250 * scale, tall * 0.46, 130 * scale), (x - 360 * scale, tall * 0.3, 240 * scale), (x + 470 * scale, tall * 0.3, 280 * scale),
    ]  # fmt: skip
    line = peaks(p.rng, p.width, level, summits, 20 * scale)
    paint = p.linear_px(
        [(0, "#ffc9a4"), (0.4, "#c9848a"), (0.72, "#7a6a9a"), (1, "#a58ba6")],
        (0, level - tall),
        (0, level + 20),
    )
    p.ridge(
        line,
        paint,
        filter=p.relief(
            (110 * scale + 8, 260 * scale + 20), 20 * max(scale, 0.3), (205, 52), "#fff4e6", torn=8 * scale
        ),
    )
    snow = peaks(
        p.rng, p.width, level + 8 * scale, [(sx, st * 0.34, sw * 1.7) for sx, st, sw in summits], 30 * scale
    )
    p.ridge(
        snow,
        p.linear_px([(0, "#fff3ea"), (1, "#b7a3c4")], (0, level - tall * 0.34), (0, level)),
        filter=p.relief((70, 70), 8, (190, 50), "#fff8f0", torn=10 * scale),
        opacity=0.6,
    )


def _steppe(p: Picture, level: float) -> None:
    paint = p.linear_px([(0, "#e0a860"), (0.3, "#a8663e"), (1, "#33202c")], (0, level), (0, p.height))
    p.ridge(
        hills(p.rng, p.width, level, 9, p.width * 0.4, 0.3),
        paint,
        filter=p.relief((60, 12), 7, (200, 48), "#fff2dc"),
    )
    unit = p.height / 1080
    with p.group(filter=p.torn(9 * unit + 2, 8)):
        for _ in range(130):
            t = p.rng.random() ** 1.6
            y = level + 12 * unit + t * (p.height - level)
            x = p.rng.random() * p.width
            size = (4 + 26 * t) * (unit * 0.6 + 0.4)
            p.ellipse(
                (round(x), round(y)),
                round(size * 1.3, 1),
                round(size * 0.62, 1),
                p.rng.choice(["#8f6a34", "#6f5a30", "#b58a48", "#5a3f2c"]),
                opacity=0.85,
            )


def _road(p: Picture, vanish: Point, width_near: float) -> None:
    x, y = vanish
    foot = p.height + 10
    near = width_near / 2
    p.path(
        f"M{x - 5},{y + 4} L{x + 5},{y + 4} L{x + near},{foot} L{x - near},{foot} Z",
        p.linear_px([(0, "#c99a80"), (0.12, "#6a566a"), (1, "#2a2233")], (0, y), (0, foot)),
    )
    for step in range(13):
        a, b = (step / 13) ** 2.2, ((step + 0.5) / 13) ** 2.2
        ya, yb = y + 6 + (foot - y) * a, y + 6 + (foot - y) * b
        wa, wb = 0.7 + near * 0.035 * a, 0.7 + near * 0.035 * b
        p.path(
            f"M{x - wa:.1f},{ya:.1f} L{x + wa:.1f},{ya:.1f} L{x + wb:.1f},{yb:.1f} L{x - wb:.1f},{yb:.1f} Z",
            "#fff1d6",
            opacity=0.92,
        )
    for side in (-1, 1):
        p.path(
            f"M{x + side * 4},{y + 4} L{x + side * near * 0.93},{foot} L{x + side * near * 0.9},{foot} Z",
            "#ffe9c4",
            opacity=0.6,
        )


def _llama(p: Picture, foot: Point, scale: float, facing: int = 1) -> None:
    """Koro: long neck, short patience, tufts on the cheeks, a nose that knows better."""
    wool = p.linear([(0, "#f7e3c0"), (0.45, "#d3a672"), (1, "#7a4c3a")])
    dark, cream = "#3b2228", "#fff0d6"
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({scale * facing},{scale})"):
        p.ellipse((4, 2), 78, 9, "#1c1020", opacity=0.5, filter=p.blur(4))
        for x, tone in ((-42, "#7d5040"), (28, "#7d5040"), (-30, "#b98860"), (40, "#b98860")):
            p.path(f"M{x - 8},-60 L{x + 9},-60 L{x + 6},-4 L{x - 5},-4 Z", tone)
            p.path(f"M{x - 6},-8 L{x + 7},-8 L{x + 8},2 L{x - 7},2 Z", dark)
        with p.group(filter=p.torn(7, 8, 2)):
            p.path(
                smooth(
                    [
                        (-66, -92),
                        (-58, -116),
                        (-30, -124),
                        (4, -122),
                        (36, -126),
                        (58, -112),
                        (62, -84),
                        (46, -54),
                        (0, -46),
                        (-44, -50),
                        (-64, -66),
                    ],
                    closed=True,
                ),
                wool,
            )
            p.path("M-62,-106 C-80,-112 -86,-96 -80,-82 C-72,-84 -64,-88 -60,-94 Z", wool)
            p.path("M26,-96 C30,-140 34,-180 40,-214 L72,-212 C72,-176 72,-130 64,-88 Z", wool)
            p.path(
                "M34,-222 C34,-244 54,-252 68,-246 C76,-242 80,-232 80,-222 C78,-206 66,-198 54,-200 C42,-202 34,-210 34,-222 Z",
                wool,
            )
        p.path(
            "M40,-238 C30,-254 28,-274 34,-286 C46,-276 52,-260 52,-244 Z M58,-246 C58,-262 64,-278 74,-284 C80,-270 76,-254 68,-242 Z",
            wool,
        )
        p.path("M40,-246 C35,-258 34,-268 36,-276 C43,-268 46,-258 46,-248 Z", "#d98c7c")
        p.path(
            "M74,-232 C92,-232 106,-224 106,-214 C106,-202 90,-198 74,-202 C66,-206 66,-226 74,-232 Z", cream
        )
        p.ellipse((101, -219), 5, 3.6, dark)
        p.path("M78,-206 C88,-203 98,-205 103,-210", stroke="#6d3a34", stroke_width=2, stroke_linecap="round")
        p.ellipse((70, -229), 7.4, 8.4, "#fffaf0")
        p.ellipse((72.5, -228), 4.2, 5.2, "#20141c")
        p.circle((74, -230), 1.5, "#fff")
        p.path("M62,-238 C66,-242 74,-241 78,-237", stroke="#7a4c3a", stroke_width=3, stroke_linecap="round")
        with p.group(filter=p.torn(6, 6, 2)):
            p.path("M40,-244 C44,-262 66,-262 70,-246 C62,-250 50,-250 40,-244 Z", "#8a5640")
            p.path(
                "M32,-150 C26,-120 22,-104 30,-90 M44,-112 C34,-100 20,-100 8,-108",
                stroke="#8a5640",
                stroke_width=3,
                opacity=0.6,
            )
        p.path(
            "M36,-206 C33,-176 30,-150 27,-120 M-64,-96 C-58,-116 -32,-124 2,-122",
            stroke="#fff0c8",
            stroke_width=3,
            opacity=0.75,
            stroke_linecap="round",
        )


def _penguin(p: Picture, foot: Point, scale: float) -> None:
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({-scale},{scale})"):
        p.ellipse((0, 2), 46, 6, "#3a5a80", opacity=0.5, filter=p.blur(3))
        p.path("M-20,2 L-4,2 L-8,-8 Z M6,2 L24,2 L14,-8 Z", "#f0932b")
        with p.group(filter=p.torn(4, 6, 2)):
            p.path(
                "M0,-122 C30,-122 34,-92 38,-62 C42,-28 30,-4 0,-4 C-30,-4 -42,-28 -38,-62 C-34,-92 -30,-122 0,-122 Z",
                p.linear([(0, "#3d4a66"), (1, "#1c2438")]),
            )
            p.path(
                "M8,-104 C26,-104 28,-84 30,-58 C32,-28 22,-12 6,-12 C-8,-12 -14,-28 -12,-56 C-10,-84 -6,-104 8,-104 Z",
                "#f6f3ea",
            )
        p.path("M-34,-74 C-54,-60 -58,-38 -50,-26 C-42,-36 -36,-46 -32,-56 Z", "#26304a")
        p.path("M26,-92 C38,-94 50,-88 52,-82 C44,-78 32,-78 24,-80 Z", "#f0932b")
        p.circle((14, -94), 7, "#fff")
        p.circle((16, -93), 4, "#161a26")


def _fence(p: Picture, start: Point, end: Point, posts: int) -> None:
    """Posts and three wires that shrink with distance."""
    ends = []
    for post in range(posts):
        t = (post / (posts - 1)) ** 1.5
        x, y = start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t
        tall = (p.height * 0.055) + (p.height * 0.13) * t
        wide = 2 + tall * 0.055
        p.path(
            f"M{x - wide:.1f},{y:.1f} L{x - wide * 0.8:.1f},{y - tall:.1f} L{x + wide:.1f},{y - tall * 1.03:.1f} L{x + wide:.1f},{y:.1f} Z",
            "#3a2430",
        )
        p.line([(x - wide * 0.6, y), (x - wide * 0.6, y - tall)], "#ffcf9a", 1.2, opacity=0.6)
        ends.append((x, y, tall))
    for wire in (0.9, 0.62, 0.34):
        p.path(smooth([(x, y - tall * wire) for x, y, tall in ends]), stroke="#2b1a26", stroke_width=1.8)


PICTURES = {
    "poster": poster,
    "backdrop": backdrop,
    "still-s01e01": still_llama_drama,
    "still-s01e02": still_gran_dillama,
    "still-s01e03": still_llamigos,
}
