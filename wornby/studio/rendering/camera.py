"""The camera: where it stands, and which surface each pixel sees."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.studio.rendering.mesh import Floats, Mesh
from wornby.studio.rendering.surfaces import Spots

_NEAR_CM = 20.0
_FAR_CM = 4000.0
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A pinhole before the figure.

    Attributes:
        distance: From the figure's axis, cm.
        height: Of the lens above the floor, cm.
        pitch: Downwards, radians.
        shift: The figure's axis to the left of the middle, cm.
        field: Of view from top to bottom, radians.
    """

    distance: float
    height: float
    pitch: float
    shift: float
    field: float

    def pose(self) -> NDArray[np.float64]:
        """World to camera. (4, 4); the camera looks along its -z."""
        cos, sin = np.cos(self.pitch), np.sin(self.pitch)
        turn = np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]])
        pose = np.eye(4)
        pose[:3, :3] = turn
        pose[:3, 3] = turn @ np.array([-self.shift, -self.height, -self.distance])
        return pose

    def focal(self, height_px: int) -> float:
        """Focal length in pixels."""
        return height_px / 2 / float(np.tan(self.field / 2))

    def rays(self, rows: Floats, columns: Floats, *, size: tuple[int, int]) -> Floats:
        """Directions through pixels, in camera axes, with z = -1. (N, 3). `size` is height and width."""
        height_px, width_px = size
        focal = self.focal(height_px)
        x = (columns - width_px / 2) / focal
        y = -(rows - height_px / 2) / focal
        return np.stack([x, y, np.full_like(x, -1.0)], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """What the camera sees.

    Attributes:
        faces: Index of the face at each pixel, -1 for none. (H, W), int32.
        depth: Distance along the camera's axis, cm. (H, W), float32.
    """

    faces: NDArray[np.int32]
    depth: Floats


def look(mesh: Mesh, camera: Camera, *, size: tuple[int, int]) -> View:
    """Find the nearest face of every pixel. `size` is height and width."""
    height_px, width_px = size
    corners = np.ascontiguousarray(mesh.points[mesh.faces].reshape(-1, 3))
    order = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
    # The library fills a face with its first corner's colour: the colour carries the face's number, exact in float32
    # up to 16 million.
    numbers = np.repeat(np.arange(len(mesh.faces), dtype=np.float32), 3)
    colors = np.ascontiguousarray(np.broadcast_to(numbers[:, None], (len(numbers), 3)))
    seen = np.full((height_px, width_px, 3), -1, np.float32)
    depth = np.full((height_px, width_px), _FAR_CM, np.float32)
    settings = cv2.TriangleRasterizeSettings()
    settings.setShadingType(cv2.RASTERIZE_SHADING_FLAT)
    settings.setCullingMode(cv2.RASTERIZE_CULLING_NONE)
    pose = camera.pose().astype(np.float32)
    cv2.triangleRasterize(corners, order, colors, seen, depth, pose, camera.field, _NEAR_CM, _FAR_CM, settings)
    return View(faces=seen[..., 0].astype(np.int32), depth=depth)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """Every pixel that shows a surface.

    Attributes:
        rows: (N,), int.
        columns: (N,), int.
        owners: Index of the patch. (N,), int32.
        spots: What is there, in world axes.
        toward: To the camera, unit length. (N, 3).
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    owners: NDArray[np.int32]
    spots: Spots
    toward: Floats


def resolve(mesh: Mesh, view: View, *, camera: Camera) -> Seen:
    """Find point, normal and place on the cloth at each pixel that shows a face."""
    rows, columns = np.nonzero(view.faces >= 0)
    numbers = view.faces[rows, columns]
    pose = camera.pose().astype(np.float32)
    rays = camera.rays(rows.astype(np.float32), columns.astype(np.float32), size=view.faces.shape)
    directions = (rays @ pose[:3, :3]).astype(np.float32)
    origin = (-pose[:3, :3].T @ pose[:3, 3]).astype(np.float32)
    corners = mesh.faces[numbers]
    first = mesh.points[corners[:, 0]]
    one, two = mesh.points[corners[:, 1]] - first, mesh.points[corners[:, 2]] - first
    # Moeller and Trumbore 1997; the face is known to be hit, so the weights are only held inside of it.
    across = np.cross(directions, two)
    scale = np.einsum("ij,ij->i", one, across)
    scale = np.where(np.abs(scale) < _TINY, _TINY, scale)
    away = origin - first
    weight_one = np.clip(np.einsum("ij,ij->i", away, across) / scale, 0, 1)
    weight_two = np.einsum("ij,ij->i", directions, np.cross(away, one)) / scale
    weight_two = np.clip(weight_two, 0, 1 - weight_one)
    weights = np.stack([1 - weight_one - weight_two, weight_one, weight_two], axis=1).astype(np.float32)
    points = first + weight_one[:, None] * one + weight_two[:, None] * two
    normals = np.einsum("ij,ijk->ik", weights, mesh.normals[corners])
    uv_corners = mesh.uv[corners]
    uv = np.einsum("ij,ijk->ik", weights, uv_corners)
    toward = -directions / np.linalg.norm(directions, axis=1, keepdims=True)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), _TINY)
    facing = np.einsum("ij,ij->i", normals, toward)
    normals = np.where(facing[:, None] < 0, -normals, normals)
    around, along = _tangents(uv_corners, one=one, two=two)
    spots = Spots(
        uv=uv.astype(np.float32),
        points=points.astype(np.float32),
        normals=normals.astype(np.float32),
        around=around,
        along=along,
    )
    return Seen(rows=rows, columns=columns, owners=mesh.owners[numbers], spots=spots, toward=toward.astype(np.float32))


def _tangents(uv: Floats, *, one: Floats, two: Floats) -> tuple[Floats, Floats]:
    """Unit vectors in which uv grows over each face."""
    step_one, step_two = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    turn = step_one[:, 0] * step_two[:, 1] - step_two[:, 0] * step_one[:, 1]
    turn = np.where(np.abs(turn) < _TINY, _TINY, turn)[:, None]
    around = (one * step_two[:, 1:] - two * step_one[:, 1:]) / turn
    along = (two * step_one[:, :1] - one * step_two[:, :1]) / turn
    return _unit(around), _unit(along)


def _unit(vectors: Floats) -> Floats:
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _TINY)).astype(np.float32)
