import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0006_course_kits'),
    ]

    operations = [
        migrations.AddField(
            model_name='course',
            name='sample_chapter',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('owner', None), ('sample_chapter', None), _connector='OR'), name='own_course_without_sample'),
        ),
        migrations.CreateModel(
            name='ShopText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('description', models.CharField(max_length=400)),
                ('audience', models.CharField(max_length=200)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shop_texts', to='catalogue.course')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('course', 'language'), name='shop_text_once'),
                    models.CheckConstraint(condition=models.Q(('language__in', ('ja', 'en'))), name='shop_text_language'),
                    models.CheckConstraint(condition=models.Q(('audience', ''), ('description', ''), _negated=True), name='shop_text_says_something'),
                ],
            },
        ),
    ]
