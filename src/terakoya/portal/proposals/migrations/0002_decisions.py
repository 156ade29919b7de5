"""What organisations decided about proposals.

Stands for 2 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("proposals", "0001_decisions_about_proposals"),
        ("proposals", "0002_decisions_reopened"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("editions", "0005_editions_uploads_releases"),
        ("learning", "0019_assignments_and_results"),
        ("surveys", "0006_company_row_shared"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ProposalDecision",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("topic", models.CharField(max_length=64)),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        ("kind", models.CharField(choices=[("emphasis", "スライドを重点にする"), ("cases", "事例を加える"), ("test", "確認テストの出題を増やす"), ("brief", "所属長に資料を渡す"), ("nothing", "今のままで足りる")], max_length=12)),
                        ("state", models.CharField(choices=[("accepted", "採用"), ("declined", "見送り"), ("reopened", "再検討中")], max_length=8)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("decided_at", models.DateTimeField()),
                        ("assignment", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="learning.assignment")),
                        ("by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("edition", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="editions.edition")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("wave", models.ForeignKey(on_delete=models.CASCADE, related_name="decisions", to="surveys.wave")),
                    ],
                    options={
                        "ordering": ["-decided_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("wave", "topic", "unit"), name="proposal_decided_once"),
                            models.CheckConstraint(condition=models.Q(("state", "accepted"), models.Q(("reason", ""), _negated=True), _connector="OR"), name="proposal_declined_with_reason"),
                            models.CheckConstraint(condition=models.Q(("kind", "nothing"), _negated=True), name="proposal_decided_to_do_something"),
                        ],
                    },
                ),
            ]
        ),
    ]
