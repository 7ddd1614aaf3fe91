"""Sintel: snow, a spear, and the wings she has been looking for."""

from tools.draw_demo_art.canvas import Picture, Point, peaks, smooth

DARK, SNOW = "#0a0d16", "#e9edf5"


def poster() -> Picture:
    """The dragon comes out of the burning cloud; she stands her ground below."""
    p = Picture(800, 1200, 2010)
    p.fill(
        p.linear(
            [
                (0, "#0b1220"),
                (0.2, "#24293f"),
                (0.42, "#8c3f34"),
                (0.56, "#ef8a45"),
                (0.66, "#ffd08a"),
                (1, "#6f7fa0"),
            ]
        )
    )
    heart = (408, 520)
    p.glow(heart, 560, "#ffb765", 0.95)
    p.clouds(
        (0, 40, 800, 560), "#ffb37a", scale=(330, 90), density=0.45, contrast=3, opacity=0.5, blend="screen"
    )
    p.clouds(
        (0, -60, 800, 520),
        "#080b14",
        scale=(300, 120),
        density=0.55,
        contrast=3.4,
        opacity=0.9,
        fade=((0, "#fff", 1), (0.6, "#fff", 0.8), (1, "#fff", 0)),
    )
    _dragon(p, (404, 400), 1.2, DARK, rim="#ffb268")
    _massif(p, 800, [(60, 420, 300), (-40, 300, 330)], "#7387ab", "#32415f", (200, 44))
    _massif(p, 830, [(770, 500, 320), (880, 400, 360)], "#5d7098", "#233049", (330, 40))
    p.haze(640, 930, "#ffcf9a", 0.55)
    _snowfield(p, [(-60, 900), (120, 872), (300, 900), (470, 930), (640, 905), (860, 860)])
    _wanderer(p, (436, 926), 1.02)
    _snowfall(p, 210)
    p.rect(0, 880, 800, 320, p.linear([(0, DARK, 0), (0.5, DARK, 0.8), (1, "#05070c", 1)]))
    p.finish(vignette=0.6, grain=0.17)
    p.title(["Sintel"], (400, 1112), 190, "#fff1dc", weight=400, tracking=-0.035)
    return p


def backdrop() -> Picture:
    """Only its shadow is on the mountain, and she has already seen it."""
    p = Picture(1920, 1080, 2011)
    p.fill(
        p.linear([(0, "#31496f"), (0.32, "#7f93b5"), (0.52, "#f0c9a4"), (0.62, "#ffe2ba"), (1, "#8fa3c6")])
    )
    p.glow((250, 470), 900, "#ffdcaa", 0.85)
    p.clouds((0, 60, 1920, 420), "#ffffff", scale=(700, 90), density=0.42, contrast=2.6, opacity=0.55)
    _massif(p, 700, [(330, 250, 360), (760, 330, 400)], "#c9d2e6", "#7d8fb4", (190, 50))
    p.haze(430, 760, "#ffe3c4", 0.75)
    _massif(p, 900, [(1370, 690, 860)], "#f4f1f2", "#6f83ad", (200, 48))
    _shadow_on_slope(p)
    p.haze(640, 930, "#e6e4ee", 0.5)
    _massif(p, 990, [(120, 420, 520), (-160, 500, 500)], "#9fb0d2", "#3b4c74", (210, 42))
    _snowfield(p, [(-60, 940), (300, 905), (700, 950), (1120, 925), (1500, 860), (1980, 830)])
    _wanderer(p, (1500, 872), 0.78)
    _snowfall(p, 320)
    p.rect(0, 820, 1920, 260, p.linear([(0, DARK, 0), (1, DARK, 0.92)]))
    p.finish(vignette=0.5, grain=0.16, centre=(0.6, 0.42))
    return p


def _wing() -> list[Point]:
    """The right wing: arm, wrist, finger tips and the scallops of skin between them."""
    return [(14, -8), (70, -74), (140, -128), (196, -150), (262, -120), (330, -52), (372, 40)]


def _dragon(p: Picture, at: Point, scale: float, colour: str, rim: str | None = None) -> None:
    """A dragon in flight seen from below: both wings spread, the neck turned, the tail curling away."""
    skin = (
        "M10,-6 C50,-72 108,-122 188,-156 C196,-172 206,-174 208,-152 C268,-128 330,-62 378,46 "
        "C340,6 306,2 288,28 C276,50 276,74 280,98 C252,58 222,44 200,62 C182,80 178,108 180,140 "
        "C156,98 128,80 104,92 C84,106 78,126 76,152 C60,112 38,86 12,74 Z"
    )
    body = (
        "M-22,-10 C-30,-40 -44,-60 -40,-92 C-38,-118 -16,-132 2,-124 C14,-146 44,-150 66,-138 C84,-132 98,-122 104,-112 "
        "C92,-112 84,-110 78,-104 C84,-100 88,-96 88,-92 C70,-92 52,-94 38,-100 C22,-104 8,-98 8,-78 C10,-56 22,-34 22,-6 "
        "C30,40 22,86 6,118 C0,160 22,200 62,222 C96,240 124,232 140,206 C146,196 158,194 160,206 C150,252 108,276 58,258 "
        "C2,240 -34,190 -28,120 C-36,80 -34,30 -22,-10 Z"
    )
    extras = "M16,-140 L2,-172 L30,-146 Z M30,-146 L26,-178 L46,-146 Z M-26,96 L-70,150 L-50,150 L-58,172 L-20,128 Z M10,96 L52,150 L34,150 L40,172 L6,128 Z"
    tail = "M152,196 L196,168 L178,206 L206,226 L158,214 Z"
    with p.group(transform=f"translate({at[0]},{at[1]}) rotate(-6) scale({scale})"):
        for mirror in (1, -1):
            with p.group(transform=f"scale({mirror},1)"):
                p.path(skin, colour)
                bones = [
                    "M14,-4 C70,-70 120,-120 200,-154",
                    "M200,-154 C232,-90 262,0 280,98",
                    "M200,-154 C200,-60 190,40 180,140",
                    "M200,-154 C150,-70 104,40 76,152",
                ]
                for bone in bones:
                    p.path(
                        bone,
                        stroke=colour if rim is None else "#241a24",
                        stroke_width=5,
                        stroke_linecap="round",
                    )
                if rim:
                    p.path(
                        "M10,-6 C50,-72 108,-122 188,-156 C196,-172 206,-174 208,-152 C268,-128 330,-62 378,46",
                        stroke=rim,
                        stroke_width=2.2,
                        opacity=0.55,
                    )
        p.path(body + " " + extras + " " + tail, colour)
        if rim:
            p.path(
                "M22,-6 C30,40 22,86 6,118 C0,160 22,200 62,222", stroke=rim, stroke_width=2.5, opacity=0.6
            )
            p.path("M38,-100 C52,-94 70,-92 88,-92", stroke=rim, stroke_width=2, opacity=0.8)
            p.circle((64, -122), 3.4, "#ffe0a0")


