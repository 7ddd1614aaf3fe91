"""HTTP out of artwork: renditions by the hash of their picture."""

from fastapi import Response

from kino.core.http import Part, Reading, api_router, errors
from kino.features.accounts.rules import SignedIn
from kino.features.artwork.errors import ImageNotFound
from kino.features.artwork.parts.deliver import PictureDelivery
from kino.features.artwork.parts.image_access import ImageAccess
from kino.features.artwork.parts.variants import find_family, is_hash, kept_variant
from kino.features.libraries.scope import Libraries, LibraryScope

router = api_router("artwork")


class WebpAnswer(Response):
    """Tells the API description what the bytes are."""

    media_type = "image/webp"


@router.get("/images/{image_hash}/{variant}.webp", response_class=WebpAnswer, responses=errors(ImageNotFound))
async def get_image(
    image_hash: str,
    variant: str,
    _viewer: SignedIn,
    scope: Libraries,
    session: Reading,
    access: Part[ImageAccess],
    delivery: Part[PictureDelivery],
) -> Response:
    """A picture at most as wide as its variant says, never enlarged; the address names its content."""
    return await _answer(image_hash, variant, scope, session, access, delivery)


@router.head("/images/{image_hash}/{variant}.webp", include_in_schema=False)
async def head_image(
    image_hash: str,
    variant: str,
    _viewer: SignedIn,
    scope: Libraries,
    session: Reading,
    access: Part[ImageAccess],
    delivery: Part[PictureDelivery],
) -> Response:
    """As get_image, without the bytes."""
    return await _answer(image_hash, variant, scope, session, access, delivery)


async def _answer(
    image_hash: str,
    variant: str,
    scope: LibraryScope,
    session: Reading,
    access: ImageAccess,
    delivery: PictureDelivery,
) -> Response:
    if is_hash(image_hash) and find_family(variant) is not None:
        facts = await access.find(session, image_hash)
        if facts is not None and facts.library_ids & scope.library_ids:
            # Rendering a lost picture again takes a while; nobody else waits for this connection meanwhile.
            await session.close()
            name = kept_variant(variant, facts.width_px)
            kept = await delivery.find(image_hash, name)
            if kept is not None:
                return delivery.answer(image_hash, name, kept)
    raise ImageNotFound("There is no such picture in your libraries.")
