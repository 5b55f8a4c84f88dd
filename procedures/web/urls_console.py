from __future__ import annotations

from django.urls import path

from procedures.web import city_list, console

app_name = "console"

urlpatterns = [
    path("", console.cities, name="cities"),
    path("onboard/", console.onboard, name="onboard"),
    path("list/", city_list.city_list, name="city_list"),
    path("list/template/", city_list.template, name="city_list_template"),
    path("list/<uuid:batch_id>/", city_list.batch, name="batch"),
    path("jobs/<uuid:job_id>/", console.job, name="job"),
    path("jobs/<uuid:job_id>/retry/", console.retry, name="retry"),
    path("cities/<uuid:city_id>/", console.city, name="city"),
    path("cities/<uuid:city_id>/check/", console.check, name="check"),
    path("cities/<uuid:city_id>/suspend/", console.suspend, name="suspend"),
    path("cities/<uuid:city_id>/resume/", console.resume, name="resume"),
    path("cities/<uuid:city_id>/texts/", console.texts, name="texts"),
    path("library/", console.library, name="library"),
]
