"""A Django project in one file: the middleware that a new project has, without sessions and a database; one view, and a template."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path


def item(request, number):
    return HttpResponse(PAGE.render({"number": number, "page": request.GET.get("page", "1")}, request))


class Urls:
    urlpatterns = [path("shop/items/<int:number>/", item)]


settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="for a benchmark",
    ROOT_URLCONF=Urls,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)
django.setup()
PAGE = engines["django"].from_string("<!doctype html><title>Item {{ number }}</title><p>Page {{ page }}")
app = get_wsgi_application()
