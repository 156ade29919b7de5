from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "documents_issueddocument"
REFUSAL = "a document that was issued or received never changes"
BEFORE = ['quote', 'order-confirmation', 'delivery-note', 'invoice', 'receipt', 'credit-note', 'corrected-invoice', 'completion-report', 'deletion-certificate']


def drop_on_sqlite(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes the table anew for a constraint, and its trigger goes with the old one."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_fixed")


def refuse_on_sqlite(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The trigger of 0001, on the new table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE ON {TABLE} FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_issued_documents'),
    ]

    operations = [
        migrations.RunPython(drop_on_sqlite, refuse_on_sqlite),
        migrations.AlterField(
            model_name='issueddocument',
            name='kind',
            field=models.CharField(choices=[('quote', '見積書'), ('order-confirmation', '注文請書'), ('delivery-note', '納品書'), ('invoice', '請求書'), ('receipt', '領収書'), ('credit-note', '返還インボイス'), ('corrected-invoice', '修正インボイス'), ('completion-report', '完了届'), ('deletion-certificate', '削除証明書'), ('cost-annex', '費用内訳書')], max_length=24),
        ),
        migrations.RemoveConstraint(
            model_name='issueddocument',
            name='document_kind_known',
        ),
        migrations.AddConstraint(
            model_name='issueddocument',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', [*BEFORE, 'cost-annex'])), name='document_kind_known'),
        ),
        migrations.RunPython(refuse_on_sqlite, drop_on_sqlite),
    ]
