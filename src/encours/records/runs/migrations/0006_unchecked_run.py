"""A position names its run without the database asking each row again (see `runs.models`)."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('runs', '0005_boards_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='position',
            name='run',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='runs.run'),
        ),
    ]
