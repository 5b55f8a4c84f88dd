from django.db import migrations

#: Jurisdictions that have their roles already get the new one; a new one gets it with the others.
MAKE_ROLE = """
INSERT INTO auth_group (name) SELECT 'department_head'
 WHERE EXISTS (SELECT 1 FROM accounts_role WHERE key = 'business_office')
    ON CONFLICT DO NOTHING;
INSERT INTO accounts_role (id, key, name, kind, group_id)
SELECT gen_random_uuid(), 'department_head', '部门负责人', 'business', auth_group.id
  FROM auth_group WHERE auth_group.name = 'department_head'
    ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    """A role that somebody may hold stays when this is taken back."""

    dependencies = [
        ('accounts', '0006_substitutions'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [migrations.RunSQL(MAKE_ROLE, migrations.RunSQL.noop)]
