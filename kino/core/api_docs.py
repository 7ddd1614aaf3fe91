"""The API's documentation page: Swagger UI from this machine, without a third party or inline script."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# Swagger UI sets style attributes from script; everything else stays as strict as on the other pages.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Kino API</title><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body>
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({ url: "openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null });
"""
MEDIA_TYPES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}


async def show_page(_request: Request) -> Response:
    """The page itself; it reads /api/openapi.json."""
    return Response(PAGE, media_type="text/html", headers={"content-security-policy": POLICY})


async def show_file(request: Request) -> Response:
    """A file of Swagger UI, or the few lines that start it."""
    name = request.path_params["name"]
    if name == "start.js":
        return Response(START, media_type="text/javascript")
    media_type = MEDIA_TYPES.get(name)
    if media_type is None:
        return Response(status_code=404)
    body = (files("fastapi_swagger") / "resources" / name).read_bytes()
    return Response(body, media_type=media_type, headers={"cache-control": "public, max-age=86400"})


ROUTES = [
    Route("/api/docs", show_page, include_in_schema=False),
    Route("/api/docs/{name}", show_file, include_in_schema=False),
]