def _shadow_on_slope(p: Picture) -> None:
    """The shadow lies on the mountain only: it is cut where the slope ends."""
    slope = p.define(
        '<clipPath id="{id}"><path d="M1370,196 L1500,330 L1700,520 L1960,700 V1080 H700 L900,640 L1100,480 Z"/></clipPath>'
    )
    shade = {"filter": p.blur(4.5), "opacity": 0.68, "style": "mix-blend-mode:multiply"}
    tilt = "translate(1372,540) skewX(-14) scale(0.9,0.66) rotate(10)"
    with p.group(clip_path=f"url(#{slope})"), p.group(**shade), p.group(transform=tilt):
        _dragon(p, (0, 0), 0.98, "#2d3a66")


def _massif(
    p: Picture,
    level: float,
    summits: list[tuple[float, float, float]],
    light: str,
    dark: str,
    sun: tuple[float, float],
) -> None:
    """Rock and snow: a lit rough face, darker at its foot."""
    top = level - max(tall for _, tall, _ in summits)
    line = peaks(p.rng, p.width, level, summits, 22)
    p.ridge(
        line,
        p.linear_px([(0, light), (0.55, light), (1, dark)], (0, top), (0, level + 120)),
        filter=p.relief((150, 230), 25, sun, "#fffaf2", torn=10),
    )


def _snowfield(p: Picture, points: list[Point]) -> None:
    paint = p.linear_px([(0, SNOW), (0.3, "#a9b6d2"), (1, "#1c2540")], (0, points[2][1] - 40), (0, p.height))
    d = smooth(points) + f" L{p.width + 60},{p.height + 20} L-60,{p.height + 20} Z"
    p.path(d, paint, filter=p.relief((220, 46), 7, (215, 58), "#fff6ea"))
    p.path(smooth(points), stroke="#fff4e2", stroke_width=3, opacity=0.8)


def _wanderer(p: Picture, foot: Point, scale: float) -> None:
    """A small figure seen from behind: cropped hair, a pack, a spear planted in the snow, wind in the scarf."""
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({scale})"):
        p.path("M6,4 C70,10 190,34 300,96 C190,60 80,30 -4,12 Z", "#39466b", opacity=0.5)
        p.line([(36, 8), (30, -196)], DARK, 4.6)
        p.path("M30,-236 C40,-222 40,-206 32,-192 L28,-192 C20,-206 20,-222 30,-236 Z", DARK)
        p.path("M24,-186 L38,-186 L36,-178 L26,-178 Z", "#a2412c")
        p.path("M-15,4 L-13,-52 L13,-52 L17,4 L5,4 L1,-34 L-4,4 Z", DARK)
        p.path(
            "M-22,-46 C-28,-80 -24,-112 -13,-124 L12,-124 C22,-112 26,-82 20,-46 C8,-40 -10,-40 -22,-46 Z",
            DARK,
        )
        p.path("M-20,-112 C-32,-96 -32,-70 -22,-60 L14,-60 C18,-84 16,-102 8,-114 Z", "#1c1a24")
        p.line([(13, -116), (28, -92), (34, -108)], DARK, 8)
        p.line([(-16, -116), (-25, -86), (-20, -64)], DARK, 8)
        p.circle((0, -138), 13.5, DARK)
        p.path("M-15,-138 C-18,-158 4,-162 13,-150 C20,-142 14,-124 12,-122 C8,-128 -8,-122 -14,-126 Z", DARK)
        p.path("M-12,-124 C-40,-130 -62,-116 -98,-126 C-74,-110 -56,-108 -12,-112 Z", "#a2412c")
        p.path("M14,-122 C22,-110 25,-84 20,-48", stroke="#ffd7a6", stroke_width=2, opacity=0.8)
        p.path("M8,-150 C17,-145 17,-134 13,-126", stroke="#ffd7a6", stroke_width=2, opacity=0.8)


def _snowfall(p: Picture, count: int) -> None:
    for _ in range(count):
        x, y = p.rng.random() * p.width, p.rng.random() * p.height
        size = 0.8 + 2.6 * p.rng.random() ** 4
        p.ellipse(
            (round(x), round(y)),
            round(size * 1.7, 1),
            round(size, 1),
            "#fff",
            opacity=round(0.2 + 0.5 * p.rng.random(), 2),
            transform=f"rotate(-24 {x:.0f} {y:.0f})",
        )


PICTURES = {"poster": poster, "backdrop": backdrop}
