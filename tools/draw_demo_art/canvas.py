"""A small paint box over SVG: gradients, light, haze, ridges, grain and type.

Every picture is layers of plain shapes; what makes them look painted are four filters of the browser's
own renderer: turbulence (clouds, grain), lighting (rock, snow), displacement (torn edges) and blur (depth).
Lengths are pixels of the finished picture, angles degrees, opacities 0–1.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

Point = tuple[float, float]
Stop = tuple[float, str] | tuple[float, str, float]


class Picture:
    """One picture being painted, back to front."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width = width
        self.height = height
        self.rng = random.Random(seed)  # noqa: S311 - the same seed must give the same picture
        self._defs: list[str] = []
        self._body: list[str] = []
        self._count = 0

    def add(self, markup: str) -> None:
        """Append raw SVG on top of what is painted so far."""
        self._body.append(markup)

    def define(self, markup: str) -> str:
        """Keep a definition that has `{id}` where its name belongs; returns the name."""
        self._count += 1
        name = f"d{self._count}"
        self._defs.append(markup.replace("{id}", name))
        return name

    def svg(self) -> str:
        """The whole picture as SVG."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}"><defs>{"".join(self._defs)}</defs>{"".join(self._body)}</svg>'
        )

    # Paint

    def linear(self, stops: Iterable[Stop], start: Point = (0, 0), end: Point = (0, 1)) -> str:
        """A gradient along the shape's own box, from start to end (fractions of the box)."""
        name = self.define(
            f'<linearGradient id="{{id}}" x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}">'
            f"{_stops(stops)}</linearGradient>"
        )
        return f"url(#{name})"

    def linear_px(self, stops: Iterable[Stop], start: Point, end: Point) -> str:
        """A gradient between two points of the picture."""
        name = self.define(
            f'<linearGradient id="{{id}}" gradientUnits="userSpaceOnUse" x1="{start[0]}" y1="{start[1]}" '
            f'x2="{end[0]}" y2="{end[1]}">{_stops(stops)}</linearGradient>'
        )
        return f"url(#{name})"

    def radial(self, centre: Point, radius: float, stops: Iterable[Stop], focus: Point | None = None) -> str:
        """A round gradient at a point of the picture; focus moves its brightest spot."""
        fx, fy = focus or centre
        name = self.define(
            f'<radialGradient id="{{id}}" gradientUnits="userSpaceOnUse" cx="{centre[0]}" cy="{centre[1]}" '
            f'r="{radius}" fx="{fx}" fy="{fy}">{_stops(stops)}</radialGradient>'
        )
        return f"url(#{name})"

    # Shapes

    def fill(self, paint: str, opacity: float = 1, blend: str = "normal") -> None:
        """The whole picture in one paint."""
        self.rect(0, 0, self.width, self.height, paint, opacity=opacity, style=f"mix-blend-mode:{blend}")

    def rect(self, x: float, y: float, width: float, height: float, paint: str, **attributes: object) -> None:
        self.add(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{paint}"{_attributes(attributes)}/>'
        )

    def circle(self, centre: Point, radius: float, paint: str, **attributes: object) -> None:
        self.add(
            f'<circle cx="{centre[0]}" cy="{centre[1]}" r="{radius}" fill="{paint}"{_attributes(attributes)}/>'
        )

    def ellipse(self, centre: Point, rx: float, ry: float, paint: str, **attributes: object) -> None:
        self.add(
            f'<ellipse cx="{centre[0]}" cy="{centre[1]}" rx="{rx}" ry="{ry}" fill="{paint}"{_attributes(attributes)}/>'
        )

    def path(self, d: str, paint: str = "none", **attributes: object) -> None:
        self.add(f'<path d="{d}" fill="{paint}"{_attributes(attributes)}/>')

    def line(self, points: Sequence[Point], colour: str, width: float, **attributes: object) -> None:
        self.path(
            polyline(points),
            "none",
            stroke=colour,
            stroke_width=width,
            stroke_linecap="round",
            stroke_linejoin="round",
            **attributes,
        )

    def ridge(self, points: Sequence[Point], paint: str, **attributes: object) -> None:
        """Everything below a line of points."""
        foot = self.height + 40
        self.path(f"{polyline(points)} L{self.width + 60},{foot} L-60,{foot} Z", paint, **attributes)

    @contextmanager
    def group(self, **attributes: object) -> Iterator[None]:
        """What is painted inside shares a transform, an opacity, a filter or a mask."""
        self.add(f"<g{_attributes(attributes)}>")
        yield
        self.add("</g>")

    # Light and air

    def glow(
        self, centre: Point, radius: float, colour: str, opacity: float = 1, falloff: float = 0.35
    ) -> None:
        """Light that spreads from a point; falloff is where half of it is gone (fraction of the radius)."""
        paint = self.radial(
            centre, radius, [(0, colour, 1), (falloff, colour, 0.42), (0.7, colour, 0.09), (1, colour, 0)]
        )
        self.circle(centre, radius, paint, opacity=opacity, style="mix-blend-mode:screen")

    def haze(self, top: float, bottom: float, colour: str, opacity: float, peak: float = 0.6) -> None:
        """A band of mist that is thickest at peak (fraction of its height)."""
        paint = self.linear([(0, colour, 0), (peak, colour, 1), (1, colour, 0)])
        self.rect(0, top, self.width, bottom - top, paint, opacity=opacity)

    def rays(
        self,
        origin: Point,
        angles: Sequence[float],
        length: float,
        spread: float,
        colour: str,
        opacity: float,
    ) -> None:
        """Shafts of light that leave a point; spread is each shaft's half angle."""
        blur = self.blur(10)
        paint = self.radial(origin, length, [(0, colour, 0.9), (0.45, colour, 0.35), (1, colour, 0)])
        with self.group(filter=blur, opacity=opacity, style="mix-blend-mode:screen"):
            for angle in angles:
                half = spread * (0.45 + self.rng.random())
                far = [polar(origin, length, angle - half), polar(origin, length, angle + half)]
                self.path(f"{polyline([origin, *far])} Z", paint)

    def clouds(
        self,
        box: tuple[float, float, float, float],
        colour: str,
        *,
        scale: tuple[float, float],
        density: float = 0.5,
        contrast: float = 3.2,
        opacity: float = 1,
        octaves: int = 5,
        fade: Sequence[Stop] = ((0, "#fff", 0), (0.5, "#fff", 1), (1, "#fff", 0)),
        blend: str = "normal",
    ) -> None:
        """Drifting cloud, smoke or dust in a box (x, y, width, height).

        scale: size of one billow across and down; density: share of the sky that is covered; fade: how the
        cloud comes and goes from the top of the box to its foot.
        """
        x, y, width, height = box
        offset = 0.5 + (0.5 - density) * 0.62
        name = self.define(
            f'<filter id="{{id}}" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">'
            f'<feTurbulence type="fractalNoise" baseFrequency="{1 / scale[0]:.5f} {1 / scale[1]:.5f}" '
            f'numOctaves="{octaves}" seed="{self.rng.randrange(999)}"/>'
            f'<feColorMatrix values="0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  '
            f'{contrast} 0 0 0 {0.5 - contrast * offset:.3f}" result="n"/>'
            f'<feFlood flood-color="{colour}"/><feComposite in2="n" operator="in"/></filter>'
        )
        mask = self.define(
            f'<mask id="{{id}}" maskUnits="userSpaceOnUse" x="{x}" y="{y}" width="{width}" height="{height}">'
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{self.linear(fade)}"/>{self._sides(box)}</mask>'
        )
        with self.group(mask=f"url(#{mask})", opacity=opacity, style=f"mix-blend-mode:{blend}"):
            self.rect(x, y, width, height, "#fff", filter=f"url(#{name})")

    def _sides(self, box: tuple[float, float, float, float]) -> str:
        """In a mask: a box narrower than the picture also fades at its sides."""
        x, y, width, height = box
        if width >= self.width:
            return ""
        paint = self.linear([(0, "#000", 1), (0.3, "#000", 0), (0.7, "#000", 0), (1, "#000", 1)], end=(1, 0))
        return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{paint}"/>'

    def stars(self, count: int, bottom: float, colour: str = "#fff", size: float = 1.3) -> None:
        """Scattered stars above a height, a few of them bright, fading towards the bottom."""
        for _ in range(count):
            x, y = self.rng.random() * self.width, self.rng.random() ** 1.3 * bottom
            bright = self.rng.random()
            radius = size * (0.35 + 0.9 * bright**6)
            opacity = (0.25 + 0.75 * bright**2) * (1 - y / bottom) ** 0.6
            self.circle((round(x, 1), round(y, 1)), round(radius, 2), colour, opacity=round(opacity, 2))

    # Filters

    def blur(self, sigma: float) -> str:
        """A soft focus, as a filter reference."""
        name = self.define(
            f'<filter id="{{id}}" x="-0.5" y="-0.5" width="2" height="2"><feGaussianBlur stdDeviation="{sigma}"/></filter>'
        )
        return f"url(#{name})"

    def torn(self, strength: float, grain: float = 30, octaves: int = 3) -> str:
        """An uneven edge: fur, foliage, snow; grain is the size of one unevenness."""
        name = self.define(
            f'<filter id="{{id}}" x="-0.1" y="-0.1" width="1.2" height="1.2">'
            f'<feTurbulence type="fractalNoise" baseFrequency="{1 / grain:.4f}" numOctaves="{octaves}" '
            f'seed="{self.rng.randrange(999)}"/>'
            f'<feDisplacementMap in="SourceGraphic" scale="{strength}" xChannelSelector="R" yChannelSelector="G"/></filter>'
        )
        return f"url(#{name})"

    def relief(
        self,
        scale: tuple[float, float],
        height: float,
        light: tuple[float, float],
        colour: str = "#fff",
        torn: float = 0,
    ) -> str:
        """Rock, snow or plaster: a lit rough surface multiplied onto the shape.

        light: azimuth and elevation in degrees; torn: how far the outline itself is roughened.
        """
        ragged = (
            f'<feDisplacementMap in="SourceGraphic" in2="n" scale="{torn}" xChannelSelector="R" yChannelSelector="A" '
            f'result="s"/>'
            if torn
            else '<feOffset in="SourceGraphic" result="s"/>'
        )
        name = self.define(
            f'<filter id="{{id}}" x="-0.02" y="-0.02" width="1.04" height="1.04" color-interpolation-filters="sRGB">'
            f'<feTurbulence type="fractalNoise" baseFrequency="{1 / scale[0]:.5f} {1 / scale[1]:.5f}" numOctaves="6" '
            f'seed="{self.rng.randrange(999)}" result="n"/>{ragged}'
            f'<feDiffuseLighting in="n" surfaceScale="{height}" diffuseConstant="1.15" lighting-color="{colour}">'
            f'<feDistantLight azimuth="{light[0]}" elevation="{light[1]}"/></feDiffuseLighting>'
            f'<feBlend in2="s" mode="multiply"/><feComposite in2="s" operator="in"/></filter>'
        )
        return f"url(#{name})"

    # Finish

    def finish(self, vignette: float = 0.55, grain: float = 0.14, centre: Point = (0.5, 0.45)) -> None:
        """Darker corners and the grain of film, so that no gradient shows bands."""
        middle = (self.width * centre[0], self.height * centre[1])
        reach = math.hypot(self.width, self.height) * 0.62
        self.fill(
            self.radial(middle, reach, [(0.45, "#000", 0), (0.8, "#000", 0.45), (1, "#000", 1)]),
            opacity=vignette,
        )
        name = self.define(
            f'<filter id="{{id}}" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">'
            f'<feTurbulence type="fractalNoise" baseFrequency="0.62" numOctaves="2" seed="{self.rng.randrange(999)}"/>'
            f'<feColorMatrix values="0.6 0.6 0 0 -0.1  0.6 0.6 0 0 -0.1  0.6 0.6 0 0 -0.1  0 0 0 0 1"/></filter>'
        )
        self.rect(
            0, 0, self.width, self.height, "#808080",
            filter=f"url(#{name})", opacity=grain, style="mix-blend-mode:soft-light",
        )  # fmt: skip

    def title(
        self,
        lines: Sequence[str],
        at: Point,
        size: float,
        colour: str,
        *,
        anchor: str = "middle",
        weight: int = 440,
        italic: bool = False,
        leading: float = 0.92,
        tracking: float = -0.025,
        shadow: float = 0.5,
        soft: int = 0,
    ) -> None:
        """The title in Fraunces; `at` is the baseline of the first line, soft 0–100 rounds the serifs."""
        style = (
            f"font-family:Fraunces;font-size:{size}px;font-weight:{weight};letter-spacing:{tracking}em;"
            f"font-style:{'italic' if italic else 'normal'};font-variation-settings:'opsz' 144,'SOFT' {soft};"
            f"text-anchor:{anchor}"
        )
        spans = "".join(
            f'<tspan x="{at[0]}" y="{at[1] + number * size * leading:.1f}">{line}</tspan>'
            for number, line in enumerate(lines)
        )
        if shadow:
            self.add(
                f'<text style="{style}" fill="#000" opacity="{shadow}" filter="{self.blur(size / 7)}">{spans}</text>'
            )
        self.add(f'<text style="{style}" fill="{colour}">{spans}</text>')

    def credit(
        self, text: str, at: Point, size: float, colour: str, *, anchor: str = "middle", opacity: float = 0.85
    ) -> None:
        """One quiet line of small type."""
        style = (
            f"font-family:Fraunces;font-size:{size}px;font-weight:420;letter-spacing:.01em;"
            f"font-variation-settings:'opsz' 14;text-anchor:{anchor}"
        )
        self.add(
            f'<text x="{at[0]}" y="{at[1]}" style="{style}" fill="{colour}" opacity="{opacity}">{text}</text>'
        )


