"""Addresses below documents/. Declared with who may open them where they are included."""

from django.urls import path

from documents import views

urlpatterns = [
    path("<uuid:uid>/", views.document, name="document"),
    path("<uuid:uid>/file/", views.file, name="document-file"),
    path("<uuid:uid>/again/", views.again, name="document-again"),
]
