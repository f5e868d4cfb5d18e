"""A Django REST framework application, as its tutorial would write it: notes in all three kinds of pages, for who has a token.

Prints {"url", "token"} when it listens on a free port of 127.0.0.1; ends when its stdin does.
"""

import json
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="none",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework.authtoken",
    ],
    # Tables straight from the models: there is nothing to migrate.
    MIGRATION_MODULES={"auth": None, "contenttypes": None, "authtoken": None},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402  (models need the settings)
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, pagination, serializers  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402
from rest_framework.authtoken.views import obtain_auth_token  # noqa: E402

NOTES = 95
SIZE = 10


class Note(models.Model):
    title = models.CharField(max_length=100)
    day = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    author = models.ForeignKey(User, models.CASCADE)

    class Meta:
        app_label = "notes"
        ordering = ["id"]


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "title", "day", "amount", "author"]


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username"]


class ByNumber(pagination.PageNumberPagination):
    page_size = SIZE
    page_size_query_param = "page_size"


class ByOffset(pagination.LimitOffsetPagination):
    default_limit = SIZE


class ByCursor(pagination.CursorPagination):
    page_size = SIZE
    # Several notes have the same day, more than fit on a page.
    ordering = "day"


class Notes(generics.ListAPIView):
    queryset = Note.objects.all()
    serializer_class = NoteSerializer

    def get_queryset(self):
        author = self.kwargs.get("author")
        notes = super().get_queryset()
        return notes if author is None else notes.filter(author=author)


class Users(generics.ListAPIView):
    queryset = User.objects.order_by("id")
    serializer_class = UserSerializer
    pagination_class = None


urlpatterns = [
    path("token/", obtain_auth_token),
    path("pages/", Notes.as_view(pagination_class=ByNumber)),
    path("offsets/", Notes.as_view(pagination_class=ByOffset)),
    path("cursors/", Notes.as_view(pagination_class=ByCursor)),
    path("users/", Users.as_view()),
    path("users/<int:author>/notes/", Notes.as_view(pagination_class=ByNumber)),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def fill():
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    users = [User.objects.create_user(name, password="secret") for name in ("ann", "bob", "eve")]
    Note.objects.bulk_create(
        Note(title=f"Note {i}", day=f"2024-01-{i // 25 + 1:02}", amount=f"{i}.10", author=users[i % 2])
        for i in range(1, NOTES + 1)
    )
    return Token.objects.create(user=users[0]).key


if __name__ == "__main__":
    token = fill()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    # The database is in the memory of this thread: it serves, another one waits for the end.
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}", "token": token}), flush=True)
    server.serve_forever()