def polyline(points: Iterable[Point]) -> str:
    """SVG path data through the points."""
    return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def polar(origin: Point, distance: float, angle: float) -> Point:
    """The point at a distance and an angle (0 is right, 90 is down)."""
    radians = math.radians(angle)
    return origin[0] + distance * math.cos(radians), origin[1] + distance * math.sin(radians)


def smooth(points: Sequence[Point], closed: bool = False) -> str:
    """A curve through all points (Catmull-Rom), as SVG path data."""
    count = len(points)
    d = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for i in range(count if closed else count - 1):
        p0 = points[(i - 1) % count] if closed or i else points[0]
        p1, p2 = points[i], points[(i + 1) % count]
        p3 = points[(i + 2) % count] if closed or i + 2 < count else points[-1]
        c1 = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
        c2 = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
        d.append(f"C{c1[0]:.1f},{c1[1]:.1f} {c2[0]:.1f},{c2[1]:.1f} {p2[0]:.1f},{p2[1]:.1f}")
    return " ".join(d) + (" Z" if closed else "")


def hills(
    rng: random.Random, width: float, level: float, height: float, wave: float, rough: float = 0.45
) -> list[Point]:
    """A rolling or jagged skyline around a level; wave is the length of its widest swing, rough 0–0.7."""
    octaves = [(height * rough**i, wave / 2**i, rng.random() * 99) for i in range(7)]
    step = 4 if rough > 0.4 else 10
    return [
        (x, level + sum(_noise(x / length + phase, int(phase * 7)) * tall for tall, length, phase in octaves))
        for x in range(-60, int(width) + 70, step)
    ]


