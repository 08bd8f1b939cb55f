floor5_sources += \
	planner/service/audit.c \
	planner/service/councillors.c \
	planner/service/demo.c \
	planner/service/file.c \
	planner/service/import.c \
	planner/service/rejects.c \
	planner/service/rejects.h \
	planner/service/weights.c \
	planner/service/letter_words.c \
	planner/service/letter_words.h \
	planner/service/letters.c \
	planner/service/stage.c \
	planner/service/approval.c \
	planner/service/approval.h \
	planner/service/paper_maps.c \
	planner/service/paper_options.c \
	planner/service/paper_words.c \
	planner/service/paper_parts.h \
	planner/service/lookup.c \
	planner/service/outlines.c \
	planner/service/number_ranges.c \
	planner/service/number_ranges.h \
	planner/service/partition.c \
	planner/service/partition_cut.c \
	planner/service/partition_parts.h \
	planner/service/partition_read.c \
	planner/service/partition_reasons.c \
	planner/service/partition_ways.c \
	planner/service/partition_write.c \
	planner/service/publish.c
pkginclude_servicedir = $(pkgincludedir)/service
pkginclude_service_HEADERS = \
	include/patchplan/service/audit.h \
	include/patchplan/service/councillors.h \
	include/patchplan/service/demo.h \
	include/patchplan/service/file.h \
	include/patchplan/service/import.h \
	include/patchplan/service/landlords.h \
	include/patchplan/service/letters.h \
	include/patchplan/service/lookup.h \
	include/patchplan/service/outlines.h \
	include/patchplan/service/partition.h \
	include/patchplan/service/publish.h \
	include/patchplan/service/roster.h \
	include/patchplan/service/roster_offers.h \
	include/patchplan/service/weights.h
EXTRA_DIST += planner/service/README.md

# Drawing, measuring and showing plans.
floor5_sources += \
	planner/service/allocate.c \
	planner/service/aside.c \
	planner/service/aside.h \
	planner/service/base.c \
	planner/service/base.h \
	planner/service/borders.c \
	planner/service/borders.h \
	planner/service/change_cap.c \
	planner/service/change_cap.h \
	planner/service/change_least.c \
	planner/service/change_least.h \
	planner/service/compare.c \
	planner/service/staffing.c \
	planner/service/posts.c \
	planner/service/posts.h \
	planner/service/posts_words.c \
	planner/service/drawing.c \
	planner/service/drawing.h \
	planner/service/explain.c \
	planner/service/find_patch.c \
	planner/service/find_patch.h \
	planner/service/explain_words.c \
	planner/service/ground.c \
	planner/service/ground.h \
	planner/service/ground_cut.c \
	planner/service/given.c \
	planner/service/given.h \
	planner/service/import_plan.c \
	planner/service/labels.c \
	planner/service/labels.h \
	planner/service/landlord_crew.c \
	planner/service/leads.c \
	planner/service/leads.h \
	planner/service/landlord_draw.c \
	planner/service/landlord_words.c \
	planner/service/landlords.c \
	planner/service/landlords.h \
	planner/service/measure.c \
	planner/service/merge.c \
	planner/service/newcomers.c \
	planner/service/newcomers.h \
	planner/service/parts.c \
	planner/service/parts.h \
	planner/service/parts_held.c \
	planner/service/outside_order.c \
	planner/service/outside_order.h \
	planner/service/parts_reasons.c \
	planner/service/parts_reasons.h \
	planner/service/patch_names.c \
	planner/service/patch_names.h \
	planner/service/plan_json.c \
	planner/service/pockets.c \
	planner/service/pockets.h \
	planner/service/plans.c \
	planner/service/priced.c \
	planner/service/priced.h \
	planner/service/solve.c \
	planner/service/solve.h \
	planner/service/summary.c \
	planner/service/teams_only.c \
	planner/service/teams_only.h \
	planner/service/today.c \
	planner/service/tradeoff.c \
	planner/service/verdict.c \
	planner/service/verdict.h \
	planner/service/verdict_outside.c \
	planner/service/ways.c \
	planner/service/where.c \
	planner/service/where.h \
	planner/service/ways.h
pkginclude_service_HEADERS += \
	include/patchplan/service/allocate.h \
	include/patchplan/service/staffing.h \
	include/patchplan/service/compare.h \
	include/patchplan/service/explain.h \
	include/patchplan/service/import_plan.h \
	include/patchplan/service/measure.h \
	include/patchplan/service/plans.h \
	include/patchplan/service/today.h \
	include/patchplan/service/tradeoff.h

# A plan out of the program.
floor5_sources += planner/service/export.c
pkginclude_service_HEADERS += include/patchplan/service/export.h

# Looking after the planning file.
floor5_sources += planner/service/doctor.c planner/service/maintain.c planner/service/settings.c
pkginclude_service_HEADERS += include/patchplan/service/maintain.h

# Editing plans by hand.
floor5_sources += \
	planner/service/effect.c \
	planner/service/effect_json.c \
	planner/service/edit.c \
	planner/service/feed.c \
	planner/service/editing.c \
	planner/service/editing.h \
	planner/service/rebalance.c \
	planner/service/rebalance.h \
	planner/service/rebalance_words.c
pkginclude_service_HEADERS += include/patchplan/service/edit.h include/patchplan/service/effect.h \
	include/patchplan/service/rebalance.h

