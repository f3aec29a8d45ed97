"""Coverage: what our policies answer on a day, and the gaps with the way to close them (R4)."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from policies import rules
from policies.forms.answering import CoverageFilter
from policies.models import Policy
from policies.topics import Kind, State, counted, topics_on

TAG_KINDS = {State.COVERED: "ok", State.DRAFTED: "warn", State.GAP: "bad"}


def coverage(request):
    """Recommendations and situations: covered by which policy, drafted, or a gap to start on."""
    form = CoverageFilter(request.GET or None)
    on = form.chosen_day or request.today
    topics = topics_on(on)
    can_keep = rules.can_keep(request.user, on=request.today)
    made = dict(Policy.objects.exclude(starter="").values_list("starter", "slug"))
    rows = {kind: [] for kind in Kind}
    for topic in topics:
        rows[topic.kind].append(_row(topic, made, can_keep))
    figures = counted(topics)
    headings = {
        Kind.CONDUCT: _("Zero tolerance and the code of conduct"),
        Kind.ANSWERING: _("Answering for harm and reporting it"),
        Kind.SITUATIONS: _("Situations: is there a procedure with steps?"),
    }
    context = {
        "form": form,
        "on": on,
        "is_other_day": on != request.today,
        "figures": figures["all"],
        "groups": [
            {"heading": headings[kind], "rows": rows[kind], "figures": figures[kind.value]}
            for kind in Kind
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "policies/coverage.html", context, status=status)


def _row(topic, made, can_keep):
    """A topic with its tag, and for keepers the way to close the gap."""
    words = {State.COVERED: _("covered"), State.DRAFTED: _("drafted"), State.GAP: _("gap")}
    start = None
    if topic.state is State.GAP and can_keep and topic.starter:
        if topic.starter in made:
            start = {"url": reverse("policy", args=[made[topic.starter]]), "is_made": True}
        else:
            start = {"url": f"{reverse('policy-new')}?starter={topic.starter}", "is_made": False}
    return {
        "topic": topic,
        "code": topic.code if topic.kind is not Kind.SITUATIONS else "",
        "tag": words[topic.state],
        "tag_kind": TAG_KINDS[topic.state],
        "start": start,
    }