def peaks(
    rng: random.Random,
    width: float,
    level: float,
    summits: Sequence[tuple[float, float, float]],
    rough: float = 14,
) -> list[Point]:
    """A mountain skyline: summits are (x, height above level, half width); rough is the size of its crags."""
    points = []
    phases = [rng.random() * 99 for _ in range(4)]
    for x in range(-60, int(width) + 64, 3):
        lift = max((tall * max(0.0, 1 - abs(x - at) / half) ** 1.12 for at, tall, half in summits), default=0)
        crag = sum(_noise(x / (46 / 2**i) + phases[i], i * 13) * rough / 1.8**i for i in range(4))
        points.append((float(x), level - lift + crag * (0.35 + 0.65 * min(1, lift / 160))))
    return points


def _noise(x: float, salt: int) -> float:
    cell = math.floor(x)
    t = x - cell
    t = t * t * (3 - 2 * t)
    return _hash(cell, salt) * (1 - t) + _hash(cell + 1, salt) * t


def _hash(cell: int, salt: int) -> float:
    value = math.sin(cell * 127.1 + salt * 311.7) * 43758.5453
    return (value - math.floor(value)) * 2 - 1


def _stops(stops: Iterable[Stop]) -> str:
    return "".join(
        f'<stop offset="{stop[0]}" stop-color="{stop[1]}"'
        + (f' stop-opacity="{stop[2]}"' if len(stop) > 2 else "")
        + "/>"
        for stop in stops
    )


def _attributes(attributes: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
