"""Django, as an ASGI application; its views are django_zoo's, but for the two that stream. See contract.py."""

import django_zoo
from contract import pieces
from django.core.handlers.asgi import ASGIHandler
from django.http import StreamingHttpResponse
from django.urls import path


async def chunks(count):
    for piece in pieces(count):
        yield piece


async def stream(request):
    return StreamingHttpResponse(chunks(int(request.GET["n"])), content_type="application/octet-stream")


django_zoo.urlpatterns.insert(0, path("stream", stream))

app = ASGIHandler()
