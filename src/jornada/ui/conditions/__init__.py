"""The condition language on pages: what can be asked of each kind of record, the editor, the live count.

Apps say in `ready` what their records know:

    fields.register("account", fields.ConditionField("city", _("city"), "text", column="city"))
    words.register("activities", activity_labels)

and one app, which keeps the analytics copy, answers conditions: `engine.register(...)`.
"""
