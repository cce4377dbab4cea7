"""The figure: measures, joints and stance. Lengths in centimetres, the floor at y = 0, the figure facing +z."""

from dataclasses import dataclass

import numpy as np

from wornby.studio.rendering.mesh import Floats, smooth

# Heights and half widths of the trunk as fractions of the figure's height: half width, to the front, to the back.
# After the means of ANSUR II (2012), between its two tables, smoothed; the arms are not in it.
_TRUNK = np.array(
    [
        (0.440, 0.070, 0.040, 0.050),
        (0.465, 0.092, 0.051, 0.062),
        (0.495, 0.0985, 0.054, 0.069),
        (0.525, 0.0975, 0.056, 0.070),
        (0.560, 0.0900, 0.057, 0.062),
        (0.595, 0.0800, 0.056, 0.052),
        (0.625, 0.0760, 0.056, 0.049),
        (0.665, 0.0820, 0.060, 0.053),
        (0.705, 0.0890, 0.067, 0.058),
        (0.735, 0.0930, 0.067, 0.061),
        (0.765, 0.0945, 0.060, 0.062),
        (0.796, 0.0950, 0.052, 0.060),
        (0.814, 0.0880, 0.046, 0.056),
        (0.826, 0.0740, 0.042, 0.051),
        (0.837, 0.0575, 0.039, 0.046),
        (0.848, 0.0385, 0.034, 0.039),
        (0.860, 0.0290, 0.030, 0.032),
    ]
)
HIP, WAIST, CHEST, SHOULDER, CHIN, CROTCH, KNEE, ANKLE = 0.515, 0.620, 0.725, 0.806, 0.868, 0.462, 0.280, 0.045
_UPPER_ARM, _FOREARM, HAND = 0.172, 0.146, 0.098
# Directions of upper arm and forearm for the figure's left side (+x), and how far the hand is turned in.
_ARMS = {
    "down": ((0.17, -1.0, 0.02), (0.06, -1.0, 0.20)),
    "loose": ((0.27, -1.0, -0.06), (0.05, -1.0, 0.34)),
    "hip": ((0.66, -1.0, -0.22), (-0.80, -0.60, 0.52)),
    "pocket": ((0.36, -1.0, -0.16), (-0.22, -1.0, 0.30)),
    "held": ((0.20, -1.0, 0.02), (-0.42, -0.12, 0.92)),
    "strap": ((0.24, -1.0, 0.10), (-0.36, 0.86, 0.52)),
    "carry": ((0.19, -1.0, 0.02), (0.07, -1.0, 0.10)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limb:
    """Three joints of an arm or leg, and a root inside of the trunk. (3,) arrays, cm."""

    root: Floats
    top: Floats
    middle: Floats
    end: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure's measures and stance.

    Attributes:
        height: cm.
        build: From slim, 0, to broad, 1.
        frame: From narrow shoulders over wide hips, 0, to wide shoulders over narrow hips, 1.
        weight: Which leg carries: -1 the right, 1 the left; in between both.
        spread: Distance of the feet from the middle, as a fraction of the height.
        arms: Pose of the right and of the left arm.
        lean: Turn of the shoulders against the hips, radians, about the upright axis.
    """

    height: float = 172.0
    build: float = 0.4
    frame: float = 0.5
    weight: float = 0.6
    spread: float = 0.055
    arms: tuple[str, str] = ("down", "down")
    lean: float = 0.0

    @property
    def girth(self) -> float:
        """Factor on widths of trunk and limbs."""
        return 0.86 + 0.34 * self.build

    def at(self, share: float) -> float:
        """A height or length that is a fraction of the figure's."""
        return share * self.height

    def trunk(self, heights: Floats) -> Floats:
        """Half widths of the bare trunk at heights. (N,) cm to (N, 3) cm: side, front, back."""
        share = np.asarray(heights) / self.height
        table = smooth(_TRUNK[:, 0], _TRUNK[:, 1:], at=share) * self.height
        upper = smooth([0.60, 0.72], [0.0, 1.0], at=share)
        across = 1 + (self.frame - 0.5) * np.where(upper > 0, 0.20 * upper, 0)
        lower = smooth([0.50, 0.60], [1.0, 0.0], at=share)
        across = across - (self.frame - 0.5) * 0.16 * lower
        belly = np.exp(-(((share - 0.60) / 0.075) ** 2))
        neck = smooth([0.79, 0.84], [0.0, 1.0], at=share)
        girth = 1 + (self.girth - 1) * (1 - 0.6 * neck)
        wide = (self.build - 0.4) * belly
        bust = np.exp(-(((share - 0.715) / 0.035) ** 2)) * (0.5 - min(self.frame, 0.5)) * 0.026 * self.height
        side = table[:, 0] * across * (girth + 0.20 * wide)
        front = table[:, 1] * (girth + 0.55 * np.maximum(wide, 0)) + bust
        back = table[:, 2] * (girth + 0.10 * wide)
        return np.stack([side, front, back], axis=1).astype(np.float32)

    def spine(self, heights: Floats) -> Floats:
        """Centres of the trunk's sections at heights, in stance. (N,) cm to (N, 3) cm."""
        share = np.asarray(heights) / self.height
        sway = smooth(
            [0.0, 0.28, 0.50, 0.62, 0.72, 0.82, 1.0], [0.0, 0.006, 0.015, 0.010, 0.001, -0.006, -0.008], at=share
        )
        curve = smooth([0.44, 0.52, 0.63, 0.72, 0.80, 0.86, 0.92], [0.0, 0.0, 0.006, 0.0, -0.008, 0.0, 0.012], at=share)
        return np.stack([self.weight * sway * self.height, heights, curve * self.height], axis=1).astype(np.float32)

    def tilt(self, points: Floats) -> Floats:
        """Slope hips and shoulders against each other, and turn the shoulders. Any shape (..., 3)."""
        share = points[..., 1] / self.height
        flat = share.reshape(-1)
        slope = smooth([0.30, 0.50, 0.62, 0.75, 0.83, 0.90], [0.0, 1.0, 0.25, -0.75, -0.8, 0.0], at=flat)
        slope = slope.reshape(share.shape) * 0.055 * self.weight
        centre = self.spine(points[..., 1].reshape(-1)).reshape(points.shape)
        away = points - centre
        turn = smooth([0.50, 0.62, 0.80, 0.9], [0.0, 0.25, 1.0, 1.0], at=flat).reshape(share.shape) * self.lean
        cos, sin = np.cos(turn), np.sin(turn)
        moved = points.copy()
        moved[..., 0] = centre[..., 0] + cos * away[..., 0] + sin * away[..., 2]
        moved[..., 2] = centre[..., 2] - sin * away[..., 0] + cos * away[..., 2]
        moved[..., 1] = points[..., 1] + away[..., 0] * slope
        return moved.astype(np.float32)

    def arm(self, side: int) -> Limb:
        """Shoulder, elbow and wrist; `side` is 1 for the figure's left, which is the picture's right."""
        upper, fore = _ARMS[self.arms[(side + 1) // 2]]
        half = float(self.trunk(np.array([self.at(0.785)]))[0, 0])
        start = self.spine(np.array([self.at(0.779)]))[0] + np.array([side * half * 1.0, 0, 0], np.float32)
        top = self.tilt(start[None])[0]
        middle = top + _along(upper, side=side) * self.at(_UPPER_ARM)
        inner = self.spine(np.array([self.at(0.788)]))[0] + np.array([side * half * 0.60, 0, 0], np.float32)
        end = middle + _along(fore, side=side) * self.at(_FOREARM)
        return Limb(root=self.tilt(inner[None])[0], top=top, middle=middle, end=end)

    def leg(self, side: int) -> Limb:
        """Hip, knee and ankle."""
        free = max(0.0, -side * self.weight)
        hip = self.spine(np.array([self.at(HIP)]))[0] + np.array([side * self.at(0.0495) * self._hips(), 0, 0])
        hip = self.tilt(hip[None].astype(np.float32))[0]
        foot = side * self.at(self.spread) * (1 + 0.35 * free)
        ankle = np.array([foot, self.at(ANKLE), self.at(0.012) * free - self.at(0.012)], np.float32)
        knee = hip * 0.47 + ankle * 0.53
        knee[1] = self.at(KNEE) - self.at(0.006) * free
        knee[2] += self.at(0.028) * free + self.at(0.008)
        knee[0] += side * self.at(0.004)
        root = hip + np.array([0, self.at(0.03), 0])
        return Limb(root=root.astype(np.float32), top=hip.astype(np.float32), middle=knee.astype(np.float32), end=ankle)

    def _hips(self) -> float:
        return 1 + 0.12 * (0.5 - self.frame) + 0.15 * (self.build - 0.4)

    def limb_radius(self, which: str, places: Floats) -> Floats:
        """Half widths of a bare limb at places from 0, its top, to 2, its end. (N,) to (N, 3)."""
        table = _LIMBS[which]
        values = smooth(table[:, 0], table[:, 1:], at=places) * self.height
        return (values * (1 + (self.girth - 1) * 0.9)).astype(np.float32)


_LIMBS = {
    "arm": np.array(
        [
            (0.00, 0.0300, 0.0300, 0.0310),
            (0.20, 0.0290, 0.0300, 0.0310),
            (0.55, 0.0255, 0.0280, 0.0270),
            (0.95, 0.0222, 0.0225, 0.0240),
            (1.25, 0.0245, 0.0225, 0.0235),
            (1.60, 0.0190, 0.0185, 0.0185),
            (2.00, 0.0155, 0.0125, 0.0125),
        ]
    ),
    "leg": np.array(
        [
            (0.00, 0.0490, 0.0530, 0.0570),
            (0.15, 0.0485, 0.0520, 0.0550),
            (0.55, 0.0420, 0.0450, 0.0440),
            (0.92, 0.0320, 0.0330, 0.0320),
            (1.05, 0.0310, 0.0320, 0.0320),
            (1.35, 0.0315, 0.0270, 0.0370),
            (1.70, 0.0230, 0.0220, 0.0250),
            (2.00, 0.0190, 0.0200, 0.0220),
        ]
    ),
}


def _along(direction: tuple[float, float, float], *, side: int) -> Floats:
    vector = np.array(direction, np.float64) * np.array([side, 1, 1])
    return (vector / np.linalg.norm(vector)).astype(np.float32)
