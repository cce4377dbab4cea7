"""Products, and the photos of their wearers."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request

from wornby.api import wire, wire_in, wire_search
from wornby.api.auth import GuardedRoute, needs, sees_everything
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.api.pictures import product_pictures
from wornby.datamodel import Scope
from wornby.search.filters import parse_where

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

MAX_PRODUCTS = 1000
Sku = Annotated[str, Path(max_length=100)]
Where = Annotated[list[wire_in.Word] | None, Query(max_length=wire_in.MAX_WORDS, description="hair.color=red,brown")]
Cursor = Annotated[str | None, Query(max_length=wire_in.MAX_TEXT)]
PageSize = Annotated[int, Query(ge=1, le=wire_in.MAX_K)]


@router.get("/v1/products", tags=["products"])
@needs(Scope.READ)
def list_products(
    request: Request,
    *,
    text: Annotated[str, Query(max_length=wire_in.MAX_TEXT, description="Only products with some of the words.")] = "",
    cursor: Cursor = None,
    limit: PageSize = 50,
) -> wire.ProductPage:
    """Products by SKU; those with some words, best first and on one page, where `text` is given."""
    engine = engine_of(request)
    if text.strip():
        found = engine.find_products(text, limit=limit)
    else:
        found = engine.list_products(after=cursor, limit=limit + 1)
    page = found[:limit]
    pictures = product_pictures(engine, [product.sku for product in page])
    following = page[-1].sku if len(found) > limit else None
    counts = engine.count_wearers([product.sku for product in page]) if sees_everything(request) else {}
    products = [
        wire.ProductOut.of(product, picture=pictures.get(product.sku), wearers=counts.get(product.sku))
        for product in page
    ]
    return wire.ProductPage(products=products, cursor=following)


@router.post("/v1/products", tags=["products"])
@needs(Scope.INGEST)
def import_products(
    request: Request,
    products: Annotated[list[wire_in.ProductRequest], Body(min_length=1, max_length=MAX_PRODUCTS)],
) -> wire.ImportOut:
    """Add or replace products."""
    report = engine_of(request).import_products([product.model_dump() for product in products])
    failures = [
        wire.RowFailure(row=line - 1, failure=wire.FailureOut(code=failure.code, message=failure.message))
        for line, failure in report.failures
    ]
    return wire.ImportOut(added=report.added, failures=failures)


@router.get("/v1/products/{sku}", tags=["products"])
@needs(Scope.READ)
def get_product(request: Request, sku: Sku) -> wire.ProductOut:
    """One product."""
    engine = engine_of(request)
    product = engine.get_product(sku)
    return wire.ProductOut.of(product, picture=product_pictures(engine, [sku]).get(sku))


@router.get("/v1/products/{sku}/gallery", tags=["products"])
@needs(Scope.READ)
def get_gallery(
    request: Request, sku: Sku, *, where: Where = None, cursor: Cursor = None, k: PageSize = 24
) -> wire_search.GalleryOut:
    """The photos of a product's wearers under filters, with the counts of what else could be chosen."""
    engine = engine_of(request)
    filters = parse_where(where or [], engine.vocabulary)
    staff = sees_everything(request)
    gallery = engine.gallery(sku, filters=filters, cursor=cursor, k=k, exact=staff)
    product = wire.ProductOut.of(gallery.product, picture=product_pictures(engine, [sku]).get(sku))
    return wire_search.GalleryOut(
        product=product, result=wire_search.SearchOut.of(gallery.result, filters=filters, staff=staff)
    )
