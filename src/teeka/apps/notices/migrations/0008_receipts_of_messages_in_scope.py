from django.db import migrations

# The web may read the receipts of the messages that it may read: the sub-select is bound by their own
# policy. What belongs to no message yet stays unseen, and gateways go on adding.
RECEIPTS = """
ALTER TABLE notices_receipt ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_message ON notices_receipt FOR SELECT TO teeka_app
    USING (EXISTS (SELECT FROM notices_message m WHERE m.id = notices_receipt.message_id));
CREATE POLICY add ON notices_receipt FOR INSERT TO teeka_app WITH CHECK (message_id IS NULL);
CREATE POLICY every_row ON notices_receipt TO teeka_worker USING (true) WITH CHECK (true);
GRANT SELECT ON notices_receipt TO teeka_app;
"""
BACK = """
REVOKE SELECT ON notices_receipt FROM teeka_app;
DROP POLICY every_row ON notices_receipt;
DROP POLICY add ON notices_receipt;
DROP POLICY of_message ON notices_receipt;
ALTER TABLE notices_receipt DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0007_index_of_receipts"),
    ]

    operations = [
        migrations.RunSQL(RECEIPTS, BACK),
    ]