# Rosters.
floor5_sources += \
	planner/service/roster_away.c \
	planner/service/roster_returns.c \
	planner/service/which_plan.c \
	planner/service/roster_back.c \
	planner/service/roster_build.c \
	planner/service/roster_by_hand.c \
	planner/service/roster_came.c \
	planner/service/roster_edit.c \
	planner/service/roster_edit.h \
	planner/service/roster_edit_lead.c \
	planner/service/roster_edit_session.c \
	planner/service/roster_edit_staff.c \
	planner/service/roster_effect.c \
	planner/service/roster_export.c \
	planner/service/roster_found.c \
	planner/service/roster_hand.c \
	planner/service/roster_hand.h \
	planner/service/roster_json.c \
	planner/service/roster_keep.c \
	planner/service/roster_make.h \
	planner/service/roster_past.c \
	planner/service/roster_record.c \
	planner/service/roster_record.h \
	planner/service/roster_leaves.c \
	planner/service/roster_offers.c \
	planner/service/roster_replan.c \
	planner/service/roster_span.c \
	planner/service/roster_wishes.c \
	planner/service/roster_words.c

# Long work, as children of the server.
floor5_sources += planner/service/job_child.c planner/service/job_child.h planner/service/job_runner.c planner/service/jobs.c
pkginclude_service_HEADERS += include/patchplan/service/jobs.h

# What staff's pages tell.
floor5_sources += \
	planner/service/hrefs.c \
	planner/service/hrefs.h \
	planner/service/staff_compare.c \
	planner/service/staff_edit.c \
	planner/service/staff_editor.c \
	planner/service/staff_effect.c \
	planner/service/sent_files.c \
	planner/service/serving.c \
	planner/service/serving.h \
	planner/service/staff_history.c \
	planner/service/staff_map.c \
	planner/service/staff_findings.c \
	planner/service/staff_import.c \
	planner/service/staff_picture.c \
	planner/service/list_preview.c \
	planner/service/list_words.c \
	planner/service/list_words.h \
	planner/service/pager.c \
	planner/service/pager.h \
	planner/service/plan_patches.c \
	planner/service/plan_patches.h \
	planner/service/staff_plans.c \
	planner/service/staff_way_out.c \
	planner/service/plan_reasons.c \
	planner/service/plan_reasons.h \
	planner/service/way_out_title.c \
	planner/service/staff_proposal.c \
	planner/service/staff_proposal.h \
	planner/service/staff_publish.c \
	planner/service/staff_take_back.c \
	planner/service/staff_rebalance.c \
	planner/service/roster_telling.h \
	planner/service/staff_roster.c \
	planner/service/staff_replan.c \
	planner/service/staff_roster_change.c \
	planner/service/staff_roster_days.c \
	planner/service/staff_roster_patch.c \
	planner/service/staff_roster_session.c \
	planner/service/staff_roster_way_out.c \
	planner/service/staff_roster_work.c \
	planner/service/way_out.h \
	planner/service/staff_tasks.c \
	planner/service/units_before.c \
	planner/service/units_before.h
pkginclude_service_HEADERS += include/patchplan/service/stage.h include/patchplan/service/staff.h include/patchplan/service/staff_edit.h include/patchplan/service/staff_import.h include/patchplan/service/staff_map.h include/patchplan/service/staff_publish.h include/patchplan/service/staff_rebalance.h include/patchplan/service/staff_roster.h

# The web: who may do what, users, sessions.
floor5_sources += planner/service/may.c planner/service/users.c planner/service/why.c
pkginclude_service_HEADERS += include/patchplan/service/cards.h include/patchplan/service/may.h include/patchplan/service/public.h include/patchplan/service/users.h include/patchplan/service/why.h

# Files made to be fetched.
floor5_sources += planner/service/made_files.c planner/service/rooms.c planner/service/rooms.h
pkginclude_service_HEADERS += include/patchplan/service/made_files.h

# The paper for a committee.
floor5_sources += planner/service/paper.c
pkginclude_service_HEADERS += include/patchplan/service/paper.h

# What anyone may know.
floor5_sources += \
	planner/service/public_drop_ins.c \
	planner/service/cards.c \
	planner/service/cards.h \
	planner/service/public_find.c \
	planner/service/public_near.c \
	planner/service/public_near.h \
	planner/service/public_postcode.c \
	planner/service/public_postcode.h \
	planner/service/public_patch.c \
	planner/service/public_places.c \
	planner/service/public_site.c \
	planner/service/public_tell.c \
	planner/service/public_tell.h \
	planner/service/public_ward.c

# What people say and see: comments.
floor5_sources += \
	planner/service/before_after.c \
	planner/service/comments.c \
	planner/service/consult.c \
	planner/service/consult.h \
	planner/service/consult_picture.c \
	planner/service/consult_tell.c \
	planner/service/for_pages.c \
	planner/service/my.c \
	planner/service/note.c \
	planner/service/note.h \
	planner/service/purge.c \
	planner/service/staff_match.c \
	planner/service/rule_words.c \
	planner/service/rule_words.h \
	planner/service/staff_rules.c \
	planner/service/staff_workload.c
pkginclude_service_HEADERS += \
	include/patchplan/service/comments.h \
	include/patchplan/service/consult.h \
	include/patchplan/service/for_pages.h \
	include/patchplan/service/which_plan.h \
	include/patchplan/service/feed.h \
	include/patchplan/service/my.h \
	include/patchplan/service/purge.h \
	include/patchplan/service/staff_rules.h
