"""Falcon, as an ASGI application; what it does without waiting is falcon_zoo's. See contract.py."""

import falcon.asgi
import falcon_zoo
from contract import body_report, described, pieces
from falcon_zoo import report, reported, resources, routed


class Waiting:
    """A resource of falcon_zoo, which ASGI wants to be asynchronous."""

    def __init__(self, resource):
        self.resource = resource

    async def on_get(self, request, response):
        self.resource.on_get(request, response)

    async def on_head(self, request, response):
        if not hasattr(self.resource, "on_head"):
            raise falcon.HTTPMethodNotAllowed(["GET"])
        self.resource.on_head(request, response)


class Upload:
    async def on_post(self, request, response):
        fields, files = [], []
        async for part in await request.get_media():
            if part.filename is None:
                fields.append([part.name, await part.text])
            else:
                files.append(described(part.name, part.filename, part.content_type, await part.stream.read()))
        report(response, {"fields": fields, "files": files})


class Form:
    async def on_post(self, request, response):
        report(response, {"fields": [[name, value] for name, value in (await request.get_media()).items()]})


class Body:
    async def on_post(self, request, response):
        report(response, body_report(request.content_type, await request.bounded_stream.read()))


class Stream(falcon_zoo.Stream):
    async def on_get(self, request, response):
        response.content_type = "application/octet-stream"
        response.stream = chunks(request.get_param_as_int("n"))

    on_head = on_get


async def chunks(count):
    for piece in pieces(count):
        yield piece


async def echo(request, response):
    report(response, reported(request))


waiting = {name: Waiting(resource) for name, resource in resources.items()}

app = routed(falcon.asgi.App(), echo, {**waiting, "upload": Upload(), "form": Form(), "body": Body(), "stream": Stream()})
