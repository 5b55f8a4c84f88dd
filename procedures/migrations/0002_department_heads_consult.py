from django.db import migrations

#: What publishing gives a role that stands; here to the procedures that were published before the role was made.
LET_CONSULT = """
INSERT INTO procedures_proceduregrouppermission (id, permission_id, group_id, content_object_id)
SELECT gen_random_uuid(), permission.id, role.group_id, procedure.id
  FROM procedures_procedure procedure, accounts_role role, auth_permission permission
  JOIN django_content_type content ON content.id = permission.content_type_id
 WHERE role.key = 'department_head' AND procedure.current_version_id IS NOT NULL
   AND permission.codename = 'consult_procedure' AND content.app_label = 'procedures'
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0007_department_heads"),
        ("procedures", "0001_initial"),
    ]

    operations = [migrations.RunSQL(LET_CONSULT, migrations.RunSQL.noop)]
